/** Labels, annotations and taints over HTTP: what is kept, what is refused, and what the known system did otherwise. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Caller, type Person, useTestServer } from '../../../test/support.ts';

/** What has which of them attached, said by the test. */
const used = new Map<string, string[]>();
const server = useTestServer({
  name: 'node_metadata',
  uses: { nodeMetadata: [{ list: async (_tx, _orgId, id) => used.get(id) ?? [] }] },
});
let owner: Person;
let member: Caller;
let stranger: Person;

beforeAll(async () => {
  owner = await server.signIn('owner@example.com');
  await server.signIn('member@example.com');
  const person = await server.addMember('member@example.com', owner, 'org_member');
  member = server.caller({ ...person.headers, 'x-org-id': owner.orgId });
  stranger = await server.signIn('stranger@example.com');
});

const patch = (caller: Caller, path: string, body: unknown): Promise<Answer> => caller.call(path, { method: 'PATCH', body });

async function make(noun: string, body: object): Promise<Answer['body']> {
  const answer = await owner.post(`/api/v1/${noun}`, body);
  expect([answer.status, answer.body.code]).toEqual([201, undefined]);
  return answer.body;
}

async function keysOf(path: string): Promise<string[]> {
  const answer = await owner.get(path);
  expect(answer.status).toBe(200);
  return answer.body.map((item: { key: string }) => item.key);
}

const nouns = [
  { noun: 'labels', more: {}, missing: 'label_not_found' },
  { noun: 'annotations', more: {}, missing: 'not_found' },
  { noun: 'taints', more: { effect: 'NoSchedule' }, missing: 'not_found' },
];

describe.each(nouns)('one of the $noun', ({ noun, more, missing }) => {
  const path = `/api/v1/${noun}`;

  it('is made, read, changed, emptied and deleted', async () => {
    const made = await make(noun, { key: 'example.org/Zone', value: 'b', ...more });
    expect(made).toMatchObject({ organization_id: owner.orgId, key: 'example.org/Zone', value: 'b', ...more });
    expect(made.created_at).toMatch(/T\d\d:\d\d:\d\dZ$/);
    expect((await member.get(`${path}/${made.id}`)).body).toEqual(made);
    const changed = await patch(owner, `${path}/${made.id}`, { value: 'c' });
    expect([changed.status, changed.body.key, changed.body.value]).toEqual([200, 'example.org/Zone', 'c']);
    const emptied = await patch(owner, `${path}/${made.id}`, { key: 'zone', value: null });
    expect(emptied.body).toMatchObject({ key: 'zone', value: '', ...more });
    expect((await owner.get(`${path}/${made.id}`)).body).toEqual(emptied.body);
    expect([(await owner.delete(`${path}/${made.id}`)).status, (await owner.delete(`${path}/${made.id}`)).status]).toEqual([
      204, 204,
    ]);
    const gone = await owner.get(`${path}/${made.id}`);
    expect([gone.status, gone.body.code]).toEqual([404, missing]);
  });

  it('is there once', async () => {
    await make(noun, { key: 'once', value: 'x', ...more });
    const second = await make(noun, { key: 'once', value: 'y', ...more });
    const again = await owner.post(path, { key: 'once', value: 'x', ...more });
    expect([again.status, again.body.code]).toEqual([409, 'conflict']);
    const into = await patch(owner, `${path}/${second.id}`, { value: 'x' });
    expect([into.status, into.body.code]).toEqual([409, 'conflict']);
    expect((await stranger.post(path, { key: 'once', value: 'x', ...more })).status).toBe(201);
    const tries = await Promise.all(Array.from({ length: 8 }, () => owner.post(path, { key: 'race', value: '', ...more })));
    expect(tries.map(({ status }) => status).toSorted()).toEqual([201, ...Array.from({ length: 7 }, () => 409)]);
  });

  it.each([{ key: '' }, { key: 'a b' }, { key: 'Example.org/a' }, { key: `${'a'.repeat(254)}/a` }, { key: 'a'.repeat(64) }, {}])(
    'is refused with the key of %j',
    async (content) => {
      const answer = await owner.post(path, { value: 'x', ...more, ...content });
      expect([answer.status, answer.body.code]).toEqual([400, 'bad_request']);
      expect(answer.body.message).toContain('key');
    },
  );

  it('is changed to nothing that could not be made', async () => {
    const { id } = await make(noun, { key: `strict-${noun}`, ...more });
    for (const body of [{ key: '' }, { key: null }, { key: '-' }, { value: 1 }, { effect: 'Never' }]) {
      const answer = await patch(owner, `${path}/${id}`, body);
      const isOther = noun !== 'taints' && 'effect' in body;
      expect([body, answer.status]).toEqual([body, isOther ? 200 : 400]);
    }
  });

  it('that is attached is not deleted, and the answer names to what', async () => {
    const { id } = await make(noun, { key: `used-${noun}`, ...more });
    used.set(id, ['node pool workers']);
    const refused = await owner.delete(`${path}/${id}`);
    expect([refused.status, refused.body.code]).toEqual([409, 'conflict']);
    expect(refused.body.message).toContain('is used by node pool workers');
    used.clear();
    expect((await owner.delete(`${path}/${id}`)).status).toBe(204);
  });

  it('does not exist for another organization, and is changed by leads only', async () => {
    const { id } = await make(noun, { key: `mine-${noun}`, ...more });
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const body = method === 'PATCH' ? { body: { value: 'z' } } : {};
      const answer = await stranger.call(`${path}/${id}`, { method, ...body });
      expect([method, answer.status, answer.body.code]).toEqual([method, 404, missing]);
      if (method !== 'GET') expect((await member.call(`${path}/${id}`, { method, ...body })).status).toBe(403);
    }
    expect((await member.post(path, { key: 'x', ...more })).status).toBe(403);
    expect((await owner.get(`${path}/${id}`)).status).toBe(200);
  });

  it('is found by key, value and a part of its key as it is written', async () => {
    for (const key of ['f.per_cent', 'f.perXcent', 'F.Other'])
      await make(noun, { key, value: key === 'F.Other' ? 'v2' : 'v1', ...more });
    expect(await keysOf(`${path}?q=r_c`)).toEqual(['f.per_cent']);
    expect(await keysOf(`${path}?q=${encodeURIComponent('%')}`)).toEqual([]);
    expect(await keysOf(`${path}?q=f.o`)).toEqual(['F.Other']);
    expect(await keysOf(`${path}?q=f.&value=v1`)).toEqual(['f.perXcent', 'f.per_cent']);
    expect(await keysOf(`${path}?key=f.per_cent`)).toEqual(['f.per_cent']);
    expect(await keysOf(`${path}?key=f.per`)).toEqual([]);
  });

  it('is on one page of a list that was asked for by pages, and in a list that was not', async () => {
    const all = await keysOf(path);
    const seen: string[] = [];
    let next: string | undefined = `${path}?limit=2`;
    while (next !== undefined) {
      const answer: Answer = await owner.get(next);
      seen.push(...answer.body.map((item: { key: string }) => item.key));
      next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
    }
    expect(seen).toEqual(all);
    expect((await owner.get(`${path}?cursor=nonsense`)).status).toBe(400);
  });
});

describe.each(nouns)('many of the $noun', ({ noun, more }) => {
  const path = `/api/v1/${noun}`;
  const bulk = (...all: object[]) => owner.post(`${path}/bulk`, { [noun]: all });

  it('are made in one request, in its order, with an entry of the audit trail each, once by a request that is sent twice', async () => {
    const body = { [noun]: ['bulk-b', 'bulk-a'].map((key) => ({ key, value: 'x', ...more })) };
    const call = { method: 'POST', body, headers: { 'idempotency-key': `bulk-${noun}` } };
    const answers = [await owner.call(`${path}/bulk`, call), await owner.call(`${path}/bulk`, call)];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers[1]?.body).toEqual(answers[0]?.body);
    expect(answers[0]?.body).toMatchObject(['bulk-b', 'bulk-a'].map((key) => ({ key, value: 'x', ...more })));
    const trailPath = `/api/audit?org_id=${owner.orgId}&event=${noun.slice(0, -1)}.created&limit=2`;
    const { body: trail } = await owner.get(trailPath);
    expect(trail.map((entry: { target: { name: string } }) => entry.target.name)).toEqual(['bulk-a', 'bulk-b']);
  });

  it('are none where one is refused, and the answer says which', async () => {
    await make(noun, { key: 'bulk-taken', value: 'x', ...more });
    const wrong = await bulk({ key: 'bulk-x', ...more }, { key: 'not a key', ...more });
    expect([wrong.status, wrong.body.code]).toEqual([400, 'bad_request']);
    expect(wrong.body.message).toContain(`${noun}[1].key`);
    const all = ['bulk-x', 'bulk-taken', 'bulk-x'].map((key) => ({ key, value: 'x', ...more }));
    const taken = await bulk(...all);
    expect([taken.status, taken.body.code]).toEqual([409, 'conflict']);
    expect(taken.body.message).toMatch(
      /^Nothing was made\. \w+\[1\]: the organization has the \w+ bulk-taken.* already, and 1 more\.$/,
    );
    const issues = JSON.parse(decodeURIComponent(taken.headers.get('x-invalid-fields') ?? ''));
    expect(issues[1]).toEqual({ path: `${noun}[2]`, message: `is the same as ${noun}[0]` });
    expect(await keysOf(`${path}?key=bulk-x`)).toEqual([]);
  });

  it('are at least one and at most five hundred, in a list that is called as they are', async () => {
    const numbered = (count: number) => Array.from({ length: count }, (_one, at) => ({ key: `most-${at}`, ...more }));
    expect((await bulk(...numbered(501))).status).toBe(400);
    expect((await bulk()).status).toBe(400);
    expect((await owner.post(`${path}/bulk`, { things: numbered(1) })).status).toBe(400);
    const full = await bulk(...numbered(499), ...numbered(1));
    expect([full.status, full.body.message]).toEqual([409, expect.stringContaining(`${noun}[499]: is the same as ${noun}[0]`)]);
    expect(await keysOf(`${path}?q=most-`)).toEqual([]);
  });

  it('are there once, also where the same ones are sent by several at once', async () => {
    const keys = ['race-a', 'race-b', 'race-c'];
    const orders = [keys, keys.toReversed(), keys, keys.toReversed()];
    const tries = await Promise.all(orders.map((order) => bulk(...order.map((key) => ({ key, ...more })))));
    expect(tries.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409]);
    expect((await keysOf(`${path}?q=race-`)).toSorted()).toEqual(keys);
  });

  it('are of the own organization, and made by leads only', async () => {
    const one = { key: 'whose', ...more };
    expect((await bulk(one)).status).toBe(201);
    expect((await member.post(`${path}/bulk`, { [noun]: [{ ...one, value: 'other' }] })).status).toBe(403);
    expect((await stranger.post(`${path}/bulk`, { [noun]: [one] })).status).toBe(201);
  });
});

describe('many taints', () => {
  it('differ by key, value or effect', async () => {
    const taints = [
      { key: 'apart', value: 'a', effect: 'NoSchedule' },
      { key: 'apart', value: 'b', effect: 'NoSchedule' },
      { key: 'apart', value: 'a', effect: 'NoExecute' },
    ];
    expect((await owner.post('/api/v1/taints/bulk', { taints })).status).toBe(201);
    const last = await owner.post('/api/v1/taints/bulk', { taints: [{ key: 'apart', effect: 'NoExecute' }, ...taints.slice(2)] });
    expect(last.body.message).toBe('Nothing was made. taints[1]: the organization has the taint apart=a:NoExecute already.');
  });
});

describe('a value', () => {
  it('of an annotation is any text, of the others what Kubernetes takes', async () => {
    const text = '{"a": "ü"}\n'.repeat(500);
    expect((await make('annotations', { key: 'text', value: text })).value).toBe(text);
    for (const noun of ['labels', 'taints']) {
      const answer = await owner.post(`/api/v1/${noun}`, { key: 'text', value: 'a b', effect: 'NoExecute' });
      expect([answer.status, answer.body.code]).toEqual([400, 'bad_request']);
      expect(answer.body.message).toContain('value');
    }
  });

  it('of a taint may be empty or left out, its effect not', async () => {
    expect(await make('taints', { key: 'bare', effect: 'NoExecute' })).toMatchObject({ value: '', effect: 'NoExecute' });
    expect(await make('taints', { key: 'bare', value: '', effect: 'NoSchedule' })).toMatchObject({ effect: 'NoSchedule' });
    expect((await owner.post('/api/v1/taints', { key: 'bare', value: '' })).status).toBe(400);
  });
});

describe('the kinds', () => {
  it('are apart: the id of a label is none of an annotation', async () => {
    const { id } = await make('labels', { key: 'apart' });
    expect((await owner.get(`/api/v1/annotations/${id}`)).status).toBe(404);
    expect((await owner.delete(`/api/v1/taints/${id}`)).status).toBe(404);
    expect((await owner.get(`/api/v1/labels/${id}`)).status).toBe(200);
  });

  it('are made once by a request that is sent twice', async () => {
    const send = () =>
      owner.call('/api/v1/labels', {
        method: 'POST',
        body: { key: 'twice' },
        headers: { 'idempotency-key': 'label-twice' },
      });
    const [first, second] = [await send(), await send()];
    expect([first.status, second.status, second.body]).toEqual([201, 201, first.body]);
  });
});
