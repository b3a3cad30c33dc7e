/** Load balancers over HTTP: what is taken, what is found, and what is in the way of deleting them. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Person, useTestServer } from '../../../test/support.ts';

const server = useTestServer({ name: 'load_balancers' });
const place = '/api/v1/load-balancers';
let owner: Person;

beforeAll(async () => {
  owner = await server.signIn('owner@example.com');
});

function post(body: Record<string, unknown>): Promise<Answer> {
  return owner.post(place, { kind: 'public', ...body });
}

function patch(id: string, body: unknown): Promise<Answer> {
  return owner.call(`${place}/${id}`, { method: 'PATCH', body });
}

async function names(query: string): Promise<string[]> {
  const { body } = await owner.get(`${place}?${query}`);
  return body.map((row: { name: string }) => row.name);
}

describe('a load balancer', () => {
  it('has addresses or none, and another value after each change', async () => {
    const made = (await post({ name: ' edge ', public_ip_address: '2001:db8::7' })).body;
    expect(made).toMatchObject({ name: 'edge', kind: 'public', public_ip_address: '2001:db8::7', private_ip_address: '' });
    const changed = await patch(made.id, { kind: 'glueops', private_ip_address: '10.0.0.1', public_ip_address: null });
    expect(changed.body).toMatchObject({ kind: 'glueops', private_ip_address: '10.0.0.1', public_ip_address: '', name: 'edge' });
    expect((await owner.get(`${place}/${made.id}`)).body).toEqual(changed.body);
    expect((await patch(made.id, {})).body).toMatchObject({ name: 'edge', private_ip_address: '10.0.0.1' });
  });

  it.each([
    [{ name: 'x', kind: 'other' }, 'bad_kind'],
    [{ name: 'x', public_ip_address: '10.0.0' }, 'bad_json'],
    [{ name: 'x', private_ip_address: 'host.example.org' }, 'bad_json'],
    [{ name: '   ' }, 'bad_json'],
    [{ name: 'a\nb' }, 'bad_json'],
    [{}, 'bad_json'],
  ])('is not %o', async (body, code) => {
    expect((await post(body)).body.code).toBe(code);
  });

  it('has a name that is its own in the organization', async () => {
    await post({ name: 'once' });
    expect([(await post({ name: 'once' })).status, (await post({ name: 'once' })).body.code]).toEqual([409, 'conflict']);
    const other = (await post({ name: 'twice' })).body;
    expect((await patch(other.id, { name: 'once' })).status).toBe(409);
    const stranger = await server.signIn('stranger@example.com');
    expect((await stranger.post(place, { name: 'once', kind: 'public' })).status).toBe(201);
  });

  it('is gone when it was deleted, however often', async () => {
    const { id } = (await post({ name: 'gone' })).body;
    for (let times = 0; times < 2; times += 1) expect((await owner.delete(`${place}/${id}`)).status).toBe(204);
    expect((await owner.get(`${place}/${id}`)).status).toBe(404);
    expect((await owner.delete(`${place}/${crypto.randomUUID()}`)).status).toBe(404);
  });
});

describe('many load balancers', () => {
  const bulk = (...all: object[]) => owner.post(`${place}/bulk`, { load_balancers: all });

  it('are described in one request, in its order, and once by a request that is sent twice', async () => {
    const body = {
      load_balancers: ['bulk-b', 'bulk-a'].map((name) => ({ name, kind: 'public', public_ip_address: '192.0.2.1' })),
    };
    const call = { method: 'POST', body, headers: { 'idempotency-key': 'bulk-1' } };
    const answers = [await owner.call(`${place}/bulk`, call), await owner.call(`${place}/bulk`, call)];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers[1]?.body).toEqual(answers[0]?.body);
    expect(answers[0]?.body.map(({ name }: { name: string }) => name)).toEqual(['bulk-b', 'bulk-a']);
    const { body: trail } = await owner.get(`/api/audit?org_id=${owner.orgId}&event=load_balancer.created&limit=2`);
    expect(trail.map((entry: { target: { name: string } }) => entry.target.name)).toEqual(['bulk-a', 'bulk-b']);
  });

  it('are none where one is refused, and the answer says which', async () => {
    await post({ name: 'bulk-taken' });
    const rest = { kind: 'public' };
    const invalid = await bulk({ name: 'bulk-x', ...rest }, { name: 'bulk-y', kind: 'other' });
    expect([invalid.status, invalid.body.message]).toEqual([400, expect.stringContaining('load_balancers[1].kind')]);
    const all = ['bulk-x', 'bulk-taken', 'bulk-x'].map((name) => ({ name, ...rest }));
    const taken = await bulk(...all);
    expect([taken.status, taken.body.code]).toEqual([409, 'conflict']);
    expect(taken.body.message).toMatch(/^Nothing was made\. load_balancers\[1\]\.name: .* already, and 1 more\.$/);
    const issues = JSON.parse(decodeURIComponent(taken.headers.get('x-invalid-fields') ?? ''));
    expect(issues[1]).toEqual({ path: 'load_balancers[2].name', message: 'is the same as load_balancers[0].name' });
    expect((await bulk()).status).toBe(400);
    expect(await names('name=bulk-x')).toEqual([]);
  });
});

describe('the list', () => {
  it('is found by name, part of a name and kind, taken literally, the newest first', async () => {
    for (const name of ['f_a', 'f_b', 'fxa', 'f%']) await post({ name, kind: name === 'f_b' ? 'glueops' : 'public' });
    expect(await names('q=f_')).toEqual(['f_b', 'f_a']);
    expect(await names('q=f%25')).toEqual(['f%']);
    expect(await names('name=F_A')).toEqual([]);
    expect(await names('name=f_a')).toEqual(['f_a']);
    expect(await names('q=F_&kind=glueops')).toEqual(['f_b']);
    expect((await owner.get(`${place}?kind=other`)).body.code).toBe('bad_kind');
  });

  it('comes in pages where they are asked for', async () => {
    const all = await names('');
    const seen: string[] = [];
    let next: string | undefined = `${place}?limit=2`;
    while (next !== undefined) {
      const answer: Answer = await owner.get(next);
      seen.push(...answer.body.map((row: { name: string }) => row.name));
      next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
    }
    expect(seen).toEqual(all);
    expect((await owner.get(`${place}?cursor=junk`)).status).toBe(400);
  });
});
