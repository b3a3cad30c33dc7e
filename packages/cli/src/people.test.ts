import { describe, expect, it } from 'vitest';
import type { CliIo } from './io.ts';
import { type Answer, createRun } from './test-support.ts';

const orgId = '00000000-0000-7000-8000-000000000001';
const teamId = '00000000-0000-7000-8000-000000000002';
const adaId = '00000000-0000-7000-8000-000000000003';
const acme = { id: orgId, name: 'Acme Ltd', slug: 'acme', plan: 'free', aiContext: '', createdAt: '2026-03-01T00:00:00.000Z' };
const backend = { id: teamId, orgId, name: 'Backend', memberCount: 2, createdAt: '2026-03-01T00:00:00.000Z' };
const me = {
  email: 'me@example.com',
  orgs: [{ id: orgId, name: 'Acme Ltd', slug: 'acme', role: 'org_owner' }],
  teams: [],
  currentOrgId: orgId,
  currentTeamId: teamId,
};
const ada = { userId: adaId, email: 'ada@example.com', name: 'Ada', role: 'org_member', joinedAt: '2026-03-01T05:06:07.000Z' };

const world: Record<string, Answer> = {
  'GET /api/me': { status: 200, body: me },
  'GET /api/config': { status: 200, body: { devMode: true } },
  'GET /dev/login': { status: 303, cookie: 'sid=s1; Path=/; HttpOnly' },
  'POST /logout': { status: 303 },
  'GET /api/orgs': { status: 200, body: [acme] },
  [`GET /api/orgs/${orgId}`]: { status: 200, body: acme },
  [`GET /api/orgs/${orgId}/members`]: { status: 200, body: [ada] },
  'GET /api/teams': { status: 200, body: [backend] },
  [`GET /api/teams/${teamId}/members`]: { status: 200, body: [ada] },
  'POST /api/session/team': { status: 200, body: me },
};

const run = createRun(world);

const at = (answer: string): Partial<CliIo> => ({ isTty: true, ask: async () => answer });

describe('guests', () => {
  const times = { createdAt: ada.joinedAt, expiresAt: null };
  const grants = [
    { id: adaId, userId: adaId, email: 'ada@example.com', role: 'viewer', actions: ['template:read'], grantedBy: null, ...times },
  ];
  const guests: Record<string, Answer> = {
    'GET /api/templates/grants': { status: 200, body: grants },
    'POST /api/templates/grants': { status: 201, body: grants[0] },
    'DELETE /api/templates/grants': { status: 204 },
  };

  it('of a template are listed, invited and sent away by --template', async () => {
    const listed = await run('grants list --template shop -o json', guests);
    expect([listed.code, JSON.parse(listed.io.stdout())[0].email]).toEqual([0, 'ada@example.com']);
    const { code, last } = await run('grants create --template shop ada@example.com --role developer', guests);
    expect([code, last?.method, last?.body]).toEqual([0, 'POST', { name: 'shop', email: 'ada@example.com', role: 'developer' }]);
    const gone = await run('grants delete --template shop Ada@example.com', guests);
    expect([gone.code, gone.last?.method]).toEqual([0, 'DELETE']);
  });
});

describe('organizations', () => {
  it('are listed with the current one and one’s own role', async () => {
    expect((await run('orgs list')).io.stdout()).toBe(
      '    SLUG   NAME       PLAN   ROLE\n*   acme   Acme Ltd   free   org_owner\n',
    );
    expect((await run('orgs list -o name')).io.stdout()).toBe('acme\n');
  });

  it.each(['acme', 'ACME', '"Acme Ltd"', orgId])('are found as %s', async (text) => {
    expect(JSON.parse((await run(`orgs show ${text} -o json`)).io.stdout())).toEqual(acme);
  });

  it('are changed in what is named only', async () => {
    const { last } = await run('orgs update acme --name "Acme Group"', {
      [`PUT /api/orgs/${orgId}`]: { status: 200, body: acme },
    });
    expect(last?.body).toEqual({ name: 'Acme Group' });
    const put = { [`PUT /api/orgs/${orgId}`]: { status: 200, body: acme } };
    expect((await run('orgs update acme --audit-days 90', put)).last?.body).toEqual({ auditRetentionDays: 90 });
    expect((await run('orgs update acme --audit-days platform', put)).last?.body).toEqual({ auditRetentionDays: null });
    expect((await run('orgs update acme --audit-days long', put)).code).toBe(64);
    expect((await run('orgs update acme')).code).toBe(64);
    expect((await run('orgs update acme --ai-context-file missing.md')).code).toBe(64);
  });

  it('are worked in by way of one of their teams', async () => {
    const { last, io } = await run('orgs switch acme');
    expect(last).toMatchObject({ method: 'POST', url: '/api/session/team', body: { teamId } });
    expect(io.stderr()).toBe('Now working in Backend of Acme Ltd.\n');
    expect((await run('orgs switch acme', { 'GET /api/teams': { status: 200, body: [] } })).code).toBe(64);
  });
});

describe('the end of an organization', () => {
  const plan = { orgId, name: 'Acme Ltd', slug: 'acme', contents: [{ kind: 'deployments', count: 3 }] };
  const answers: Record<string, Answer> = {
    [`GET /api/orgs/${orgId}/deletion`]: { status: 200, body: plan },
    [`DELETE /api/orgs/${orgId}`]: { status: 202 },
    [`POST /api/orgs/${orgId}/leave`]: { status: 204 },
    [`POST /api/orgs/${orgId}/transfer`]: { status: 200, body: acme },
  };

  it('is shown before it comes, and needs the slug', async () => {
    const shown = await run('orgs delete acme --plan', answers);
    expect(shown.io.stdout()).toContain('  3 deployments');
    for (const words of ['orgs delete acme', 'orgs delete acme --yes', 'orgs delete acme --yes --confirm other']) {
      const { code, io } = await run(words, answers);
      expect(code).toBe(64);
      expect(io.requests.some(({ method }) => method === 'DELETE')).toBe(false);
    }
    const { code, last } = await run('orgs delete acme --yes --confirm acme', answers);
    expect([code, last?.url]).toEqual([0, `/api/orgs/${orgId}?confirm=acme`]);
    expect((await run('orgs delete acme', answers, at('acme'))).code).toBe(0);
    expect((await run('orgs delete acme', answers, at('akme'))).code).toBe(64);
  });

  it('is brought about as oneself, by a session that is over with the command', async () => {
    const { io, last } = await run('orgs leave acme --yes --api-key mk_x', answers);
    expect(last).toMatchObject({ url: `/api/orgs/${orgId}/leave`, headers: { cookie: 'sid=s1' } });
    expect(last?.headers['authorization']).toBeUndefined();
    expect(io.requests.at(-1)).toMatchObject({ method: 'POST', url: '/logout', headers: { cookie: 'sid=s1' } });
    expect(io.requests.some(({ url }) => url === '/dev/login?email=me%40example.com')).toBe(true);
    expect([...io.files.values()].join('')).not.toContain('s1');
  });

  it('is not asked of a person where the server would open a session and cannot now', async () => {
    const body = { error: 'Too many attempts.', code: 'rate_limited', requestId: 'r' };
    const { code, io } = await run('orgs leave acme --yes', { ...answers, 'GET /dev/login': { status: 429, body } });
    expect([code, io.stderr()]).toEqual([75, expect.stringContaining('Too many attempts.')]);
    const elsewhere = await run('orgs leave acme --yes', { ...answers, 'GET /dev/login': { status: 404, body } });
    expect([elsewhere.code, elsewhere.io.stderr()]).toEqual([64, expect.stringContaining('nobody can be asked')]);
  });

  it('ends the session also when the work fails', async () => {
    const body = { error: 'The owner cannot leave.', code: 'conflict', requestId: 'r' };
    const { code, io } = await run('orgs leave acme --yes', {
      ...answers,
      [`POST /api/orgs/${orgId}/leave`]: { status: 409, body },
    });
    expect(code).not.toBe(0);
    expect(io.requests.at(-1)?.url).toBe('/logout');
  });

  it('hands over to a member by address', async () => {
    const { last } = await run('orgs transfer acme --to ada@example.com --yes', answers);
    expect(last?.body).toEqual({ userId: adaId });
    expect((await run('orgs transfer acme --to nobody@example.com --yes', answers)).code).toBe(64);
  });
});

describe('teams and their members', () => {
  it('are listed, shown, made, renamed and deleted', async () => {
    expect((await run('teams list --org acme')).io.stdout()).toContain('*   Backend   acme                 2');
    expect(JSON.parse((await run('teams show -o json')).io.stdout())).toEqual(backend);
    const made = await run('teams create Web', { 'POST /api/teams': { status: 201, body: backend } });
    expect(made.last?.body).toEqual({ orgId, name: 'Web' });
    const named = await run('teams rename backend Platform', { [`PUT /api/teams/${teamId}`]: { status: 200, body: backend } });
    expect(named.last?.body).toEqual({ name: 'Platform' });
    const gone = { [`DELETE /api/teams/${teamId}`]: { status: 204 } };
    expect((await run('teams delete backend', gone)).code).toBe(64);
    expect((await run('teams delete backend --yes', gone)).code).toBe(0);
    expect((await run('teams switch backend')).last?.body).toEqual({ teamId });
  });

  it('have roles of their place', async () => {
    const inTeam = { [`PUT /api/teams/${teamId}/members/${adaId}`]: { status: 200, body: { ...ada, role: 'viewer' } } };
    const team = await run('members role ada@example.com viewer --team backend', inTeam);
    expect(team.io.stdout()).toBe('ada@example.com is viewer.\n');
    const inOrg = { [`PUT /api/orgs/${orgId}/members/${adaId}`]: { status: 200, body: ada } };
    expect((await run('members role Ada org_admin', inOrg)).last?.body).toEqual({ role: 'org_admin' });
    const added = await run('members add ada@example.com --team backend', {
      [`POST /api/teams/${teamId}/members`]: { status: 201, body: ada },
    });
    expect(added.last?.body).toEqual({ userId: adaId, role: 'developer' });
  });

  it('leave a team or the whole organization', async () => {
    const gone = {
      [`DELETE /api/teams/${teamId}/members/${adaId}`]: { status: 204 },
      [`DELETE /api/orgs/${orgId}/members/${adaId}`]: { status: 204 },
    };
    expect((await run('members remove ada@example.com', gone)).code).toBe(64);
    expect((await run('members remove ada@example.com --yes', gone)).last?.url).toBe(`/api/orgs/${orgId}/members/${adaId}`);
    expect((await run('members remove Ada --team Backend --yes', gone)).last?.url).toBe(`/api/teams/${teamId}/members/${adaId}`);
  });
});

describe('invitations', () => {
  const invitation = {
    id: 'i1',
    email: 'eve@example.com',
    role: 'developer',
    teamId,
    invitedBy: 'me@example.com',
    createdAt: '2026-03-04T04:06:07.000Z',
    expiresAt: '2026-03-11T05:06:07.000Z',
    mail: 'off',
    mailError: null,
  };
  const link = 'http://127.0.0.1:8080/invite?token=t1';
  const withLink = { ...invitation, link };
  const answers: Record<string, Answer> = {
    [`POST /api/teams/${teamId}/invite`]: { status: 201, body: withLink },
    [`POST /api/orgs/${orgId}/invites`]: { status: 201, body: withLink },
    [`GET /api/orgs/${orgId}/invites`]: { status: 200, body: [invitation] },
    'POST /api/invites/i1/resend': { status: 200, body: withLink },
    'DELETE /api/invites/i1': { status: 204 },
    'POST /api/invites/preview': { status: 200, body: { orgName: 'Acme Ltd', teamName: 'Backend', role: 'developer' } },
    'POST /api/invites/accept': { status: 200, body: { orgId, teamId } },
  };

  it('are made for a team or the organization, and tell their link', async () => {
    const team = await run('members invite eve@example.com --team backend', answers);
    expect(team.last?.body).toEqual({ email: 'eve@example.com', role: 'developer' });
    expect(team.io.stdout()).toContain(`${link}\n`);
    expect((await run('members invite eve@example.com', answers)).last?.body).toEqual({
      email: 'eve@example.com',
      role: 'org_member',
    });
    expect((await run('members invite eve@example.com --role king', answers)).code).toBe(64);
    expect((await run('members invite eve@example.com -o name', answers)).io.stdout()).toBe(`${link}\n`);
  });

  it('are listed, sent again and taken back by address', async () => {
    expect((await run('members invitations', answers)).io.stdout()).toContain('eve@example.com   developer');
    expect((await run('members resend eve@example.com', answers)).io.stdout()).toContain(link);
    expect((await run('members revoke EVE@example.com', answers)).last?.url).toBe('/api/invites/i1');
    expect((await run('members revoke nobody@example.com', answers)).code).toBe(64);
  });

  it('are accepted by link, as oneself', async () => {
    const { last, io } = await run(`invites accept ${link}`, answers);
    expect(last).toMatchObject({ url: '/api/invites/accept', body: { token: 't1' }, headers: { cookie: 'sid=s1' } });
    expect(io.stdout()).toBe('You are developer in Backend of Acme Ltd.\n');
  });
});

describe('keys and sessions', () => {
  const key = {
    id: 'k1',
    name: 'ci',
    prefix: 'abcdefghjkmn',
    scopes: ['orgs:read'],
    createdAt: '2026-03-04T04:06:07.000Z',
    expiresAt: null,
    lastUsedAt: '2026-03-04T05:05:07.000Z',
  };
  const session = {
    id: 's9',
    current: false,
    ipAddress: '127.0.0.1',
    userAgent: 'curl',
    createdAt: key.createdAt,
    lastSeenAt: key.createdAt,
  };
  const answers: Record<string, Answer> = {
    'GET /api/keys': { status: 200, body: [key] },
    'POST /api/keys': { status: 201, body: { ...key, key: 'mk_secret' } },
    'DELETE /api/keys/k1': { status: 204 },
    'GET /api/sessions': { status: 200, body: [session, { ...session, id: 'own', current: true }] },
    'DELETE /api/sessions': { status: 204 },
  };

  it('are made with scopes and an end, and shown once', async () => {
    const { last, io } = await run('keys create ci --scope orgs:read,teams:read --expires 30d', answers);
    expect(last?.body).toEqual({ name: 'ci', scopes: ['orgs:read', 'teams:read'], expiresAt: '2026-04-03T05:06:07.000Z' });
    expect(io.stdout()).toContain('Key:      mk_secret\n');
    expect((await run('keys create ci -o name', answers)).io.stdout()).toBe('mk_secret\n');
    expect((await run('keys create ci --scope everything', answers)).code).toBe(64);
  });

  it('are listed with their use, and revoked by name after a question', async () => {
    expect((await run('keys list', answers)).io.stdout()).toContain('abcdefghjkmn   ci     orgs:read   1h    1m ago   never');
    expect((await run('keys revoke ci', answers)).code).toBe(64);
    expect((await run('keys revoke ci --yes', answers)).last?.url).toBe('/api/keys/k1');
    expect((await run('keys revoke ci', answers, at('abcdefghjkmn'))).code).toBe(0);
  });

  it('show every session but that of the command', async () => {
    expect((await run('sessions list -o name', answers)).io.stdout()).toBe('s9\n');
    expect((await run('sessions revoke-all', answers)).code).toBe(64);
    expect((await run('sessions revoke-all --yes', answers)).last).toMatchObject({ method: 'DELETE', url: '/api/sessions' });
  });
});
