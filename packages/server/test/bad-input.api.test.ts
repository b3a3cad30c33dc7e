/** Whatever is sent, the answer is a documented error and nothing has changed. */
import { errorCatalogue } from '@moorage/core/errors';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Call, type Person, useTestServer } from './support.ts';

const server = useTestServer({ name: 'bad_input' });
let ada: Person;

beforeAll(async () => {
  ada = await server.signIn('ada@example.com');
  await ada.post('/api/deployments', { template: 'hello', name: 'steady' });
  await server.settle();
});

/** Everything that a request could have changed. */
async function state(): Promise<unknown> {
  return await server.app.database.system('test', async (tx) => ({
    deployments: await tx.selectFrom('deployments').select(['name', 'generation', 'deleting_since']).orderBy('name').execute(),
    templates: await tx.selectFrom('templates').select('name').orderBy('name').execute(),
    keys: await tx.selectFrom('api_keys').select('id').execute(),
    orgs: await tx.selectFrom('orgs').select(['name', 'ai_context']).orderBy('name').execute(),
    // That somebody was refused or has read is written beside the request, and changes nothing.
    audit: await tx
      .selectFrom('audit_events')
      .select('id')
      .where('event', 'not in', ['access.refused', 'audit.read'])
      .orderBy('id')
      .execute(),
  }));
}

const documented = new Set<string>(Object.keys(errorCatalogue));

async function expectRefused(path: string, call: Call, status: number): Promise<Answer> {
  const before = await state();
  const answer = await ada.call(path, call);
  expect([path, answer.status]).toEqual([path, status]);
  expect(documented.has(answer.body.code)).toBe(true);
  expect(typeof answer.body.error).toBe('string');
  expect(answer.body.requestId).toBe(answer.headers.get('x-request-id'));
  expect(JSON.stringify(answer.body)).not.toMatch(/select |insert |node_modules|\.ts:\d/);
  expect(await state()).toEqual(before);
  return answer;
}

const post = (body: unknown): Call => ({ method: 'POST', body });
const raw = (rawBody: string): Call => ({ method: 'POST', rawBody });

describe('a body', () => {
  it.each([
    ['is no JSON', '{"template":'],
    ['is nothing', ''],
    ['is a list', '[]'],
    ['is a number', '42'],
    ['is null', 'null'],
    ['poisons the prototype', '{"template":"hello","__proto__":{"admin":true}}'],
    ['poisons the constructor', '{"template":"hello","constructor":{"prototype":{"admin":true}}}'],
    ['has an unknown field', '{"template":"hello","replica":2}'],
    ['has a field of another type', '{"template":["hello"]}'],
    ['lacks what is required', '{}'],
    ['has a NUL character', '{"template":"hello","envVars":{"GREETING":"a\\u0000b"}}'],
    ['has a lone surrogate in a name', '{"template":"hello","name":"a\\ud800"}'],
  ])('that %s is refused', async (_what, body) => {
    await expectRefused('/api/deployments', raw(body), 400);
  });

  it('names each field that is wrong', async () => {
    const body = { template: 7, visibility: 'secret', envVars: { 'a b': 'x' }, extra: 1 };
    const { body: answer } = await expectRefused('/api/deployments', post(body), 400);
    const paths = answer.details.issues.map((issue: { path: string }) => issue.path);
    for (const path of ['template', 'visibility', 'extra']) expect(paths.some((one: string) => one.includes(path))).toBe(true);
  });

  it('of eleven megabytes is not read', async () => {
    const body = JSON.stringify({ template: 'hello', envVars: { GREETING: 'x'.repeat(11 * 1024 * 1024) } });
    await expectRefused('/api/deployments', raw(body), 413);
  });

  it('of another content type is refused', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    await expectRefused('/api/deployments', { method: 'POST', rawBody: 'template=hello', headers: form }, 400);
  });

  it('nested a thousand deep is refused', async () => {
    await expectRefused('/api/deployments', raw(`{"template":${'['.repeat(1000)}${']'.repeat(1000)}}`), 400);
  });
});

describe('a name', () => {
  it.each([
    "x'; drop table deployments; --",
    '$(reboot)',
    '`id`',
    'a;b',
    'a|b',
    '../../etc/passwd',
    'a/b',
    'UPPER',
    '-a',
    'a-',
    'a',
    'ä',
    'a'.repeat(41),
    'a b',
    'a\nb',
    '{{IMAGE}}',
    '__proto__',
  ])('%j is refused on create, read, change and delete', async (name) => {
    await expectRefused('/api/deployments', post({ template: 'hello', name }), 400);
    await expectRefused(`/api/deployments/status?name=${encodeURIComponent(name)}`, {}, 400);
    await expectRefused('/api/deployments/delete', post({ name }), 400);
    await expectRefused('/api/deployments/config', { method: 'PUT', body: { name, paused: true } }, 400);
  });
});

describe('a value with metacharacters', () => {
  it('is data, and stays what it is', async () => {
    const greeting = `'; drop table users; -- $(reboot) \`id\` %s {{IMAGE}} \${PATH} \\ <script>`;
    const { body } = await ada.post('/api/deployments', { template: 'hello', envVars: { GREETING: greeting } });
    const config = await ada.get(`/api/deployments/config?name=${body.name}`);
    expect(config.body.envVars).toEqual({ GREETING: greeting });
    await server.settle();
    const object = server.cluster.objects().find((one) => one.metadata.name === body.name);
    // Kubernetes makes one dollar of two, and would read `$(reboot)` as a reference.
    expect(object?.spec?.services[0]?.env).toEqual([{ name: 'GREETING', value: greeting.replaceAll('$', '$$$$') }]);
  });

  it('in a search finds nothing and breaks nothing', async () => {
    for (const search of ["'", "' or 1=1 --", '\\', '%', '_____________', '$1']) {
      const answer = await ada.get(`/api/deployments?search=${encodeURIComponent(search)}`);
      expect([search, answer.status, answer.body]).toEqual([search, 200, []]);
    }
  });
});

describe('an image', () => {
  it.each([
    '',
    ' ',
    'Nginx',
    'nginx:',
    'nginx:la test',
    'http://nginx',
    '../nginx',
    'nginx;reboot',
    '-v',
    'a@sha256:1',
    'x'.repeat(256),
  ])('%j is refused in a template, a deployment and a change', async (image) => {
    await expectRefused('/api/deployments', post({ template: 'custom-image', envVars: { IMAGE: image } }), 400);
    await expectRefused('/api/templates', post({ name: 'bad-image', displayName: 'Bad', image }), 400);
    await expectRefused('/api/deployments/config', { method: 'PUT', body: { name: 'steady', images: { web: image } } }, 400);
  });
});

describe('an address', () => {
  it.each(['/api/../etc/passwd', '/api/%2e%2e/secret', '/api//deployments', '/api/deployments%2fconfig', '/api/nowhere'])(
    '%s leads nowhere',
    async (path) => {
      // Not by fetch, which tidies addresses before it sends them.
      const { request } = await import('node:http');
      const { port } = new URL(server.url());
      const status = await new Promise((resolve) => {
        const call = request({ host: '127.0.0.1', port, path, headers: { cookie: ada.cookie } }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        });
        call.end();
      });
      expect([400, 404]).toContain(status);
    },
  );

  it('with an unknown or repeated parameter is refused', async () => {
    await expectRefused('/api/deployments?teem_id=x', {}, 400);
    await expectRefused('/api/deployments/status?name=steady&name=other', {}, 400);
    await expectRefused('/api/deployments?limit=1e9', {}, 400);
    await expectRefused('/api/deployments?team_id=1', {}, 400);
    await expectRefused('/api/orgs/not-a-uuid', {}, 400);
  });
});

describe('a request that comes from elsewhere', () => {
  it('changes nothing, though it carries the cookie', async () => {
    const { port } = new URL(server.url());
    const origins = [
      'https://evil.example',
      'null',
      '',
      // An app of a tenant, and another program on this machine: browsers send our cookie to every port of a host.
      'http://hello.localhost:8081',
      'http://127.0.0.1:1',
      `https://127.0.0.1:${port}`,
      `http://127.0.0.1:${port}.evil.example`,
      `http://evil.example#127.0.0.1:${port}`,
    ];
    const fromBrowsers = origins.map((origin) => ({ origin, 'sec-fetch-site': 'same-site' }));
    const fromOldBrowsers = origins.map((origin) => ({ origin }));
    for (const headers of [
      ...fromBrowsers,
      ...fromOldBrowsers,
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      await expectRefused('/api/deployments/delete', { ...post({ name: 'steady' }), headers }, 403);
    }
  });

  it('under a name that is not ours is not served', async () => {
    const { request } = await import('node:http');
    const { port } = new URL(server.url());
    const status = await new Promise((resolve) => {
      const headers = { host: 'evil.example' };
      const call = request({ host: '127.0.0.1', port, path: '/dev/login', headers }, (answer) =>
        resolve(answer.resume().statusCode),
      );
      call.end();
    });
    expect(status).toBe(403);
  });
});
