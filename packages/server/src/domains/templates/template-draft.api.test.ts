import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, useTestServer } from '../../../test/support.ts';
import { failingPrompt } from '../../adapters/model-provider/model-provider.fake.ts';

const server = useTestServer({ name: 'template_drafts' });
const without = useTestServer({ name: 'template_no_model', withoutModel: true });
let ada: Person;
let viewer: Person;

beforeAll(async () => {
  ada = await server.signIn('ada@example.com');
  await server.signIn('viewer@example.com');
  viewer = await server.addMember('viewer@example.com', ada, 'viewer');
});

const spec =
  'services:\n  - name: web\n    image: nginx:1.29\n    ports: [{ name: http, containerPort: 80 }]\ningresses: [{ id: web, name: web, service: web, port: 80 }]\n';
const answer = {
  name: 'site',
  displayName: 'Site',
  description: 'A web server.',
  category: 'web',
  envVars: [
    {
      name: 'TITLE',
      label: 'Title',
      description: '',
      type: 'string',
      default: 'Ahoy',
      required: true,
      secret: false,
      options: null,
    },
  ],
  spec,
};
const names = async () => (await ada.get('/api/templates')).body.map((one: { name: string }) => one.name);

describe('checking a spec', () => {
  it('answers a preview of what would be deployed', async () => {
    const { body } = await viewer.post('/api/templates/validate', { spec, envVars: [{ name: 'A', required: true }] });
    expect(body).toMatchObject({ valid: true, issues: [], preview: { required: ['A'], ingresses: [{ port: 80, path: '/' }] } });
    expect(body.preview.services).toMatchObject([
      { name: 'web', image: 'nginx:1.29', replicas: 1, ports: [{ containerPort: 80 }] },
    ]);
  });

  it('answers every problem with its place', async () => {
    const wrong = { spec: `${spec}x: 1\n`, envVars: [{ name: 'PATH' }] };
    const { status, body } = await viewer.post('/api/templates/validate', wrong);
    expect([status, body.valid, body.preview]).toEqual([200, false, null]);
    expect(body.issues).toEqual([
      { path: 'envVars[0]', message: 'PATH is set by the platform' },
      { path: 'spec.x', message: 'is not a known field', line: 6, column: 1 },
    ]);
  });
});

describe('importing a Compose file', () => {
  it('gives a draft that can be saved, and saves nothing', async () => {
    const compose =
      'services:\n  web:\n    image: nginx:1.29\n    ports: ["8080:80"]\n    container_name: x\n    environment: { TITLE: Ahoy }\n';
    const { status, body } = await viewer.post('/api/templates/import-compose', { compose, name: 'from-compose' });
    expect([status, body.issues, body.preview.services.length]).toEqual([200, [], 1]);
    expect(body.warnings).toMatchObject([{ path: 'compose.services.web.container_name', line: 5, column: 5 }]);
    expect(await names()).not.toContain('from-compose');
    const saved = await ada.post('/api/templates', body.template);
    expect([saved.status, saved.body.envVars[0]]).toMatchObject([201, { name: 'TITLE', default: 'Ahoy' }]);
  });

  it('reads anchors, and refuses bombs made of them', async () => {
    const anchors = 'x-base: &base { image: "nginx:1.29" }\nservices:\n  web: { <<: *base, ports: [80] }\n';
    expect((await ada.post('/api/templates/import-compose', { compose: anchors })).body.template.image).toBe('nginx:1.29');
    const levels = Array.from({ length: 12 }, (_, at) => `x${at + 1}: &x${at + 1} [${`*x${at},`.repeat(9)}]`);
    const bomb = ['x0: &x0 [a]', ...levels, 'services: { web: { image: x, command: *x12 } }'].join('\n');
    expect((await ada.post('/api/templates/import-compose', { compose: bomb })).status).toBe(400);
  });

  it.each([
    ['services: [', 'compose'],
    ['services: {}', 'compose.services'],
    ['hello', 'compose'],
    [`services: { web: { image: "${'a'.repeat(600)}" } }`, 'image'],
  ])('refuses what is none: %#', async (compose, path) => {
    const refused = await ada.post('/api/templates/import-compose', { compose });
    expect([refused.status, refused.body.details.issues[0].path]).toEqual([400, path]);
  });

  it('says what must be changed before the draft can be saved', async () => {
    const { status, body } = await ada.post('/api/templates/import-compose', {
      compose: 'services: { web: { image: "Not An Image" } }',
    });
    expect([status, body.preview]).toEqual([200, null]);
    expect(body.issues[0].path).toBe('spec.services[0].image');
  });
});

describe('generating', () => {
  const generate = (person: Person, prompt = 'A web server') =>
    person.post('/api/templates/generate', { prompt, orgId: ada.orgId });

  it('gives a checked draft, knows of the organization and saves nothing', async () => {
    await ada.put(`/api/orgs/${ada.orgId}`, { aiContext: 'We build ships.' });
    server.model.willAnswer(answer);
    const { status, body } = await generate(ada);
    expect([status, body.issues]).toEqual([200, []]);
    expect(body.template).toMatchObject({
      name: 'site',
      image: 'nginx:1.29',
      visibility: 'private',
      envVars: [{ name: 'TITLE', default: 'Ahoy' }],
    });
    expect(server.model.requests.at(-1)?.prompt).toContain('We build ships.');
    expect(await names()).not.toContain('site');
  });

  it('asks once more where the first answer is not valid, and shows what stays wrong', async () => {
    const wrong = { ...answer, spec: 'services: []' };
    server.model.willAnswer(wrong, answer);
    expect((await generate(ada)).body.issues).toEqual([]);
    expect(server.model.requests.at(-1)?.prompt).toContain('spec.services');
    server.model.willAnswer(wrong);
    const { status, body } = await generate(ada);
    expect([status, body.preview, body.issues.length]).toEqual([200, null, 1]);
  });

  it.each([['text'], [{}], [null], [{ ...answer, spec: 7 }]])(
    'calls an answer that is no template a failure of the model: %#',
    async (bad) => {
      server.model.willAnswer(bad);
      const failed = await generate(ada);
      expect([failed.status, failed.body.code]).toEqual([502, 'upstream_failed']);
    },
  );

  it('passes the failure of the provider on', async () => {
    expect((await generate(ada, failingPrompt)).body.code).toBe('upstream_failed');
  });

  it('needs a role that deploys', async () => {
    expect((await generate(viewer)).status).toBe(403);
    const stranger = await server.signIn('stranger@example.com');
    expect((await generate(stranger)).status).toBe(404);
  });

  it('is announced where it is possible, and unavailable where it is not', async () => {
    expect((await server.anybody.get('/api/config')).body.aiTemplatesEnabled).toBe(true);
    expect((await without.anybody.get('/api/config')).body.aiTemplatesEnabled).toBe(false);
    const somebody = await without.signIn('ada@example.com');
    const refused = await somebody.post('/api/templates/generate', { prompt: 'x', orgId: somebody.orgId });
    expect([refused.status, refused.body.code]).toEqual([503, 'unavailable']);
  });
});
