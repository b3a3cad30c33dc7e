import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram, runProgram } from './program.ts';
import { type Answer, type FakeIo, fakeIo } from './test-support.ts';

const summary = {
  name: 'hello',
  displayName: 'Hello',
  status: 'Ready',
  template: 'hello',
  visibility: 'public',
  ingresses: [],
  lastError: null,
  canDelete: true,
  teamId: '00000000-0000-7000-8000-000000000001',
  url: 'http://hello.localhost:8081',
  servicesReady: 1,
  servicesTotal: 1,
  createdAt: '2026-03-04T05:00:00.000Z',
  updatedAt: '2026-03-04T05:00:00.000Z',
};

async function run(argv: readonly string[], answers: Record<string, Answer> = {}): Promise<{ code: number; io: FakeIo }> {
  const io = fakeIo(argv, answers);
  return { code: await runProgram(createProgram(io, '9.9.9'), io), io };
}

function leaves(command: Command, path: string[] = []): string[][] {
  const here = [...path, command.name()];
  return command.commands.length === 0 ? [here] : command.commands.flatMap((child) => leaves(child, here));
}

describe('the command line', () => {
  const commands = leaves(createProgram(fakeIo([]), '0')).map((path) => path.slice(1));

  it.each(commands.map((path) => [path.join(' ')]))('`%s --help` shows an example', async (path) => {
    const { code, io } = await run([...path.split(' '), '--help']);
    expect(code).toBe(0);
    expect(io.stdout()).toContain('Example:');
  });

  it('prints a table for people and bare data for machines', async () => {
    const answers = { 'GET /api/deployments': { status: 200, body: [summary] } };
    const table = await run(['deployments', 'list'], answers);
    expect(table.io.stdout()).toContain('hello   Ready    1/1');
    const json = await run(['deployments', 'list', '--output', 'json'], answers);
    expect(JSON.parse(json.io.stdout())).toEqual([summary]);
    const names = await run(['-o', 'name', 'deployments', 'list'], answers);
    expect(names.io.stdout()).toBe('hello\n');
  });

  it('ends with the exit code of the error and says what to do', async () => {
    const body = { error: 'There is no such deployment.', code: 'not_found', requestId: 'r1' };
    const { code, io } = await run(['deployments', 'get', 'nope'], { 'GET /api/deployments/status': { status: 404, body } });
    expect(code).toBe(66);
    expect(io.stderr()).toBe(
      'Error: There is no such deployment.\nNext: List what is there with `moorage deployments list`.\nRequest: r1\n',
    );
  });

  it('says how to sign in from here, whatever the API says of its own ways', async () => {
    const details = { nextStep: 'Send an API key as Authorization: Bearer <key>.' };
    const body = { error: 'Sign in to do this.', code: 'unauthenticated', requestId: 'r1', details };
    const { code, io } = await run(['whoami'], { 'GET /api/me': { status: 401, body } });
    expect(code).toBe(77);
    expect(io.stderr()).toContain('Next: Run `moorage login`.\n');
  });

  it('says nothing twice', async () => {
    const details = { issues: [{ path: 'name', message: 'is too short' }] };
    const body = { error: 'The request is not valid. name: is too short', code: 'invalid_request', requestId: 'r1', details };
    const { io } = await run(['deployments', 'create', 'hello'], { 'POST /api/deployments': { status: 400, body } });
    expect(io.stderr()).toBe(
      'Error: The request is not valid. name: is too short\nNext: Correct it; --help says what is possible.\nRequest: r1\n',
    );
  });

  it('names each field that was refused', async () => {
    const details = { issues: [{ path: 'envVars.PORT', message: 'must be a whole number' }] };
    const body = { error: 'The request is not valid.', code: 'invalid_request', requestId: 'r1', details };
    const { code, io } = await run(['deployments', 'create', 'hello', '--env', 'PORT=x'], {
      'POST /api/deployments': { status: 400, body },
    });
    expect(code).toBe(65);
    expect(io.stderr()).toContain('  - envVars.PORT: must be a whole number\n');
    expect(io.requests[0]?.body).toEqual({ template: 'hello', envVars: { PORT: 'x' }, visibility: 'public' });
  });

  it('says where in a text the problem is', async () => {
    const details = { issues: [{ path: 'spec', message: 'is not YAML', line: 3, column: 7 }] };
    const body = { error: 'The template is not valid.', code: 'invalid_request', requestId: 'r1', details };
    const { io } = await run(['deployments', 'create', 'hello'], { 'POST /api/deployments': { status: 400, body } });
    expect(io.stderr()).toContain('  - spec (line 3, column 7): is not YAML\n');
  });

  it('says so when the server is not there', async () => {
    const { code, io } = await run(['whoami']);
    expect(code).toBe(69);
    expect(io.stderr()).toContain('The server cannot be reached.');
  });

  it('refuses wrong usage with its own code', async () => {
    expect((await run(['deployments', 'fly'])).code).toBe(64);
    expect((await run(['deployments', 'list', '--output', 'xml'])).code).toBe(64);
  });

  it('deletes nothing without a yes when nobody can be asked', async () => {
    const { code, io } = await run(['deployments', 'delete', 'hello']);
    expect(code).toBe(64);
    expect(io.requests).toEqual([]);
  });

  it('remembers a given key and sends it from then on', async () => {
    const me = { email: 'a@example.com', orgs: [], teams: [], currentTeamId: null, currentOrgId: null, via: 'api-key' };
    const { code, io } = await run(['login', '--server', 'http://h:1', '--api-key', 'mk_x'], {
      'GET /api/me': { status: 200, body: me },
    });
    expect(code).toBe(0);
    expect(io.requests[0]?.headers['authorization']).toBe('Bearer mk_x');
    expect(io.files.get('/home/tester/.config/moorage/config.yaml')).toContain('apiKey: mk_x');
    expect(io.stdout()).not.toContain('mk_x');
  });
});

describe('releases', () => {
  const base = { name: 'hello', generation: 2, release: 2 };
  const release = {
    number: 3,
    kind: 'rollback',
    state: 'live',
    isCurrent: true,
    from: 1,
    by: { kind: 'user', email: 'ada@example.com' },
    services: [{ image: 'nginx:1.29' }],
    createdAt: '2026-03-04T05:00:00.000Z',
    reason: 'It was faster',
    message: null,
  };

  it('are listed with who and why', async () => {
    const { io } = await run(['deployments', 'releases', 'hello'], {
      'GET /api/deployments/releases': { status: 200, body: [release] },
    });
    expect(io.stdout()).toContain('3 *       live    rollback to 1   nginx:1.29   ada@example.com   6m    It was faster');
  });

  it('are compared field by field', async () => {
    const changes = [{ path: 'services.web.image', from: 'nginx:1.28', to: 'nginx:1.29' }];
    const body = { from: 1, to: 3, changes, services: [{ name: 'web', effect: 'rolls' }] };
    const { io } = await run(['deployments', 'releases', 'hello', '--diff', '1..3'], {
      'GET /api/deployments/releases/diff': { status: 200, body },
    });
    expect(io.requests[0]?.url).toBe('/api/deployments/releases/diff?name=hello&from=1&to=3');
    expect(io.stdout()).toContain('services.web.image   nginx:1.28   nginx:1.29');
    expect(io.stdout()).toContain('web rolls');
    expect((await run(['deployments', 'releases', 'hello', '--diff', 'all'])).code).toBe(64);
  });

  it('are gone back to, and made by an image or a number of copies', async () => {
    const deployment = { ...summary, message: null, namespace: 'u-1', services: [], evidence: null, ...base };
    const ok = { status: 202, body: deployment };
    const back = await run(['deployments', 'rollback', 'hello', '1', '--reason', 'x'], { 'POST /api/deployments/rollback': ok });
    expect(back.io.requests[0]?.body).toEqual({ name: 'hello', release: 1, reason: 'x' });
    const image = await run(['deployments', 'deploy-image', 'hello', 'web=nginx:1.29@sha256:a=b'], {
      'POST /api/deployments/deploy-image': ok,
    });
    expect(image.io.requests[0]?.body).toEqual({ name: 'hello', service: 'web', image: 'nginx:1.29@sha256:a=b' });
    const zero = await run(['deployments', 'scale', 'hello', 'web=0'], { 'POST /api/deployments/scale': ok });
    expect(zero.io.requests[0]?.body).toEqual({ name: 'hello', service: 'web', replicas: 0 });
    expect((await run(['deployments', 'scale', 'hello', 'web=many'])).code).toBe(64);
    expect((await run(['deployments', 'scale', 'hello', '3'])).code).toBe(64);
  });

  it('are planned before they are made', async () => {
    const { io } = await run(['deployments', 'plan', 'hello', '--replicas', 'web=2'], {
      'GET /api/deployments/config': { status: 200, body: { envVars: { GREETING: 'Ahoy' } } },
      'POST /api/deployments/plan': { status: 200, body: { ...base, changes: [], services: [] } },
    });
    expect(io.requests[1]?.body).toMatchObject({ name: 'hello', envVars: { GREETING: 'Ahoy' }, replicas: { web: 2 } });
    expect(io.stdout()).toBe('Nothing is different.\n');
  });
});

describe('domains', () => {
  const domain = {
    id: '00000000-0000-7000-8000-000000000009',
    host: 'shop.example.org',
    ingress: 'main',
    status: 'Pending',
    reason: 'RecordWrong',
    message: 'The TXT record at _moorage-challenge.shop.example.org says something else.',
    records: [
      {
        type: 'TXT',
        name: '_moorage-challenge.shop.example.org',
        value: 'token',
        purpose: 'ownership',
        state: 'wrong',
        found: ['other'],
      },
      { type: 'CNAME', name: 'shop.example.org', value: 'hello.apps.test', purpose: 'routing', state: 'missing', found: [] },
    ],
    certificate: { state: 'Issued', reason: 'Ready', message: '', notAfter: '2026-06-01T00:00:00.000Z' },
    checkedAt: null,
    createdAt: '2026-03-04T05:00:00.000Z',
  };
  const listed = { 'GET /api/deployments/domains': { status: 200, body: [domain] } };

  it('are shown with the records to create and what is there in their place', async () => {
    const answers = { ...listed, 'POST /api/deployments/domains/verify': { status: 200, body: domain } };
    const { code, io } = await run(['domains', 'verify', 'hello', 'Shop.example.org.'], answers);
    expect(code).toBe(0);
    expect(io.requests[1]?.body).toEqual({ name: 'hello', id: domain.id });
    expect(io.stdout()).toContain('TXT     _moorage-challenge.shop.example.org   token             wrong: other\n');
    expect(io.stdout()).toContain('Certificate: Issued until 2026-06-01\n');
    const list = await run(['domains', 'list', 'hello'], listed);
    expect(list.io.stdout()).toContain('shop.example.org   Pending   RecordWrong');
  });

  it('are removed by host, and never without a yes', async () => {
    const answers = { ...listed, 'DELETE /api/deployments/domains': { status: 204 } };
    expect((await run(['domains', 'remove', 'hello', 'shop.example.org'], answers)).code).toBe(64);
    const { code, io } = await run(['domains', 'remove', 'hello', 'shop.example.org', '--yes'], answers);
    expect(code).toBe(0);
    expect(io.requests[1]?.url).toBe(`/api/deployments/domains?name=hello&id=${domain.id}`);
    expect((await run(['domains', 'verify', 'hello', 'other.example.org'], answers)).code).toBe(64);
  });
});
