import { describe, expect, it } from 'vitest';
import { type Answer, createRun, fakeIo } from './test-support.ts';

const id = '00000000-0000-7000-8000-000000000001';
const at = '2026-03-04T05:06:07.000Z';
const ada = {
  id,
  email: 'ada@example.com',
  name: 'Ada',
  platformRole: null,
  tier: 'free',
  state: 'active',
  clientId: null,
  orgCount: 1,
  createdAt: at,
  lastLoginAt: at,
};
const green = {
  id,
  name: 'Green Ltd',
  slug: 'green',
  domain: 'green.example',
  url: 'https://green.example',
  branding: { name: 'Green', logoUrl: null, primaryColor: null, supportEmail: null },
  plans: ['business'],
  registrationPolicy: 'open',
  allowedDomains: [],
  enabled: true,
  orgCount: 0,
  createdAt: at,
  updatedAt: at,
};
const job = {
  id,
  kind: 'deployment.rollout',
  state: 'failed',
  orgId: id,
  attempts: 31,
  maxAttempts: 31,
  key: null,
  payload: { deploymentId: id },
  lastError: 'the cluster is away\nand more',
  createdAt: at,
  runAt: at,
  startedAt: at,
  endedAt: at,
  actions: ['retry'],
};
const event = {
  id,
  orgId: id,
  seq: 7,
  event: 'team.created',
  actor: { kind: 'user', id, email: 'ada@example.com', via: 'session' },
  target: { type: 'team', id, name: 'Red' },
  data: {},
  requestId: 'r',
  ipAddress: '192.0.2.7',
  at,
  prevHash: null,
  hash: null,
};
const org = {
  id,
  name: 'Acme Ltd',
  slug: 'acme',
  plan: 'free',
  clientId: null,
  memberCount: 1,
  deploymentCount: 0,
  deleting: false,
};
const own = { id, name: 'Acme Ltd', slug: 'acme', plan: 'free', aiContext: '', createdAt: at };
const sink = {
  id,
  orgId: id,
  url: 'https://siem.example.com/in',
  status: 'waiting',
  deliveredSeq: 0,
  lastError: null,
  disabledReason: null,
};
const report = {
  orgId: id,
  ok: true,
  head: { seq: 7, hash: 'ab' },
  checked: 7,
  unsealed: 0,
  removedThrough: 0,
  problems: [],
  problemCount: 0,
};
const me = { email: 'me@example.com', orgs: [], teams: [], currentOrgId: id, currentTeamId: null };

const world: Record<string, Answer> = {
  'GET /api/me': { status: 200, body: me },
  'GET /api/config': { status: 200, body: { devMode: true } },
  'GET /dev/login': { status: 303, cookie: 'sid=s1; Path=/; HttpOnly' },
  'POST /logout': { status: 303 },
  'GET /api/orgs': { status: 200, body: [own] },
  [`GET /api/orgs/${id}`]: { status: 200, body: own },
  'GET /api/admin/users': { status: 200, body: [ada] },
  [`GET /api/admin/users/${id}`]: { status: 200, body: ada },
  [`PUT /api/admin/users/${id}`]: { status: 200, body: ada },
  [`POST /api/admin/users/${id}/sign-out`]: { status: 204 },
  'GET /api/admin/orgs': { status: 200, body: [org] },
  [`PUT /api/admin/orgs/${id}`]: { status: 200, body: org },
  'GET /api/admin/jobs': { status: 200, body: [job] },
  [`GET /api/admin/jobs/${id}`]: { status: 200, body: job },
  [`POST /api/admin/jobs/${id}/retry`]: { status: 200, body: { ...job, state: 'queued' } },
  'GET /api/admin/audit': { status: 200, body: [{ ...event, orgName: 'Harbour Ltd' }] },
  'GET /api/clients': { status: 200, body: [green] },
  'POST /api/clients': { status: 201, body: green },
  [`PUT /api/clients/${id}`]: { status: 200, body: green },
  [`DELETE /api/clients/${id}`]: { status: 204 },
  'GET /api/admin/audit/export': { status: 200, body: { line: 'grün' } },
  'GET /api/audit': { status: 200, body: [event] },
  'GET /api/audit/verify': { status: 200, body: report },
  'GET /api/audit/export': { status: 200, body: { line: 'grün' } },
  'GET /api/audit/sinks': { status: 200, body: [sink] },
  'POST /api/audit/sinks': { status: 201, body: { ...sink, secret: 's3cret' } },
  [`DELETE /api/audit/sinks/${id}`]: { status: 204 },
  [`POST /api/audit/sinks/${id}/test`]: { status: 200, body: { ok: false, status: 500, message: 'it answered 500' } },
};

const run = createRun(world);

describe('users of the platform', () => {
  it('are listed, and shown by address, name or id', async () => {
    const { io, last } = await run('admin users list --search ada --state active');
    expect(last?.url).toBe('/api/admin/users?limit=50&search=ada&state=active');
    expect(io.stdout()).toContain('ada@example.com   Ada');
    for (const text of ['ada@example.com', 'ADA', id]) expect((await run(`admin users show ${text}`)).io.stdout()).toContain(id);
    expect((await run('admin users show bob')).code).toBe(64);
  });

  it.each([
    ['disable', { disabled: true }],
    ['enable', { disabled: false }],
    ['promote', { platformRole: 'platform_admin' }],
    ['demote', { platformRole: null }],
  ])('%s', async (verb, body) => {
    const yes = verb === 'disable' || verb === 'promote' ? ' --yes' : '';
    const { last, code } = await run(`admin users ${verb} ada@example.com${yes}`);
    expect([code, last?.method, last?.body]).toEqual([0, 'PUT', body]);
    if (yes !== '') expect((await run(`admin users ${verb} ada@example.com`)).code).toBe(64);
  });

  it('are signed out', async () => {
    expect((await run('admin users sign-out ada')).io.stderr()).toBe('ada@example.com is signed out everywhere.\n');
  });
});

describe('a key without the scopes of the platform', () => {
  const refused: Answer = {
    status: 403,
    body: { error: 'The API key lacks the scope.', code: 'forbidden', requestId: 'r', details: { scope: 'platform:read' } },
  };

  it('is no obstacle: the person asks himself, for this once', async () => {
    let asked = 0;
    const fake = fakeIo([], world);
    const { code, io } = await run(
      'admin jobs list',
      {},
      {
        fetch: async (input, init) => {
          const url = input instanceof Request ? input.url : String(input);
          if (!url.includes('/api/admin/jobs') || new Headers(init?.headers).get('cookie') !== null)
            return await fake.fetch(input, init);
          asked += 1;
          return Response.json(refused.body, { status: refused.status });
        },
      },
    );
    expect([code, asked]).toEqual([0, 1]);
    expect(io.stdout()).toContain('deployment.rollout');
    expect(fake.requests.at(-1)?.url).toBe('/logout');
  });

  it('is told apart from somebody who may not', async () => {
    const plain = { status: 403, body: { error: 'No.', code: 'forbidden', requestId: 'r' } };
    const { code, io } = await run('admin jobs list', { 'GET /api/admin/jobs': plain });
    expect(code).toBe(77);
    expect(io.requests.some(({ url }) => url.startsWith('/dev/login'))).toBe(false);
  });
});

describe('the rest of the platform', () => {
  it('shows and steers jobs', async () => {
    const { io, last } = await run('admin jobs list --state failed --org acme --kind deployment.rollout --search away');
    expect(last?.url).toBe(`/api/admin/jobs?limit=50&kind=deployment.rollout&state=failed&org_id=${id}&q=away`);
    expect(io.stdout()).toContain('31/31');
    expect(io.stdout()).not.toContain('and more');
    expect((await run(`admin jobs show ${id}`)).io.stdout()).toContain(`Payload:   {"deploymentId":"${id}"}`);
    expect((await run(`admin jobs retry ${id} -o json`)).io.stdout()).toContain('"queued"');
    expect((await run('admin jobs list --limit 0')).code).toBe(64);
  });

  it('places organizations, and reads what was done anywhere', async () => {
    expect((await run('admin orgs update acme --plan business --client none')).last?.body).toEqual({
      plan: 'business',
      clientId: null,
    });
    expect((await run('admin orgs list --client green')).last?.url).toBe(`/api/admin/orgs?limit=50&client_id=${id}`);
    expect((await run('admin audit --event team. --org acme')).last?.url).toContain(`event=team.&org_id=${id}&limit=50`);
    expect((await run('admin audit list --search red')).last?.url).toBe('/api/admin/audit?q=red&limit=50');
    const filed = await run('admin audit export --org acme --format csv --file all.csv');
    expect([filed.last?.url, filed.io.files.get('all.csv')]).toEqual([
      `/api/admin/audit/export?org_id=${id}&format=csv`,
      '{"line":"grün"}',
    ]);
  });

  it('keeps white-label clients', async () => {
    const made = await run(
      'clients create "Green Ltd" --slug green --domain green.example --plan business --brand Green --color none',
    );
    expect(made.last?.body).toEqual({
      name: 'Green Ltd',
      slug: 'green',
      domain: 'green.example',
      plans: ['business'],
      branding: { name: 'Green', primaryColor: null },
    });
    expect((await run('clients update green --disable --allow-domain a.example,b.example')).last?.body).toEqual({
      allowedDomains: ['a.example', 'b.example'],
      enabled: false,
    });
    expect((await run('clients update green')).code).toBe(64);
    expect((await run('clients show green.example')).io.stdout()).toContain('Registration:  open');
    expect((await run('clients delete green')).code).toBe(64);
    expect((await run('clients delete green --yes')).last?.method).toBe('DELETE');
  });
});

describe('the audit trail', () => {
  it('is listed and verified, for the organization that one works in or another', async () => {
    const { io, last } = await run('audit list --org acme --event team. --from 2026-03-01 --search red');
    expect(last?.url).toBe(`/api/audit?org_id=${id}&event=team.&from=2026-03-01T00%3A00%3A00.000Z&q=red&limit=50`);
    expect(io.stdout()).toContain('team Red');
    expect((await run('audit list --from sometime')).code).toBe(64);
    expect((await run('audit verify')).io.stdout()).toContain('The trail is what was written: 7 events.');
    const broken = { ...report, ok: false, problemCount: 1, problems: [{ seq: 3, kind: 'changed', message: 'differs' }] };
    const found = await run('audit verify', { 'GET /api/audit/verify': { status: 200, body: broken } });
    expect([found.code, found.io.stdout()]).toEqual([65, expect.stringContaining('  3 changed: differs')]);
  });

  it('is written to the output or to a file as it is', async () => {
    expect((await run('audit export --format csv')).io.stdout()).toBe('{"line":"grün"}');
    const { io } = await run('audit export --file trail.ndjson');
    expect([io.stdout(), io.files.get('trail.ndjson')]).toEqual(['', '{"line":"grün"}']);
    const refused = { status: 403, body: { error: 'No.', code: 'forbidden', requestId: 'r' } };
    const no = await run('audit export --file trail.ndjson', { 'GET /api/audit/export': refused });
    expect([no.code, no.io.files.has('trail.ndjson')]).toEqual([77, false]);
  });

  it('is delivered to webhooks', async () => {
    const made = await run('audit sinks add https://siem.example.com/in --from-start');
    expect(made.last?.body).toEqual({ orgId: id, url: 'https://siem.example.com/in', fromStart: true });
    expect(made.io.stdout()).toContain('Secret:  s3cret');
    expect((await run('audit sinks list')).io.stdout()).toContain('waiting');
    expect((await run('audit sinks remove https://siem.example.com/in')).code).toBe(64);
    expect((await run(`audit sinks remove ${id} --yes`)).last).toMatchObject({ method: 'DELETE' });
    const tested = await run(`audit sinks test ${id}`);
    expect([tested.code, tested.io.stdout()]).toEqual([69, 'it answered 500\n']);
  });
});

describe('keys and roles of an organization', () => {
  const team = { id, orgId: id, name: 'Backend', memberCount: 1, createdAt: at };
  const key = {
    id,
    name: 'deployer',
    prefix: 'mk_a',
    scopes: ['deployments:write'],
    key: 'mk_a_b',
    teamId: id,
    role: 'developer',
    expiresAt: null,
  };
  const answers: Record<string, Answer> = {
    'GET /api/teams': { status: 200, body: [team] },
    [`POST /api/orgs/${id}/keys`]: { status: 201, body: key },
    [`GET /api/orgs/${id}/members`]: {
      status: 200,
      body: [{ userId: id, email: 'ada@example.com', name: 'Ada', role: 'org_member' }],
    },
    [`GET /api/orgs/${id}/roles`]: {
      status: 200,
      body: [
        { name: 'restarter', isBuiltIn: false },
        { name: 'viewer', isBuiltIn: true },
      ],
    },
    [`PUT /api/orgs/${id}/members/${id}`]: {
      status: 200,
      body: { userId: id, email: 'ada@example.com', name: 'Ada', role: 'restarter' },
    },
  };

  it('are made for the organization, with a role of their own', async () => {
    const { last, io } = await run(
      'keys create deployer --org acme --role developer --team backend --scope deployments:write --expires never',
      answers,
    );
    expect(last?.body).toEqual({
      kind: 'machine',
      name: 'deployer',
      scopes: ['deployments:write'],
      role: 'developer',
      teamId: id,
    });
    expect(io.stdout()).toContain('within its role and scopes');
    expect((await run('keys create deployer --org acme', answers)).code).toBe(64);
    expect((await run('keys create deployer --role developer', answers)).code).toBe(64);
  });

  it('may be of the organization’s own making', async () => {
    expect((await run('members role ada restarter --org acme', answers)).last?.body).toEqual({ role: 'restarter' });
    const { code, io } = await run('members role ada pilot --org acme', answers);
    expect([code, io.stderr()]).toEqual([64, expect.stringContaining('org_member, restarter')]);
  });
});
