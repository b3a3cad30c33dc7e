import { describe, expect, it } from 'vitest';
import { createProgram, runProgram } from './program.ts';
import { type Answer, type FakeIo, fakeIo } from './test-support.ts';

const orgId = '00000000-0000-7000-8000-000000000001';
const times = { created_at: '2026-03-01T00:00:00Z', updated_at: '2026-03-03T05:06:07Z' };
const dns = {
  ...{ id: '00000000-0000-7000-8000-00000000000a', name: 'dns', credential_provider: 'cloudflare', kind: 'api_token' },
  ...{ schema_version: 1, scope_kind: 'service', scope_version: 1, scope: { service: 'dns' }, ...times },
};
const nodes = {
  ...{ id: '00000000-0000-7000-8000-00000000000b', organization_id: orgId, name: 'nodes', public_key: 'ssh-ed25519 AAAA ada' },
  ...{ fingerprint: 'SHA256:abc', server_count: 2, ...times },
};
const orgs = [{ id: orgId, name: 'Acme', slug: 'acme', plan: 'free', aiContext: '', createdAt: times.created_at }];
const world: Record<string, Answer> = {
  'GET /api/me': {
    status: 200,
    body: { email: 'me@example.com', orgs: [], teams: [], currentOrgId: orgId, currentTeamId: null },
  },
  'GET /api/config': { status: 200, body: { devMode: true } },
  'GET /dev/login': { status: 303, cookie: 'sid=s1; Path=/; HttpOnly' },
  'POST /logout': { status: 303 },
  'GET /api/orgs': { status: 200, body: orgs },
  'GET /api/v1/credentials': { status: 200, body: [dns] },
  'POST /api/v1/credentials': { status: 201, body: dns },
  [`PATCH /api/v1/credentials/${dns.id}`]: { status: 200, body: dns },
  [`POST /api/v1/credentials/${dns.id}/reveal`]: { status: 200, body: { token: 'shown' } },
  'GET /api/v1/ssh': { status: 200, body: [nodes] },
  'POST /api/v1/ssh': { status: 201, body: nodes },
  'POST /api/v1/ssh/import': { status: 201, body: nodes },
  [`GET /api/v1/ssh/${nodes.id}/download`]: {
    status: 200,
    body: { id: nodes.id, name: 'nodes', fingerprint: 'SHA256:abc', private_pem: 'PRIVATE\n', filenames: [] },
  },
};

async function run(words: string, answers: Record<string, Answer> = {}, files: Readonly<Record<string, string>> = {}) {
  const io: FakeIo = fakeIo(words.split(' '), { ...world, ...answers });
  for (const [path, text] of Object.entries(files)) io.files.set(path, text);
  const code = await runProgram(createProgram(io, '9.9.9'), io);
  return { code, io, last: io.requests.filter(({ url }) => url !== '/logout').at(-1) };
}

describe('credentials', () => {
  it('are listed with what they are for, of the organization that is named', async () => {
    const { io, last } = await run('credentials list --org acme --provider cloudflare');
    expect(io.stdout()).toMatch(/dns +cloudflare +api_token +service dns +\d+[hd] ago/);
    expect([last?.url, last?.headers['x-org-id']]).toEqual(['/api/v1/credentials?credential_provider=cloudflare', orgId]);
  });

  it.each([
    ['/dev/stdin', '-', 'a-token\n', { token: 'a-token' }],
    ['t.json', 't.json', '{"token":"a-token"}', { token: 'a-token' }],
    ['t.env', 't.env', '# mine\ntoken=a-token\n', { token: 'a-token' }],
  ])('are made with a secret out of %s, as %s', async (path, flag, text, secret) => {
    const { code, last } = await run(`credentials create dns --provider cloudflare --secret-file ${flag}`, {}, { [path]: text });
    expect([code, last?.body]).toMatchObject([
      0,
      { credential_provider: 'cloudflare', kind: 'api_token', scope_kind: 'credential_provider', scope: {}, secret },
    ]);
  });

  it('have several fields as lines, and a scope by name and value', async () => {
    const text = 'access_key_id=AKIA\nsecret_access_key=a=b\n';
    const words = 'credentials create zones --provider aws --scope-kind service --scope service=route53 --secret-file k.env';
    const { last } = await run(words, {}, { 'k.env': text });
    expect(last?.body).toMatchObject({
      scope: { service: 'route53' },
      secret: { access_key_id: 'AKIA', secret_access_key: 'a=b' },
    });
  });

  it('are not made without a secret, nor show one that is damaged', async () => {
    expect((await run('credentials create dns --provider cloudflare')).code).toBe(64);
    const { code, io } = await run(
      'credentials create x --provider aws --secret-file k',
      {},
      { k: '{"secret_access_key":"hush' },
    );
    expect([code, io.stderr().includes('hush')]).toEqual([64, false]);
  });

  it('are changed in what is named only', async () => {
    const { last } = await run('credentials update dns --secret-file s', {}, { s: 'new' });
    expect(last?.body).toEqual({ secret: { token: 'new' } });
    expect((await run('credentials update dns')).code).toBe(64);
  });

  it('that the provider refuses end with the reason and a code', async () => {
    const refused = {
      status: 'refused',
      verified: [],
      reason: 'The token is expired.',
      evidence: {},
      tested_at: times.created_at,
    };
    const test = `POST /api/v1/credentials/${dns.id}/test`;
    const { code, io } = await run('credentials test dns', { [test]: { status: 200, body: refused } });
    expect([code, io.stdout().includes('refused'), io.stderr()]).toEqual([65, true, 'Error: The token is expired.\n']);
    const good = { ...refused, status: 'verified' };
    expect((await run('credentials test dns', { [test]: { status: 200, body: good } })).code).toBe(0);
  });

  it('are shown in person', async () => {
    const { io, last } = await run('credentials reveal dns');
    expect([io.stdout(), last?.headers['cookie']]).toEqual(['token: shown\n', 'sid=s1']);
  });

  it('in use are not deleted, and the server says by what', async () => {
    const body = { code: 'conflict', message: 'The credential is used by domain example.org.' };
    const { code, io } = await run('credentials delete dns --yes', {
      [`DELETE /api/v1/credentials/${dns.id}`]: { status: 409, body },
    });
    expect([code, io.stderr()]).toEqual([75, expect.stringContaining('used by domain example.org')]);
  });
});

describe('SSH keys', () => {
  it('are listed with how many servers use them', async () => {
    const { io, last } = await run('ssh-keys list --unattached');
    expect(io.stdout()).toContain('nodes   ssh-ed25519   SHA256:abc');
    expect(last?.url).toBe('/api/v1/ssh?unattached=true');
  });

  it('are made as Ed25519 where nothing else is said', async () => {
    expect((await run('ssh-keys create nodes')).last?.body).toEqual({ name: 'nodes', type: 'ed25519' });
    const rsa = await run('ssh-keys create nodes --type rsa --bits 3072 --comment ada');
    expect(rsa.last?.body).toEqual({ name: 'nodes', type: 'rsa', bits: 3072, comment: 'ada' });
    expect((await run('ssh-keys create nodes --type rsa --bits 1024')).code).toBe(64);
  });

  it('are taken in from a file, with the passphrase from another', async () => {
    const { last } = await run('ssh-keys import mine --file id --passphrase-file p', {}, { id: 'PRIVATE\n', p: 'sesame\n' });
    expect(last?.body).toEqual({ name: 'mine', private_key: 'PRIVATE\n', passphrase: 'sesame' });
  });

  it('are written to two files in person, and the public half without', async () => {
    const { io } = await run('ssh-keys download nodes --to key');
    expect([io.files.get('key'), io.files.get('key.pub')]).toEqual(['PRIVATE\n', 'ssh-ed25519 AAAA ada\n']);
    expect((await run('ssh-keys download nodes')).code).toBe(64);
    const open = await run('ssh-keys download nodes --part public');
    expect([open.io.stdout(), open.io.requests.some(({ url }) => url.includes('login'))]).toEqual([
      'ssh-ed25519 AAAA ada\n',
      false,
    ]);
  });
});
