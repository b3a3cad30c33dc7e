/** What every command of people, organizations, keys and the audit trail does alike, whatever it is about. */
import { errorCatalogue } from '@moorage/sdk/errors';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { completionTable } from './completion.ts';
import { createProgram } from './program.ts';
import { type Answer, createRun, fakeIo } from './test-support.ts';

const id = '00000000-0000-7000-8000-000000000001';
const at = '2026-03-01T05:06:07.000Z';
const org = {
  id,
  name: 'Acme Ltd',
  slug: 'acme',
  plan: 'free',
  aiContext: '',
  auditRetentionDays: null,
  createdAt: at,
  updatedAt: at,
};
const team = { id, orgId: id, name: 'Backend', memberCount: 2, createdAt: at };
const member = { userId: id, email: 'ada@example.com', name: 'Ada', role: 'org_member', joinedAt: at };
const key = {
  id,
  name: 'ci',
  kind: 'personal',
  prefix: 'mk_b2c3d4f5g6h7',
  scopes: Array.from({ length: 12 }, (_, index) => `resource${index}:read`),
  createdAt: at,
  expiresAt: null,
  lastUsedAt: null,
  lastUsedIp: '192.0.2.7',
};
const event = {
  id,
  orgId: id,
  seq: 7,
  event: 'team.created',
  actor: { kind: 'user', id, email: 'ada@example.com', via: 'session' },
  target: { type: 'team', id, name: 'Red' },
  data: {},
  requestId: 'request-7',
  ipAddress: '192.0.2.7',
  at,
  prevHash: null,
  hash: null,
};
const me = {
  email: 'me@example.com',
  orgs: [{ id, name: 'Acme Ltd', slug: 'acme', role: 'org_owner' }],
  teams: [],
  currentOrgId: id,
  currentTeamId: id,
};
const world: Record<string, Answer> = {
  'GET /api/me': { status: 200, body: me },
  // Keys are seen in person.
  'GET /api/config': { status: 200, body: { devMode: true } },
  'GET /dev/login': { status: 303, cookie: 'sid=s1; Path=/; HttpOnly' },
  'POST /logout': { status: 303 },
  'GET /api/orgs': { status: 200, body: [org] },
  [`GET /api/orgs/${id}`]: { status: 200, body: org },
  'GET /api/teams': { status: 200, body: [team] },
  [`GET /api/orgs/${id}/members`]: { status: 200, body: [member] },
  'GET /api/keys': { status: 200, body: [key] },
  'GET /api/audit': { status: 200, body: [event] },
};
const runAs = createRun(world);
const run: typeof runAs = (words, answers, more) => runAs(words, answers, { isTty: true, ...more });

/** Each list, the route that it is of, what it holds, how a line of names calls that, and what only the wide table shows. */
const lists = [
  ['orgs', 'GET /api/orgs', org, 'acme', '2026-03-01'],
  ['teams', 'GET /api/teams', team, id, '2026-03-01'],
  ['members', `GET /api/orgs/${id}/members`, member, 'ada@example.com', id],
  ['keys', 'GET /api/keys', key, id, 'resource11:read'],
  ['audit', 'GET /api/audit', event, id, 'request-7'],
] as const;

describe.each(lists)('`%s list`', (noun, route, row, name, detail) => {
  it('prints a table, a wider one, JSON, YAML and names', async () => {
    const printed = async (format: string): Promise<string> => (await run(`${noun} list -o ${format}`)).io.stdout();
    expect(JSON.parse(await printed('json'))).toEqual([row]);
    expect(parse(await printed('yaml'))).toEqual([row]);
    expect(await printed('name')).toBe(`${name}\n`);
    const [table, wide] = [await printed('table'), await printed('wide')];
    expect([table, table.includes(detail)]).toEqual([table, false]);
    expect([wide, wide.includes(detail)]).toEqual([wide, true]);
    expect((await run(`${noun} list -o xml`)).code).toBe(64);
  });

  it('has no colours, with a terminal or without', async () => {
    for (const isTty of [true, false]) {
      const { io } = await run(`${noun} list`, {}, { isTty });
      const said = `${io.stdout()}${io.stderr()}`;
      expect([said, said.includes('\u001b')]).toEqual([said, false]);
    }
  });

  it.each(Object.entries(errorCatalogue))(
    'ends by the code of %s and names the next step',
    async (code, { status, exitCode }) => {
      const refused = { status, body: { error: 'It did not work.', code, requestId: 'request-1' } };
      const { io, ...ended } = await run(`${noun} list`, { [route]: refused });
      expect(ended.code).toBe(exitCode);
      expect(io.stdout()).toBe('');
      expect(io.stderr()).toMatch(/Error: It did not work\.\nNext: .+\nRequest: request-1\n$/);
    },
  );

  it('says what to do where the server is away or the command is wrong', async () => {
    const away = await run(`${noun} list`, {}, { fetch: () => Promise.reject(new TypeError('fetch failed')) });
    expect([away.code, away.io.stderr()]).toEqual([69, expect.stringContaining('\nNext: Is the server running?')]);
    const wrong = await run(`${noun} dance`);
    expect([wrong.code, wrong.io.stderr()]).toEqual([64, expect.stringContaining('--help')]);
  });
});

describe('what is not there', () => {
  const gone = { status: 404, body: { error: 'There is none.', code: 'not_found', requestId: 'r' } };

  it.each([
    ['orgs list', 'GET /api/orgs', 'moorage orgs list'],
    ['--quiet team list', 'GET /api/teams', 'moorage teams list'],
    ['audit sinks list', 'GET /api/audit/sinks', 'moorage audit sinks list'],
  ])('is listed by the command of its noun: `%s`', async (words, route, list) => {
    const { io } = await run(words, { [route]: gone });
    expect(io.stderr()).toContain(`Next: List what is there with \`${list}\`.\n`);
  });
});

describe('completion', () => {
  const table = new Map(completionTable(createProgram(fakeIo([]), '0')).map(({ path, words }) => [path, words]));

  it.each([
    ['login', ['--device', '--browser', '--scope', '--expires']],
    ['orgs', ['list', 'show', 'create', 'update', 'switch', 'leave', 'transfer', 'delete']],
    ['teams', ['list', 'show', 'create', 'rename', 'delete']],
    ['members', ['list', 'add', 'role', 'remove', 'invite']],
    ['keys', ['list', 'create', 'rotate', 'revoke']],
    ['audit', ['list', 'follow', 'export', 'verify', 'sinks']],
    ['audit follow', ['--event', '--actor', '--after', '--org']],
    ['admin audit', ['list', 'follow', 'export']],
  ])('knows `%s`', (path, words) => {
    expect(table.get(path)).toEqual(expect.arrayContaining([...words, '--output', '--quiet', '--help']));
  });
});

describe('`audit follow`', () => {
  const text = `id: 7\nevent: audit\ndata: ${JSON.stringify(event)}\n\n`;

  /** A stream that brings one event, and then whatever the second connection is told. */
  function streamOnce(asked: { url: string; after: string | null }[], brought = text): typeof fetch {
    const fake = fakeIo([], world);
    return async (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      if (!url.includes('/audit/stream')) return await fake.fetch(input, init);
      asked.push({ url, after: new Headers(init?.headers).get('last-event-id') });
      if (asked.length === 1) return new Response(brought, { headers: { 'content-type': 'text/event-stream' } });
      return Response.json({ error: 'No longer.', code: 'forbidden', requestId: 'r' }, { status: 403 });
    };
  }

  it('prints what is done as it is done, goes on behind the last event, and ends when it is refused', async () => {
    const asked: { url: string; after: string | null }[] = [];
    const { code, io } = await run('audit follow --event team. --after 6', {}, { fetch: streamOnce(asked) });
    expect(io.stdout()).toBe(`${at} team.created team Red by ada@example.com from 192.0.2.7\n`);
    expect(io.stderr()).toContain('Waiting for what happens. Ctrl-C ends it.\n');
    expect(asked.map(({ after }) => after)).toEqual(['6', '7']);
    expect(asked[0]?.url).toContain(`org_id=${id}&event=team.`);
    expect(code).toBe(77);
  });

  it('is one line of JSON an event for machines, and nothing but that with --quiet', async () => {
    const json = await run('audit follow -o json', {}, { fetch: streamOnce([]) });
    expect(JSON.parse(json.io.stdout())).toEqual(event);
    const quiet = await run('audit follow --quiet', {}, { fetch: streamOnce([]) });
    expect(quiet.io.stderr()).not.toContain('Waiting');
    expect(quiet.io.stdout()).toContain('team.created');
  });

  it('of everything takes a time to begin at, says where it was, and prints nothing twice', async () => {
    const asked: { url: string; after: string | null }[] = [];
    const twice = `id: ${at}\nevent: audit\ndata: ${JSON.stringify({ ...event, orgName: 'Acme Ltd' })}\n\n`.repeat(2);
    const { code, io } = await run(
      'admin audit follow --event team. --after 2026-03-01',
      {},
      { fetch: streamOnce(asked, twice) },
    );
    expect(io.stdout()).toBe(`${at} team.created team Red by ada@example.com from 192.0.2.7 in Acme Ltd\n`);
    expect(asked.map(({ after }) => after)).toEqual(['2026-03-01T00:00:00.000Z', at]);
    expect(asked[0]?.url).toContain('/api/admin/audit/stream?from=2026-03-01T00%3A00%3A00.000Z&event=team.');
    expect(code).toBe(77);
  });
});
