import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, useTestServer } from '../../../test/support.ts';

const server = useTestServer({ name: 'templates' });
let ada: Person;
let bob: Person;
let dev: Person;

beforeAll(async () => {
  ada = await server.signIn('ada@example.com');
  bob = await server.signIn('bob@example.com');
  await server.signIn('dev@example.com');
  dev = await server.addMember('dev@example.com', ada, 'developer');
});

const simple = (name: string, part: object = {}) => ({ name, displayName: name, image: 'nginx:1.29', ...part });
const names = async (person: Person): Promise<string[]> => {
  const { body } = await person.get('/api/templates');
  return body.map((one: { name: string }) => one.name);
};

describe('system templates', () => {
  it('are there for everybody, and after a second start there once', async () => {
    await server.app.seed();
    await Promise.all([server.app.seed(), server.app.seed()]);
    expect(await names(bob)).toEqual(['custom-image', 'hello', 'postgres', 'static-site', 'web-and-api', 'worker']);
    const { body } = await bob.get('/api/templates/hello');
    expect(body).toMatchObject({ isSystem: true, visibility: 'public', orgId: null, services: ['web'] });
    expect(body.envVars[0]).toMatchObject({ name: 'GREETING', type: 'string', required: true });
  });

  it('cannot be deleted, nor their names be taken by what is public', async () => {
    expect((await ada.delete('/api/templates/hello')).status).toBe(403);
    expect((await ada.post('/api/templates', simple('hello', { visibility: 'public' }))).status).toBe(409);
  });

  it('are brought back to what ships, when somebody changed the row', async () => {
    await server.app.database.system('test', (tx) =>
      tx.updateTable('templates').set({ display_name: 'Changed' }).where('name', '=', 'hello').execute(),
    );
    await server.app.seed();
    expect((await bob.get('/api/templates/hello')).body.displayName).toBe('Hello');
  });
});

describe('visibility', () => {
  it('is private, of a team, of an organization or public', async () => {
    await ada.post('/api/templates', simple('mine'));
    await ada.post('/api/templates', simple('ours', { visibility: 'team', teamId: ada.teamId }));
    await ada.post('/api/templates', simple('all-of-us', { visibility: 'org', orgId: ada.orgId }));
    await ada.post('/api/templates', simple('everybodys', { visibility: 'public' }));
    const seen = async (person: Person) => (await names(person)).filter((name) => /mine|ours|all-of-us|everybodys/.test(name));
    expect(await seen(ada)).toEqual(['all-of-us', 'everybodys', 'mine', 'ours']);
    expect(await seen(dev)).toEqual(['all-of-us', 'everybodys', 'ours']);
    expect(await seen(bob)).toEqual(['everybodys']);
    expect((await bob.post('/api/deployments', { template: 'ours' })).status).toBe(404);
    // Whose it is stays with them: names of organizations are seen by their members.
    expect((await bob.get('/api/templates/everybodys')).body.orgName).toBeNull();
  });

  it('asks for the role that it needs', async () => {
    expect((await dev.post('/api/templates', simple('d1', { visibility: 'team', teamId: ada.teamId }))).status).toBe(403);
    expect((await dev.post('/api/templates', simple('d2', { visibility: 'org', orgId: ada.orgId }))).status).toBe(403);
    expect((await bob.post('/api/templates', simple('d3', { visibility: 'public' }))).status).toBe(403);
    expect((await bob.post('/api/templates', simple('d4', { visibility: 'team', teamId: ada.teamId }))).status).toBe(404);
    expect((await bob.post('/api/templates', simple('d5', { visibility: 'org', orgId: ada.orgId }))).status).toBe(404);
    expect((await dev.post('/api/templates', simple('d6'))).status).toBe(201);
    expect((await ada.post('/api/templates', simple('d7', { visibility: 'team' }))).body.details.issues[0].path).toBe('teamId');
  });

  it('lets the owner delete his own, and others not', async () => {
    expect((await dev.delete('/api/templates/ours')).status).toBe(403);
    expect((await dev.delete('/api/templates/mine')).status).toBe(404);
    expect((await ada.delete('/api/templates/mine')).status).toBe(204);
    expect((await ada.get('/api/templates/mine')).status).toBe(404);
  });
});

describe('the spec of a template', () => {
  const issues = async (spec: string, part: object = {}) => {
    const answer = await ada.post('/api/templates', simple('spec', { spec, ...part }));
    expect(answer.status).toBe(400);
    return answer.body.details.issues as { path: string; message: string }[];
  };

  it('is made from the image where there is none', async () => {
    const { body } = await ada.post('/api/templates', simple('plain', { containerPort: 3000, cpuLimit: '250m' }));
    expect(body.services).toEqual(['app']);
    expect(body.spec).toContain('containerPort: 3000');
    expect(body.spec).toContain('cpu: 250m');
  });

  it('is read strictly: what it does not know, it refuses by name', async () => {
    expect(await issues('services: [{ name: web, image: nginx, replica: 2 }]')).toMatchObject([
      { path: 'spec.services[0].replica' },
    ]);
    expect((await issues('services: ['))[0]?.path).toBe('spec');
    expect((await issues('services: []'))[0]?.path).toBe('spec.services');
    expect((await issues('a: &a [x]\nservices: *a'))[0]?.message).toContain('aliases');
    expect((await issues('services: !!js/function x'))[0]?.path).toBe('spec');
    expect((await issues('services: 1\nservices: 2'))[0]?.path).toBe('spec');
  });

  it('must not refer to what is not there', async () => {
    const spec = `services:
  - { name: web, image: 'nginx:1.29', dependsOn: [db], ports: [{ name: http, containerPort: 80 }] }
  - { name: a, image: 'nginx:1.29', dependsOn: [b] }
  - { name: b, image: '{{IMAGE}}', dependsOn: [a] }
ingresses: [{ id: web, name: web, service: web, port: 81 }, { id: x, name: x, service: nowhere, port: 80 }]`;
    expect((await issues(spec)).map((issue) => `${issue.path} ${issue.message}`)).toEqual([
      'spec.services[0].dependsOn there is no service db',
      'spec.services a depends on itself in a circle',
      'spec.ingresses[0].port web has no port 81',
      'spec.ingresses[1].service there is no service nowhere',
    ]);
  });

  it('has parameters that make sense', async () => {
    const envVars = [
      { name: 'SIZE', type: 'integer', default: 'big' },
      { name: 'KIND', type: 'enum' },
      { name: 'SLOW', pattern: '(a+)+' },
      { name: 'SIZE' },
      { name: 'POD_IP' },
      { name: 'PASSWORD', secret: true, default: 'hunter2' },
    ];
    const found = await issues('services: [{ name: web, image: "nginx:1.29" }]', { envVars });
    expect(found.map((issue) => issue.path)).toEqual([
      'envVars[0]',
      'envVars[1]',
      'envVars[2]',
      'envVars[3]',
      'envVars[4]',
      'envVars[5]',
    ]);
  });
});

describe('a spec that is made to be slow', () => {
  it.each([
    ['deep', `${'['.repeat(99_000)}${']'.repeat(99_000)}`],
    ['wide', Array.from({ length: 20_000 }, (_one, n) => `k${n}: 1`).join('\n')],
    ['wrong', '*a '.repeat(60_000)],
  ])('because it is %s is refused before it costs anything', async (what, spec) => {
    const answer = await ada.post('/api/templates', simple(`slow-${what}`, { spec }));
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    expect(JSON.stringify(answer.body).length).toBeLessThan(20_000);
  });

  it('or names a field twice is refused', async () => {
    const spec = 'services:\n  - {name: web, image: nginx, image: httpd}\n';
    const answer = await ada.post('/api/templates', simple('twice', { spec }));
    expect([answer.status, answer.body.details.issues[0].message]).toEqual([400, expect.stringContaining('image')]);
  });
});
