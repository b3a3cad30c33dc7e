/** Node pools over HTTP: what they have, what is refused, and that many may attach and detach at once. */
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeWith } from '../../../test/infra-scene.ts';
import { type Answer, type Caller, type Person, useTestServer } from '../../../test/support.ts';

/** What uses which pool, said by the test. */
const used = new Map<string, string[]>();
const server = useTestServer({
  name: 'node_pools',
  uses: { nodePools: [{ list: async (_tx, _orgId, id) => used.get(id) ?? [] }] },
});
let owner: Person;
let member: Caller;
let stranger: Person;
let keyId: string;
let count = 0;

const none = '00000000-0000-7000-8000-000000000000';
const pools = '/api/v1/node-pools';
const nouns = ['servers', 'labels', 'annotations', 'taints'] as const;
type Noun = (typeof nouns)[number];

const patch = (caller: Caller, path: string, body: unknown): Promise<Answer> => caller.call(path, { method: 'PATCH', body });

async function make(path: string, body: object): Promise<Answer['body']> {
  const answer = await owner.post(path, body);
  expect([path, answer.status, answer.body.code]).toEqual([path, 201, undefined]);
  return answer.body;
}

const makePool = (name = 'pool', role = 'worker'): Promise<Answer['body']> => make(pools, { name, role });

/** Something new that can be attached. */
async function makeItem(noun: Noun): Promise<string> {
  count += 1;
  if (noun === 'servers') return (await make('/api/v1/servers', { ...nodeWith(keyId), hostname: `node-${count}` })).id;
  const effect = noun === 'taints' ? { effect: 'NoSchedule' } : {};
  return (await make(`/api/v1/${noun}`, { key: `key-${count}`, value: 'v', ...effect })).id;
}

const attach = (poolId: string, noun: Noun, ids: readonly string[], caller: Caller = owner): Promise<Answer> =>
  caller.post(`${pools}/${poolId}/${noun}`, { [`${noun.slice(0, -1)}_ids`]: ids });
const detach = (poolId: string, noun: Noun, id: string): Promise<Answer> => owner.delete(`${pools}/${poolId}/${noun}/${id}`);

async function idsOf(poolId: string, noun: Noun): Promise<string[]> {
  const { status, body } = await owner.get(`${pools}/${poolId}/${noun}`);
  expect(status).toBe(200);
  return body.map((item: { id: string }) => item.id);
}

beforeAll(async () => {
  owner = await server.signIn('owner@example.com');
  await server.signIn('member@example.com');
  const person = await server.addMember('member@example.com', owner, 'org_member');
  member = server.caller({ ...person.headers, 'x-org-id': owner.orgId });
  stranger = await server.signIn('stranger@example.com');
  keyId = (await owner.post('/api/v1/ssh', { name: 'nodes', type: 'ed25519' })).body.id;
});

describe('a node pool', () => {
  it('is made with empty lists, read, changed and deleted', async () => {
    const made = await makePool(' blue ', ' Worker ');
    const empty = { servers: [], labels: [], annotations: [], taints: [] };
    expect(made).toMatchObject({ organization_id: owner.orgId, name: 'blue', role: 'worker', ...empty });
    expect((await member.get(`${pools}/${made.id}`)).body).toEqual(made);
    const changed = await patch(owner, `${pools}/${made.id}`, { name: 'green', role: 'master' });
    expect([changed.status, changed.body]).toMatchObject([200, { id: made.id, name: 'green', role: 'master', ...empty }]);
    const statuses = [await owner.delete(`${pools}/${made.id}`), await owner.delete(`${pools}/${made.id}`)];
    expect(statuses.map(({ status }) => status)).toEqual([204, 204]);
    expect((await owner.get(`${pools}/${made.id}`)).body.code).toBe('node_pool_not_found');
    expect((await owner.delete(`${pools}/${none}`)).body.code).toBe('node_pool_not_found');
  });

  it.each([{ name: '' }, { name: ' ' }, { name: 7 }, { role: 'bastion' }, { role: '' }, { name: undefined }])(
    'is refused with %j',
    async (wrong) => {
      const answer = await owner.post(pools, { name: 'pool', role: 'worker', ...wrong });
      expect([answer.status, answer.body.code]).toEqual([400, 'bad_request']);
    },
  );

  it('has all that is attached, wherever it is read', async () => {
    const { id } = await makePool('full');
    const items = Object.fromEntries(await Promise.all(nouns.map(async (noun) => [noun, await makeItem(noun)] as const)));
    for (const noun of nouns) expect((await attach(id, noun, [items[noun] ?? ''])).status).toBe(204);
    const whole = await owner.get(`${pools}/${id}`);
    for (const noun of nouns) {
      const one = await owner.get(`/api/v1/${noun}/${items[noun]}`);
      expect([noun, whole.body[noun]]).toEqual([noun, [one.body]]);
      expect([noun, (await owner.get(`${pools}/${id}/${noun}`)).body]).toEqual([noun, [one.body]]);
    }
    expect((await patch(owner, `${pools}/${id}`, { name: 'fuller' })).body).toMatchObject({
      ...{ name: 'fuller', servers: whole.body.servers, labels: whole.body.labels },
      ...{ annotations: whole.body.annotations, taints: whole.body.taints },
    });
    const [listed] = (await owner.get(`${pools}?name=fuller`)).body;
    expect(listed).toEqual((await owner.get(`${pools}/${id}`)).body);
  });

  it('lets go of everything when it is deleted, and what it had stays', async () => {
    const { id } = await makePool('short-lived');
    const server1 = await makeItem('servers');
    await attach(id, 'servers', [server1]);
    expect((await owner.delete(`${pools}/${id}`)).status).toBe(204);
    expect((await owner.get(`/api/v1/servers/${server1}`)).status).toBe(200);
    expect((await owner.delete(`/api/v1/servers/${server1}`)).status).toBe(204);
  });

  it('in use is not deleted, and the answer names by what', async () => {
    const { id } = await makePool('needed');
    used.set(id, ['cluster prod']);
    const refused = await owner.delete(`${pools}/${id}`);
    expect([refused.status, refused.body]).toEqual([
      409,
      { code: 'conflict', message: 'The node pool is used by cluster prod.' },
    ]);
    used.clear();
    expect((await owner.delete(`${pools}/${id}`)).status).toBe(204);
  });

  it('does not exist for another organization, and is changed by leads only', async () => {
    const { id } = await makePool('mine');
    const calls = [
      ['GET', '', undefined],
      ['PATCH', '', { name: 'theirs' }],
      ...nouns.flatMap((noun) => [
        ['GET', `/${noun}`, undefined] as const,
        ['POST', `/${noun}`, { [`${noun.slice(0, -1)}_ids`]: [none] }] as const,
        ['DELETE', `/${noun}/${none}`, undefined] as const,
      ]),
      ['DELETE', '', undefined],
    ] as const;
    for (const [method, rest, body] of calls) {
      const call = { method, ...(body === undefined ? {} : { body }) };
      const answer = await stranger.call(`${pools}/${id}${rest}`, call);
      expect([method, rest, answer.status, answer.body.code]).toEqual([method, rest, 404, 'node_pool_not_found']);
      const ofMember = await member.call(`${pools}/${id}${rest}`, call);
      expect([method, rest, ofMember.status]).toEqual([method, rest, method === 'GET' ? 200 : 403]);
    }
  });

  it('is found by its name and a part of it as it is written, by pages where that is asked for', async () => {
    for (const name of ['find_me', 'findXme', 'Find-other']) await makePool(name);
    const namesOf = async (query: string): Promise<string[]> =>
      (await owner.get(`${pools}?${query}`)).body.map((pool: { name: string }) => pool.name);
    expect(await namesOf('q=find')).toEqual(['Find-other', 'findXme', 'find_me']);
    expect(await namesOf('q=d_m')).toEqual(['find_me']);
    expect(await namesOf(`q=${encodeURIComponent('%')}`)).toEqual([]);
    expect(await namesOf('name=find_me')).toEqual(['find_me']);
    const first = await owner.get(`${pools}?q=find&limit=2`);
    const [, next = ''] = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '') ?? [];
    expect([first.body.length, (await owner.get(next)).body.map((pool: { name: string }) => pool.name)]).toEqual([
      2,
      ['find_me'],
    ]);
  });
});

describe.each(nouns)('%s of a pool', (noun) => {
  const one = noun.slice(0, -1);

  it('are attached together or not at all', async () => {
    const { id } = await makePool();
    const items = [await makeItem(noun), await makeItem(noun)];
    const theirs = await attach(id, noun, [...items, none]);
    expect([theirs.status, theirs.body.code]).toEqual([400, 'bad_request']);
    expect(theirs.body.message).toContain(`${one}_ids[2]`);
    expect(await idsOf(id, noun)).toEqual([]);
    for (const ids of [[], [items[0], items[0]], ['x'], undefined]) {
      const answer = await owner.post(`${pools}/${id}/${noun}`, { [`${one}_ids`]: ids });
      expect([ids, answer.status, answer.body.code]).toEqual([ids, 400, 'bad_request']);
    }
    expect((await attach(id, noun, items)).status).toBe(204);
    expect(await idsOf(id, noun)).toEqual(items.toReversed());
    expect((await attach(id, noun, items.slice(0, 1))).status).toBe(204);
    expect(await idsOf(id, noun)).toEqual(items.toReversed());
  });

  it('are detached one by one; what was detached or deleted before is no error, what never was is', async () => {
    const { id } = await makePool();
    const item = await makeItem(noun);
    await attach(id, noun, [item]);
    expect([(await detach(id, noun, item)).status, (await detach(id, noun, item)).status]).toEqual([204, 204]);
    expect(await idsOf(id, noun)).toEqual([]);
    await owner.delete(`/api/v1/${noun}/${item}`);
    expect((await detach(id, noun, item)).status).toBe(204);
    const never = await detach(id, noun, none);
    expect([never.status, never.body.code]).toEqual([404, `${one}_not_found`]);
    expect((await detach(none, noun, item)).body.code).toBe('node_pool_not_found');
    expect((await detach(id, noun, 'x')).body.code).toBe(noun === 'taints' ? 'taintId_required' : 'id_required');
  });

  it('are not deleted while they are attached, and the answer names the pools', async () => {
    const [first, second] = [await makePool(`a-${noun}`), await makePool(`b-${noun}`)];
    const item = await makeItem(noun);
    for (const { id } of [first, second]) await attach(id, noun, [item]);
    const refused = await owner.delete(`/api/v1/${noun}/${item}`);
    expect([refused.status, refused.body]).toEqual([
      409,
      { code: 'conflict', message: `The ${one} is used by node pool a-${noun}, node pool b-${noun}.` },
    ]);
    await detach(first.id, noun, item);
    await owner.delete(`${pools}/${second.id}`);
    expect((await owner.delete(`/api/v1/${noun}/${item}`)).status).toBe(204);
  });
});

describe('fifty who attach and detach at once', () => {
  it('lose nothing of one another', async () => {
    const { id } = await makePool('busy');
    const items = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const noun: Noun = index % 2 === 0 ? 'servers' : 'labels';
        return { noun, id: await makeItem(noun) };
      }),
    );
    const [leaving, coming] = [items.slice(0, 20), items.slice(20)];
    for (const noun of ['servers', 'labels'] as const)
      await attach(
        id,
        noun,
        leaving.filter((item) => item.noun === noun).map((item) => item.id),
      );
    const answers = await Promise.all([
      ...coming.map((item) => attach(id, item.noun, [item.id])),
      ...leaving.map((item) => detach(id, item.noun, item.id)),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 204));
    for (const noun of ['servers', 'labels'] as const) {
      const expected = coming.filter((item) => item.noun === noun).map((item) => item.id);
      expect((await idsOf(id, noun)).toSorted()).toEqual(expected.toSorted());
    }
  });

  it('never leave a pair without its pool or its server', async () => {
    const { id } = await makePool('vanishing');
    const servers = await Promise.all(Array.from({ length: 8 }, () => makeItem('servers')));
    const answers = await Promise.all([
      ...servers.map((one) => attach(id, 'servers', [one])),
      ...servers.slice(0, 4).map((one) => owner.delete(`/api/v1/servers/${one}`)),
      owner.delete(`${pools}/${id}`),
    ]);
    expect(answers.map(({ status }) => status).filter((status) => ![204, 400, 404, 409].includes(status))).toEqual([]);
    const left = await server.app.database.system('test', (tx) =>
      tx.selectFrom('node_pool_servers').select('server_id').where('pool_id', '=', id).execute(),
    );
    expect(left).toEqual([]);
  });
});

describe('what a node cannot have', () => {
  it('is two values of one label, also where one is renamed into the other', async () => {
    const { id } = await makePool('clear');
    const [blue, green, other] = await Promise.all([
      make('/api/v1/labels', { key: 'color', value: 'blue' }),
      make('/api/v1/labels', { key: 'color', value: 'green' }),
      make('/api/v1/labels', { key: 'colour', value: 'red' }),
    ]);
    expect((await attach(id, 'labels', [blue.id, other.id])).status).toBe(204);
    const refused = await attach(id, 'labels', [green.id]);
    expect([refused.status, refused.body.code]).toEqual([409, 'conflict']);
    const renamed = await patch(owner, `/api/v1/labels/${other.id}`, { key: 'color' });
    expect([renamed.status, renamed.body.code]).toEqual([409, 'conflict']);
    expect((await patch(owner, `/api/v1/labels/${other.id}`, { key: 'tint' })).status).toBe(200);
    expect((await owner.get(`${pools}/${id}/labels`)).body.map((label: { key: string }) => label.key)).toEqual(['tint', 'color']);
  });

  it('is one taint twice for one effect; for two effects it may', async () => {
    const { id } = await makePool('tainted');
    const taint = (value: string, effect: string) => make('/api/v1/taints', { key: 'dedicated', value, effect });
    const [first, second, third] = [await taint('a', 'NoSchedule'), await taint('b', 'NoExecute'), await taint('c', 'NoExecute')];
    expect((await attach(id, 'taints', [first.id, second.id])).status).toBe(204);
    expect((await attach(id, 'taints', [third.id])).status).toBe(409);
  });

  it('is the name of another, in capitals or not; servers without a name are as many as there are', async () => {
    const { id } = await makePool('named');
    const make1 = async (hostname: string) => (await make('/api/v1/servers', { ...nodeWith(keyId), hostname })).id;
    const [first, second, third] = [await make1('web-1'), await make1('WEB-1'), await make1('web-2')];
    expect((await attach(id, 'servers', [first, third, await make1(''), await make1('')])).status).toBe(204);
    expect((await attach(id, 'servers', [second])).body.code).toBe('conflict');
    expect((await patch(owner, `/api/v1/servers/${third}`, { hostname: 'Web-1' })).body.code).toBe('conflict');
    expect((await patch(owner, `/api/v1/servers/${third}`, { hostname: 'web-3' })).status).toBe(200);
    const { id: other } = await makePool('elsewhere');
    expect((await attach(other, 'servers', [second])).status).toBe(204);
  });

  it('is anything of another organization', async () => {
    const { id } = await makePool('ours');
    const theirs = (await stranger.post('/api/v1/labels', { key: 'theirs' })).body.id;
    const answer = await attach(id, 'labels', [theirs]);
    expect([answer.status, answer.body.code]).toEqual([400, 'bad_request']);
    const kind = await attach(id, 'annotations', [await makeItem('labels')]);
    expect([kind.status, kind.body.code]).toEqual([400, 'bad_request']);
  });
});

describe('an organization that is deleted', () => {
  it('takes its whole inventory with it', async () => {
    const gone = await server.signIn('gone@example.com');
    const key = (await gone.post('/api/v1/ssh', { name: 'k', type: 'ed25519' })).body.id;
    const node = (await gone.post('/api/v1/servers', { ...nodeWith(key), hostname: 'n' })).body.id;
    const label = (await gone.post('/api/v1/labels', { key: 'l' })).body.id;
    const pool = (await gone.post(pools, { name: 'p', role: 'worker' })).body.id;
    await attach(pool, 'servers', [node], gone);
    await attach(pool, 'labels', [label], gone);
    await server.app.database.system('test', (tx) => tx.deleteFrom('orgs').where('id', '=', gone.orgId).execute());
    const left = await server.app.database.system('test', async (tx) => [
      ...(await tx.selectFrom('servers').select('id').where('org_id', '=', gone.orgId).execute()),
      ...(await tx.selectFrom('ssh_keys').select('id').where('org_id', '=', gone.orgId).execute()),
      ...(await tx.selectFrom('node_pools').select('id').where('org_id', '=', gone.orgId).execute()),
    ]);
    expect(left).toEqual([]);
  });
});
