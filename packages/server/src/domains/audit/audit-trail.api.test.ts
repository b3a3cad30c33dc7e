/** Reading the trail: search, files, streams, and what reading and being refused leave in it. */
import { linkOf } from '../../platform/crypto/hash-chain.ts';
import { waitUntil } from '@moorage/testkit/wait-until';
import { beforeAll, describe, expect, it } from 'vitest';
import { openEvents } from '../../../test/event-source.ts';
import { type Caller, type Person, useTestServer } from '../../../test/support.ts';
import { platformChain } from './audit.service.ts';

const server = useTestServer({ name: 'audit_trail' });
let ada: Person;
let bob: Person;

interface Row {
  readonly event: string;
  readonly actor_kind: string;
  readonly actor_email: string | null;
  readonly target_type: string;
  readonly target_id: string;
  readonly target_name: string | null;
  // oxlint-disable-next-line typescript/no-explicit-any -- data of events; each test says what it expects
  readonly data: any;
}

function rowsOf(orgId: string, event: string): Promise<Row[]> {
  return server.app.database.system('test', (tx) =>
    tx
      .selectFrom('audit_events')
      .select(['event', 'actor_kind', 'actor_email', 'target_type', 'target_id', 'target_name', 'data'])
      .where('org_id', '=', orgId)
      .where('event', '=', event)
      .orderBy('seq')
      .execute(),
  );
}
const until = (orgId: string, event: string, enough: (rows: Row[]) => boolean): Promise<Row[]> =>
  waitUntil(
    async () => {
      const rows = await rowsOf(orgId, event);
      return enough(rows) ? rows : undefined;
    },
    { describe: () => `${event} in ${orgId}` },
  );
const list = async (caller: Caller, query: string): Promise<{ event: string; target: { name: string } }[]> =>
  (await caller.get(`/api/audit?org_id=${ada.orgId}&${query}`)).body;

beforeAll(async () => {
  ada = await server.signIn('ada@example.com');
  await server.signIn('bob@example.com');
  bob = await server.addMember('bob@example.com', ada, 'viewer');
  for (const name of ['Red', 'Blue', '50% off_']) await ada.post('/api/teams', { orgId: ada.orgId, name });
  await ada.call(`/api/orgs/${ada.orgId}`, {
    method: 'PUT',
    body: { name: 'Ada and crew' },
    headers: { 'x-request-id': 'rename-1' },
  });
});

describe('a change', () => {
  it('is told field by field', async () => {
    const [row] = await rowsOf(ada.orgId, 'org.updated');
    expect(row?.data.changes).toEqual({ name: { before: expect.any(String), after: 'Ada and crew' } });
  });
});

describe('the search', () => {
  it('finds by event and by how its name begins', async () => {
    expect(new Set((await list(ada, 'event=team.')).map((one) => one.event))).toEqual(new Set(['team.created']));
    expect(await list(ada, 'event=team_')).toEqual([]);
  });
  it('finds by who acted, by id or address', async () => {
    expect((await list(ada, `actor=${ada.userId}&event=team.`)).length).toBe(3);
    expect((await list(ada, 'actor=ada@example.com&event=team.')).length).toBe(3);
    expect((await list(ada, 'actor=bob@example.com&event=team.')).length).toBe(0);
  });
  it('finds by parts of names, in which nothing is a wildcard', async () => {
    expect((await list(ada, 'q=lu')).map((one) => one.target.name)).toEqual(['Blue']);
    expect((await list(ada, `q=${encodeURIComponent('0% off_')}`)).length).toBe(1);
    expect(await list(ada, `q=${encodeURIComponent('%_%_%')}`)).toEqual([]);
  });
  it('finds by request, type and time', async () => {
    expect((await list(ada, 'request_id=rename-1')).map((one) => one.event)).toEqual(['org.updated']);
    expect((await list(ada, `target_type=org&target_id=${ada.orgId}`)).length).toBeGreaterThan(0);
    expect(await list(ada, 'to=2020-01-01T00:00:00Z')).toEqual([]);
    expect((await list(ada, 'from=2020-01-01T00:00:00%2B02:00&event=org.')).length).toBeGreaterThan(0);
  });
  it('refuses a time that is none', async () => {
    expect((await ada.get(`/api/audit?org_id=${ada.orgId}&from=yesterday`)).status).toBe(400);
  });
});

describe('a refusal', () => {
  it('is one event at first, however often it is repeated', async () => {
    const path = `/api/orgs/${ada.orgId}`;
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => bob.call(path, { method: 'PUT', body: { name: 'Mine' } })),
    );
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([403]));
    await until(ada.orgId, 'access.refused', (rows) => rows.length > 0);
    expect(await rowsOf(ada.orgId, 'access.refused')).toMatchObject([
      {
        actor_email: 'bob@example.com',
        target_type: 'org',
        target_id: ada.orgId,
        data: { reason: 'forbidden', action: 'org:update', route: 'orgs.update', count: 1 },
      },
    ]);
  });
  it('of a key without the scope names the route', async () => {
    const key = await ada.withKey(['orgs:read']);
    expect((await key.post('/api/teams', { orgId: ada.orgId, name: 'X' })).status).toBe(403);
    const rows = await until(ada.orgId, 'access.refused', (all) => all.some((row) => row.target_id === 'teams.create'));
    expect(rows.at(-1)).toMatchObject({ target_type: 'route', data: { action: 'teams.create' } });
  });
  it('of a bad key is in the chain of the platform, without the key', async () => {
    const stranger = server.caller({ authorization: `Bearer mk_${'0'.repeat(43)}` });
    expect((await stranger.get('/api/me')).status).toBe(401);
    const [row] = await until(platformChain, 'access.refused', (rows) => rows.length > 0);
    expect(row).toMatchObject({
      actor_kind: 'anonymous',
      target_type: 'credential',
      data: { reason: 'bad-credential', route: 'me.get' },
    });
    expect(JSON.stringify(row)).not.toContain('00000000000');
  });
});

describe('reading', () => {
  it('is recorded, once however often one reads', async () => {
    await list(ada, 'limit=1');
    await list(ada, 'limit=2');
    const rows = await until(ada.orgId, 'audit.read', (all) => all.length > 0);
    expect(rows.filter((row) => row.actor_email === 'ada@example.com')).toHaveLength(1);
  });
});

describe('verification', () => {
  it('finds the chain of real work whole', async () => {
    const { body } = await ada.get(`/api/audit/verify?org_id=${ada.orgId}`);
    expect(body).toMatchObject({ orgId: ada.orgId, ok: true, unsealed: 0, problems: [], head: { hash: expect.any(String) } });
  });
});

describe('an export', () => {
  it('can be verified line by line without the server', async () => {
    const response = await fetch(`${server.url()}/api/audit/export?org_id=${ada.orgId}`, { headers: ada.headers });
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="audit-${ada.orgId}.ndjson"`);
    const lines = (await response.text()).trimEnd().split('\n');
    let previous: Uint8Array = Buffer.alloc(32);
    for (const line of lines) {
      const { prevHash, hash, ...record } = JSON.parse(line);
      expect(Buffer.from(previous).toString('hex')).toBe(prevHash);
      previous = linkOf(previous, record);
      expect(Buffer.from(previous).toString('hex')).toBe(hash);
    }
    expect(lines.length).toBeGreaterThan(4);
  });
  it('as CSV has a line for each event that is asked for', async () => {
    const answer = await ada.get(`/api/audit/export?org_id=${ada.orgId}&format=csv&event=team.`);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(String(answer.body).trimEnd().split('\r\n')).toHaveLength(4);
  });
  it('is an ordinary error for who may not', async () => {
    expect((await bob.get(`/api/audit/export?org_id=${ada.orgId}`)).body).toMatchObject({ code: 'forbidden' });
  });
});

describe('the stream', () => {
  it('brings what happens, and goes on behind the last event that was seen', async () => {
    const path = `/api/audit/stream?org_id=${ada.orgId}&event=team.`;
    const first = await openEvents(server, ada, path);
    await ada.post('/api/teams', { orgId: ada.orgId, name: 'Live' });
    const seen = await first.next((one) => one.data.target?.name === 'Live', 'the new team');
    expect(seen).toMatchObject({ event: 'audit', id: String(seen.data.seq), data: { event: 'team.created' } });
    first.close();
    await ada.post('/api/teams', { orgId: ada.orgId, name: 'Missed' });
    const again = await openEvents(server, ada, path, { 'last-event-id': seen.id ?? '' });
    expect((await again.next(() => true, 'the team that was missed')).data.target.name).toBe('Missed');
    again.close();
  });
});

describe('the trails of all organizations', () => {
  const all = '/api/admin/audit';

  it('are read together by who runs the platform, page by page, and by nobody else', async () => {
    const [zoe, yan] = [await server.signIn('zoe@example.com'), await server.signIn('yan@example.com')];
    for (const one of [zoe, yan]) await one.post('/api/teams', { orgId: one.orgId, name: 'Anywhere' });
    const seen: string[] = [];
    const { body: org } = await zoe.get(`/api/orgs/${zoe.orgId}`);
    const { body: ofZoe } = await ada.get(`${all}?org_id=${zoe.orgId}&limit=1`);
    const { body: ofNone } = await ada.get(`${all}?org_id=00000000-0000-0000-0000-000000000000&limit=1`);
    expect([ofZoe[0].orgName, ofNone[0].orgName]).toEqual([org.name, null]);
    let path: string | undefined = `${all}?event=team.created&q=Anywhere&limit=1`;
    while (path !== undefined) {
      const answer = await ada.get(path);
      seen.push(...answer.body.map((event: { orgId: string }) => event.orgId));
      path = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
    }
    expect(seen).toEqual([yan.orgId, zoe.orgId]);
    expect((await ada.get(`${all}?cursor=${Buffer.from('["x","y"]').toString('base64url')}`)).status).toBe(400);
    for (const caller of [bob, zoe, await zoe.withKey(['platform:read'])]) expect((await caller.get(all)).status).toBe(404);
    const byAda = (rows: Row[]): boolean => rows.some((row) => row.actor_email === ada.email);
    await until(platformChain, 'audit.read', byAda);
    await ada.get(`${all}?org_id=${zoe.orgId}`);
    await until(zoe.orgId, 'audit.read', byAda);
  });

  it('are followed together, and a reader who comes back misses nothing', async () => {
    const zoe = await server.signIn('zoe@example.com');
    const path = `${all}/stream?event=team.`;
    const first = await openEvents(server, ada, path);
    for (const one of [zoe, ada]) await one.post('/api/teams', { orgId: one.orgId, name: 'Heard' });
    const heard = (orgId: string) => first.next((one) => one.data.orgId === orgId && one.data.target.name === 'Heard', 'a team');
    const { body: org } = await ada.get(`/api/orgs/${ada.orgId}`);
    expect((await heard(ada.orgId)).data).toMatchObject({ event: 'team.created', orgName: org.name });
    const seen = await heard(zoe.orgId);
    expect(seen.id).toBe(seen.data.at);
    first.close();
    const yan = await server.signIn('yan@example.com');
    await yan.post('/api/teams', { orgId: yan.orgId, name: 'Between' });
    const again = await openEvents(server, ada, path, { 'last-event-id': seen.id ?? '' });
    await again.next((one) => one.data.target.name === 'Between', 'what happened between the two');
    expect(again.events.map((one) => one.data.id)).toContain(seen.data.id);
    again.close();
    const narrow = await openEvents(server, ada, `${path}&org_id=${yan.orgId}`);
    for (const one of [zoe, yan]) await one.post('/api/teams', { orgId: one.orgId, name: 'Narrow' });
    await narrow.next((one) => one.data.target.name === 'Narrow', 'the team of the one organization');
    expect(narrow.events.map((one) => one.data.orgId)).toEqual([yan.orgId]);
    narrow.close();
  });

  it('are one file, oldest first, of which each line names its organization', async () => {
    const [zoe, yan] = [await server.signIn('zoe@example.com'), await server.signIn('yan@example.com')];
    for (const one of [zoe, yan]) await one.post('/api/teams', { orgId: one.orgId, name: 'Filed' });
    const asked = `${all}/export?event=team.created&q=Filed`;
    const file = await fetch(`${server.url()}${asked}`, { headers: ada.headers });
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="audit.ndjson"');
    const events = (await file.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map((event) => event.orgId)).toEqual([zoe.orgId, yan.orgId]);
    const { body: listed } = await ada.get(`${all}?event=team.created&q=Filed`);
    expect(events.toReversed()).toEqual(listed);
    const { body: csv } = await ada.get(`${asked}&format=csv&org_id=${yan.orgId}`);
    const [head, ...lines] = String(csv).trimEnd().split('\r\n');
    expect([head?.split(',').slice(-2), lines.length]).toEqual([['org_id', 'org_name'], 1]);
    for (const how of ['platform-export', 'platform-follow']) {
      await until(platformChain, 'audit.read', (rows) => rows.some((row) => row.target_name === how));
    }
  });

  it('are neither followed nor filed by who does not run the platform', async () => {
    for (const caller of [bob, server.anybody, await bob.withKey(['platform:read'])]) {
      const statuses = await Promise.all(['/stream', '/export'].map(async (path) => (await caller.get(`${all}${path}`)).status));
      expect(statuses).toEqual(caller === server.anybody ? [401, 401] : [404, 404]);
    }
  });
});
