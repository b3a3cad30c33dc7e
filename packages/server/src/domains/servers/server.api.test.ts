/** Servers over HTTP: what is kept, what is refused, what refers to what, and what the known system did otherwise. */
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeWith } from '../../../test/infra-scene.ts';
import { type Answer, type Caller, type Person, useTestServer } from '../../../test/support.ts';
import { appendServerLog } from './server-log.store.ts';

/** What uses which server, and which are in which cluster, said by the test. */
const used = new Map<string, string[]>();
const clusters = new Map<string, string[]>();
const server = useTestServer({
  name: 'servers',
  uses: {
    servers: [{ list: async (_tx, _orgId, id) => used.get(id) ?? [] }],
    serverGroups: [{ serversOf: async (_tx, _orgId, id) => clusters.get(id) ?? [] }],
  },
});
let owner: Person;
let member: Caller;
let stranger: Person;
let keyId: string;
let node: object;

const none = '00000000-0000-7000-8000-000000000000';
const patch = (caller: Caller, id: string, body: unknown): Promise<Answer> =>
  caller.call(`/api/v1/servers/${id}`, { method: 'PATCH', body });

async function makeKey(): Promise<string> {
  return (await owner.post('/api/v1/ssh', { name: 'nodes', type: 'ed25519' })).body.id;
}

async function make(more: object = {}): Promise<Answer['body']> {
  const answer = await owner.post('/api/v1/servers', { ...node, ...more });
  expect([answer.status, answer.body.code]).toEqual([201, undefined]);
  return answer.body;
}

async function namesOf(query: string): Promise<string[]> {
  const answer = await owner.get(`/api/v1/servers?${query}`);
  expect([query, answer.status]).toEqual([query, 200]);
  return answer.body.map(({ hostname }: { hostname: string }) => hostname);
}

beforeAll(async () => {
  owner = await server.signIn('owner@example.com');
  await server.signIn('member@example.com');
  const person = await server.addMember('member@example.com', owner, 'org_member');
  member = server.caller({ ...person.headers, 'x-org-id': owner.orgId });
  stranger = await server.signIn('stranger@example.com');
  keyId = await makeKey();
  node = nodeWith(keyId);
});

describe('a server', () => {
  it('is described, read, changed to what is answered, and forgotten', async () => {
    const made = await make({ hostname: 'Node-1', public_ip_address: '203.0.113.7', role: ' Worker ' });
    const known = {
      ...node,
      organization_id: owner.orgId,
      hostname: 'Node-1',
      public_ip_address: '203.0.113.7',
      status: 'pending',
    };
    expect(made).toEqual({ ...known, id: made.id, created_at: made.created_at, updated_at: made.updated_at });
    expect((await member.get(`/api/v1/servers/${made.id}`)).body).toEqual(made);
    const change = {
      hostname: 'node-2',
      private_ip_address: '2001:db8::7',
      ssh_user: 'ubuntu',
      role: 'bastion',
      status: 'ready',
    };
    const changed = await patch(owner, made.id, change);
    expect([changed.status, changed.body]).toMatchObject([200, { ...made, ...change, updated_at: changed.body.updated_at }]);
    expect((await owner.get(`/api/v1/servers/${made.id}`)).body).toEqual(changed.body);
    expect((await patch(owner, made.id, {})).body).toMatchObject(change);
    const statuses = [await owner.delete(`/api/v1/servers/${made.id}`), await owner.delete(`/api/v1/servers/${made.id}`)];
    expect(statuses.map(({ status }) => status)).toEqual([204, 204]);
    expect((await owner.get(`/api/v1/servers/${made.id}`)).body.code).toBe('server_not_found');
    expect((await owner.delete(`/api/v1/servers/${none}`)).body.code).toBe('server_not_found');
  });

  it('loses its name and its public address by null and by nothing', async () => {
    for (const nothing of [null, '']) {
      const { id } = await make({ hostname: 'named', public_ip_address: '203.0.113.7' });
      const { body } = await patch(owner, id, { hostname: nothing, public_ip_address: nothing });
      expect([body.hostname, 'public_ip_address' in body]).toEqual(['', false]);
    }
    expect(await make({ hostname: null, public_ip_address: '' })).toMatchObject({ hostname: '' });
  });

  it.each([
    [{ role: 'boss' }, 'bad_request', 'role'],
    [{ role: undefined }, 'bad_request', 'role'],
    [{ status: 'paused' }, 'status_invalid', 'status'],
    [{ hostname: 'a;reboot' }, 'bad_request', 'hostname'],
    [{ private_ip_address: '10.0.0.256' }, 'bad_request', 'private_ip_address'],
    [{ private_ip_address: '' }, 'bad_request', 'private_ip_address'],
    [{ public_ip_address: 'example.org' }, 'bad_request', 'public_ip_address'],
    [{ ssh_user: '-oProxyCommand=id' }, 'bad_request', 'ssh_user'],
    [{ ssh_user: '$(id)' }, 'bad_request', 'ssh_user'],
    [{ ssh_key_id: 'x' }, 'bad_request', 'ssh_key_id'],
    [{ ssh_key_id: none }, 'bad_request', 'ssh_key_id'],
    [{ role: 'bastion' }, 'public_ip_required', 'public_ip_address'],
  ])('is refused with %j as %s', async (wrong, code, field) => {
    const answer = await owner.post('/api/v1/servers', { ...node, ...wrong });
    expect([answer.status, answer.body.code]).toEqual([400, code]);
    expect(answer.body.message).toContain(field);
  });

  it('is not changed into what could not be described', async () => {
    const { id } = await make({ hostname: 'strict' });
    for (const wrong of [
      { role: 'boss' },
      { ssh_user: null },
      { private_ip_address: '' },
      { ssh_key_id: none },
      { role: 'bastion' },
    ])
      expect([wrong, (await patch(owner, id, wrong)).status]).toEqual([wrong, 400]);
    expect((await patch(owner, id, { status: 'x' })).body.code).toBe('status_invalid');
    const bastion = await make({ role: 'bastion', public_ip_address: '203.0.113.7' });
    const answer = await patch(owner, bastion.id, { public_ip_address: null });
    expect([answer.status, answer.body.code]).toEqual([400, 'public_ip_required']);
    expect((await patch(owner, bastion.id, { public_ip_address: null, role: 'worker' })).status).toBe(200);
  });

  it('has a key of its own organization', async () => {
    const theirs = (await stranger.post('/api/v1/ssh', { name: 'theirs', type: 'ed25519' })).body.id;
    const answer = await owner.post('/api/v1/servers', { ...node, ssh_key_id: theirs });
    expect([answer.status, answer.body.code]).toEqual([400, 'bad_request']);
    const nowhere = await owner.post('/api/v1/servers', { ...node, ssh_key_id: none });
    expect(nowhere.body).toEqual(answer.body);
  });

  it('does not exist for another organization, and is changed by leads only', async () => {
    const { id } = await make({ hostname: 'mine' });
    const calls = [
      ['GET', ''],
      ['PATCH', ''],
      ['GET', '/logs'],
      ['POST', '/reset-hostkey'],
      ['DELETE', ''],
    ] as const;
    for (const [method, rest] of calls) {
      const call = { method, ...(method === 'PATCH' ? { body: { hostname: 'theirs' } } : {}) };
      const answer = await stranger.call(`/api/v1/servers/${id}${rest}`, call);
      expect([method, rest, answer.status, answer.body.code]).toEqual([method, rest, 404, 'server_not_found']);
      const ofMember = await member.call(`/api/v1/servers/${id}${rest}`, call);
      expect([method, rest, ofMember.status]).toEqual([method, rest, method === 'GET' && rest === '' ? 200 : 403]);
    }
    expect((await member.post('/api/v1/servers', node)).status).toBe(403);
    expect((await stranger.get('/api/v1/servers')).body).toEqual([]);
    expect((await owner.get(`/api/v1/servers/${id}`)).body.hostname).toBe('mine');
  });

  it('in use is not forgotten, and the answer names by what', async () => {
    const { id } = await make({ hostname: 'needed' });
    used.set(id, ['node pool workers', 'cluster prod']);
    const refused = await owner.delete(`/api/v1/servers/${id}`);
    expect([refused.status, refused.body]).toEqual([
      409,
      { code: 'conflict', message: 'The server is used by node pool workers, cluster prod.' },
    ]);
    used.clear();
    expect((await owner.delete(`/api/v1/servers/${id}`)).status).toBe(204);
  });
});

describe('an SSH key', () => {
  it('of servers counts them, is attached, and is not deleted, and the answer names them', async () => {
    const [key, free] = [await makeKey(), await makeKey()];
    const first = await make({ hostname: 'first', ssh_key_id: key });
    const second = await make({ ssh_key_id: key, private_ip_address: '10.0.0.2' });
    const countOf = async (id: string): Promise<number> =>
      (await owner.get('/api/v1/ssh')).body.find((row: { id: string }) => row.id === id).server_count;
    expect([await countOf(key), await countOf(free), (await owner.get(`/api/v1/ssh/${key}`)).body.server_count]).toEqual([
      2, 0, 2,
    ]);
    const unattached = (await owner.get('/api/v1/ssh?unattached=true')).body.map((row: { id: string }) => row.id);
    expect([unattached.includes(key), unattached.includes(free)]).toEqual([false, true]);
    const refused = await owner.delete(`/api/v1/ssh/${key}`);
    expect([refused.status, refused.body.code, refused.body.message]).toEqual([
      409,
      'conflict',
      'The key is used by server 10.0.0.2, server first.',
    ]);
    await patch(owner, first.id, { ssh_key_id: free });
    expect([await countOf(key), await countOf(free)]).toEqual([1, 1]);
    await owner.delete(`/api/v1/servers/${second.id}`);
    expect((await owner.delete(`/api/v1/ssh/${key}`)).status).toBe(204);
  });

  it('is never deleted under a server that is described at the same moment', async () => {
    const key = await makeKey();
    const [deleted, ...made] = await Promise.all([
      owner.delete(`/api/v1/ssh/${key}`),
      ...Array.from({ length: 6 }, () => owner.post('/api/v1/servers', { ...node, ssh_key_id: key })),
    ]);
    const statuses = made.map(({ status }) => status);
    if (deleted?.status === 204) expect(statuses.every((status) => status === 400)).toBe(true);
    else expect([deleted?.status, statuses.includes(201)]).toEqual([409, true]);
  });
});

describe('the list', () => {
  it('is filtered by what is asked for, as it is written', async () => {
    await make({ hostname: 'f-one', role: 'master', status: 'ready' });
    const { id } = await make({ hostname: 'F-two', status: 'failed' });
    await make({ hostname: 'f-one-more' });
    expect(await namesOf('q=f-')).toEqual(['f-one-more', 'F-two', 'f-one']);
    expect(await namesOf('name=f-one')).toEqual(['f-one']);
    expect(await namesOf('q=f-one&role=Master')).toEqual(['f-one']);
    expect(await namesOf('q=f-&status=failed')).toEqual(['F-two']);
    for (const text of ['%', '_', String.raw`\ `]) expect(await namesOf(`q=${encodeURIComponent(text)}`)).toEqual([]);
    expect(await namesOf('role=nobody')).toEqual([]);
    clusters.set(none, [id]);
    expect(await namesOf(`cluster_id=${none}`)).toEqual(['F-two']);
    expect(await namesOf(`cluster_id=${owner.orgId}`)).toEqual([]);
    const bad = await owner.get('/api/v1/servers?status=paused');
    expect([bad.status, bad.body.code]).toEqual([400, 'status_invalid']);
  });

  it('goes by pages where that is asked for, and misses and repeats none that is there throughout', async () => {
    const bulk = Array.from({ length: 9 }, (_, index) => ({ ...node, hostname: `page-${index}` }));
    expect((await owner.post('/api/v1/servers/bulk', { servers: bulk })).status).toBe(201);
    const seen: string[] = [];
    let next: string | undefined = '/api/v1/servers?q=page-&limit=4';
    while (next !== undefined) {
      const answer: Answer = await owner.get(next);
      seen.push(...answer.body.map(({ hostname }: { hostname: string }) => hostname));
      next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
      // Newer ones come before everything that is still to be read.
      await make({ hostname: `page-new-${seen.length}` });
    }
    expect(seen.toSorted()).toEqual(bulk.map(({ hostname }) => hostname));
    expect(seen).toEqual((await namesOf('q=page-')).filter((name) => !name.includes('new')));
  });
});

describe('many servers', () => {
  it('are described in one request, in its order, each with its entry in the trail', async () => {
    const servers = [
      { ...node, hostname: 'bulk-b' },
      { ...node, hostname: 'bulk-a' },
    ];
    const answer = await owner.post('/api/v1/servers/bulk', { servers });
    expect([answer.status, answer.body.map(({ hostname }: { hostname: string }) => hostname)]).toEqual([
      201,
      ['bulk-b', 'bulk-a'],
    ]);
    const { body: trail } = await owner.get(`/api/audit?org_id=${owner.orgId}&event=server.created&limit=2`);
    expect(trail.map((entry: { target: { name: string } }) => entry.target.name)).toEqual(['bulk-a', 'bulk-b']);
  });

  it('are all refused where one of them is, and the answer says which', async () => {
    const good = { ...node, hostname: 'half' };
    const answer = await owner.post('/api/v1/servers/bulk', { servers: [good, { ...good, ssh_user: 'a b' }] });
    expect([answer.status, answer.body.code]).toEqual([400, 'bad_request']);
    expect(answer.body.message).toContain('servers[1].ssh_user');
    const keyless = await owner.post('/api/v1/servers/bulk', { servers: [good, { ...good, ssh_key_id: none }] });
    expect([keyless.status, keyless.body.code]).toEqual([400, 'bad_request']);
    expect((await owner.post('/api/v1/servers/bulk', { servers: [] })).status).toBe(400);
    expect(await namesOf('name=half')).toEqual([]);
  });

  it('are described once by a request that is sent twice', async () => {
    const call = { method: 'POST', body: { servers: [{ ...node, hostname: 'idem' }] }, headers: { 'idempotency-key': 'bulk-1' } };
    const answers = [await owner.call('/api/v1/servers/bulk', call), await owner.call('/api/v1/servers/bulk', call)];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers[1]?.body).toEqual(answers[0]?.body);
    expect(await namesOf('name=idem')).toEqual(['idem']);
  });
});

describe('fifty changes at once', () => {
  it('lose none of one another', async () => {
    const { id } = await make({ hostname: 'busy' });
    const changes = Array.from(
      { length: 50 },
      (_, index) =>
        [{ ssh_user: 'many' }, { private_ip_address: '10.9.9.9' }, { hostname: 'busier' }, { role: 'master' }][index % 4],
    );
    const answers = await Promise.all(changes.map((change) => patch(owner, id, change)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect((await owner.get(`/api/v1/servers/${id}`)).body).toMatchObject({
      ...{ hostname: 'busier', ssh_user: 'many', private_ip_address: '10.9.9.9', role: 'master' },
    });
  });
});

describe('the status', () => {
  it('is set to pending to have a bastion set up again, and each change of it is in the log', async () => {
    const { id } = await make({ role: 'bastion', public_ip_address: '203.0.113.7', status: 'failed' });
    const { body } = await patch(owner, id, { status: 'pending' });
    expect(body.status).toBe('pending');
    await patch(owner, id, { status: 'pending' });
    const { body: log } = await owner.get(`/api/v1/servers/${id}/logs`);
    expect(log).toMatchObject({
      items: [{ id: 1, stream: 'system', chunk: 'The status was set from failed to pending.\n' }],
      ...{ next_cursor: 1, done: false },
    });
  });
});

describe('the host key', () => {
  it('is forgotten on request, which the log and the trail tell', async () => {
    const { id } = await make({ hostname: 'pinned' });
    const stored = () =>
      server.app.database.system('test', (tx) =>
        tx.selectFrom('servers').select(['ssh_host_key', 'ssh_host_key_algo']).where('id', '=', id).executeTakeFirst(),
      );
    await server.app.database.system('test', (tx) =>
      sql`update servers set ssh_host_key = 'AAAA', ssh_host_key_algo = 'ssh-ed25519' where id = ${id}`.execute(tx),
    );
    const answer = await owner.post(`/api/v1/servers/${id}/reset-hostkey`);
    expect([answer.status, answer.body.id, Object.keys(answer.body).some((name) => /host_?key/i.test(name))]).toEqual([
      200,
      id,
      false,
    ]);
    expect(await stored()).toEqual({ ssh_host_key: null, ssh_host_key_algo: null });
    expect((await owner.get(`/api/v1/servers/${id}/logs`)).body.items[0].chunk).toContain('host key was forgotten');
    const { body: trail } = await owner.get(`/api/audit?org_id=${owner.orgId}&event=server.hostkey_reset&limit=1`);
    expect(trail[0].target).toMatchObject({ type: 'server', id });
    expect((await owner.post('/api/v1/servers/x/reset-hostkey')).body.code).toBe('id_invalid');
  });
});

describe('the log', () => {
  const append = (serverId: string, chunk: string) =>
    server.app.database.tenant([owner.orgId], (tx) =>
      appendServerLog(tx, {
        ...{ orgId: owner.orgId, serverId, stream: 'stdout' as const, chunk },
        created_at: new Date('2026-03-01T00:00:00.123Z'),
      }),
    );

  it('is read from where the reader was, and is done when the server is settled and all is read', async () => {
    const { id } = await make({ status: 'ready' });
    const at = async (query: string) => (await owner.get(`/api/v1/servers/${id}/logs${query}`)).body;
    expect(await at('')).toEqual({ items: [], next_cursor: 0, done: true });
    for (const chunk of ['a', 'ü 🚢', 'c']) await append(id, chunk);
    const first = await at('?limit=2');
    expect(first).toEqual({
      items: [
        { id: 1, stream: 'stdout', chunk: 'a', created_at: '2026-03-01T00:00:00.123Z' },
        { id: 2, stream: 'stdout', chunk: 'ü 🚢', created_at: '2026-03-01T00:00:00.123Z' },
      ],
      ...{ next_cursor: 2, done: false },
    });
    expect(await at('?after=2&limit=2')).toMatchObject({ items: [{ chunk: 'c' }], next_cursor: 3, done: true });
    expect(await at('?after=2&limit=1')).toMatchObject({ next_cursor: 3, done: false });
    expect(await at('?after=3')).toEqual({ items: [], next_cursor: 3, done: true });
    expect(await at('?after=9')).toEqual({ items: [], next_cursor: 9, done: true });
    await patch(owner, id, { status: 'provisioning' });
    expect(await at('?after=4')).toEqual({ items: [], next_cursor: 4, done: false });
    for (const query of ['?limit=0', '?limit=1001', '?after=-1', '?after=x']) {
      const answer = await owner.get(`/api/v1/servers/${id}/logs${query}`);
      expect([query, answer.status, answer.body.code]).toEqual([query, 400, 'bad_request']);
    }
  });

  it('shows entries in their order only: none becomes visible after a later one', async () => {
    const { id } = await make();
    const seen: number[] = [];
    const writing = Promise.all(Array.from({ length: 30 }, (_, index) => append(id, `line ${index}`)));
    let isWriting = true;
    void writing.finally(() => (isWriting = false));
    let after = 0;
    const read = async (): Promise<void> => {
      const { body } = await owner.get(`/api/v1/servers/${id}/logs?after=${after}`);
      seen.push(...body.items.map((item: { id: number }) => item.id));
      after = body.next_cursor;
    };
    while (isWriting) await read();
    await writing;
    await read();
    expect(seen).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  });

  it('goes with its server', async () => {
    const { id } = await make();
    await append(id, 'x');
    await owner.delete(`/api/v1/servers/${id}`);
    const rows = await server.app.database.system('test', (tx) =>
      tx.selectFrom('server_logs').select('id').where('server_id', '=', id).execute(),
    );
    expect(rows).toEqual([]);
  });
});
