/** Clusters over HTTP: what they are described with, who sees what nodes join them with, and what is said about them. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Caller, type Person, useTestServer } from '../../../test/support.ts';

const server = useTestServer({ name: 'clusters' });
let owner: Person;
let member: Caller;
let stranger: Person;
/** Of the organization, without scopes. */
let pair: Caller;
let count = 0;

const none = '00000000-0000-7000-8000-000000000000';
const clusters = '/api/v1/clusters';
const patch = (caller: Caller, path: string, body: unknown): Promise<Answer> => caller.call(path, { method: 'PATCH', body });

async function make(body: object = {}): Promise<Answer['body']> {
  count += 1;
  const answer = await owner.post(clusters, { name: `cluster-${count}`, ...body });
  expect([answer.status, answer.body.message]).toEqual([201, undefined]);
  return answer.body;
}

async function eventsOf(id: string): Promise<string[]> {
  const rows = await server.app.database.system('test', (tx) =>
    tx.selectFrom('audit_events').select('event').where('target_id', '=', id).orderBy('seq').execute(),
  );
  return rows.map(({ event }) => event);
}

beforeAll(async () => {
  owner = await server.signIn('owner@example.com');
  await server.signIn('member@example.com');
  const person = await server.addMember('member@example.com', owner, 'org_member');
  member = server.caller({ ...person.headers, 'x-org-id': owner.orgId });
  stranger = await server.signIn('stranger@example.com');
  const { body } = await owner.post(`/api/v1/orgs/${owner.orgId}/api-keys`, { name: 'ci' });
  pair = server.caller({ 'x-org-key': body.org_key, 'x-org-secret': body.org_secret });
});

describe('a cluster', () => {
  it('is described, read, changed and deleted', async () => {
    const fields = { cluster_provider: 'aws', region: 'eu', docker_image: 'ghcr.io/acme/kube', docker_tag: 'v1.2.3' };
    const made = await make({ name: 'Blue', ...fields });
    expect(made).toMatchObject({ name: 'Blue', ...fields, status: 'pre_pending', last_error: '', base_url: expect.any(String) });
    for (const absent of ['node_pools', 'metadata', 'captain_domain', 'bastion_server', 'kubeconfig'])
      expect(made).not.toHaveProperty(absent);
    expect((await member.get(`${clusters}/${made.id}`)).body).toEqual(made);
    const changed = await patch(owner, `${clusters}/${made.id}`, { region: null, docker_tag: 'v1.2.4' });
    expect([changed.status, changed.body]).toMatchObject([200, { ...fields, region: '', docker_tag: 'v1.2.4' }]);
    expect((await patch(owner, `${clusters}/${made.id}`, { name: null })).status).toBe(400);
    const statuses = [await owner.delete(`${clusters}/${made.id}`), await owner.delete(`${clusters}/${made.id}`)];
    expect(statuses.map(({ status }) => status)).toEqual([204, 204]);
    expect((await owner.get(`${clusters}/${made.id}`)).body.code).toBe('not_found');
    expect((await owner.delete(`${clusters}/${none}`)).body.code).toBe('not_found');
  });

  it.each([
    { name: undefined },
    { name: '' },
    { name: 'a b' },
    { name: 7 },
    { region: 'a\nb' },
    { docker_image: 'a; rm -rf /' },
    { docker_image: 'nginx:1' },
    { docker_tag: '$(id)' },
  ])('is refused with %j', async (wrong) => {
    const answer = await owner.post(clusters, { name: 'refused', ...wrong });
    expect([answer.status, answer.body.code]).toEqual([400, 'bad_json']);
  });

  it('is the only one of its name in the organization, in capitals or not', async () => {
    await make({ name: 'Only' });
    const again = await owner.post(clusters, { name: 'only' });
    expect([again.status, again.body.code]).toEqual([409, 'conflict']);
    const other = await make();
    expect((await patch(owner, `${clusters}/${other.id}`, { name: 'ONLY' })).status).toBe(409);
    expect((await stranger.post(clusters, { name: 'only' })).status).toBe(201);
  });

  it('is found by its name, by a part of it, and page by page', async () => {
    for (const name of ['find-a', 'find-b', 'find.c']) await make({ name });
    const names = async (query: string) =>
      (await owner.get(`${clusters}?${query}`)).body.map(({ name }: { name: string }) => name);
    expect(await names('name=FIND-A')).toEqual(['find-a']);
    expect(await names('name=find')).toEqual([]);
    expect(await names('q=IND')).toEqual(['find.c', 'find-b', 'find-a']);
    expect(await names('q=%25')).toEqual([]);
    expect(await names('q=_')).toEqual([]);
    const first = await owner.get(`${clusters}?q=find&limit=2`);
    expect(first.body).toHaveLength(2);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const { pathname, search } = new URL(next, 'http://localhost');
    expect((await owner.get(pathname + search)).body.map(({ name }: { name: string }) => name)).toEqual(['find-a']);
  });

  it('is nothing to another organization', async () => {
    const { id } = await make();
    for (const call of [
      stranger.get(`${clusters}/${id}`),
      patch(stranger, `${clusters}/${id}`, {}),
      stranger.delete(`${clusters}/${id}`),
    ])
      expect((await call).status).toBe(404);
    expect((await stranger.get(clusters)).body.map((one: { id: string }) => one.id)).not.toContain(id);
  });

  it('keeps its state through an edit', async () => {
    const { id } = await make();
    const balancer = await owner.post('/api/v1/load-balancers', { name: 'edge', kind: 'public' });
    const attached = await owner.post(`${clusters}/${id}/apps-load-balancer`, { load_balancer_id: balancer.body.id });
    expect(attached.body).toMatchObject({ status: 'incomplete', last_error: expect.stringContaining('there is no bastion') });
    const { status, last_error } = attached.body;
    expect((await patch(owner, `${clusters}/${id}`, {})).body).toMatchObject({ status, last_error });
    expect((await patch(owner, `${clusters}/${id}`, { region: 'us' })).body).toMatchObject({ status, last_error });
  });
});

describe('what nodes join a cluster with', () => {
  const secrets = {
    random_token: expect.stringMatching(/^[0-9a-f]{6}\.[0-9a-f]{16}$/),
    certificate_key: expect.stringMatching(/^[0-9a-f]{64}$/),
  };

  it('is shown to a key that may reveal it, the same each time, and never in a list', async () => {
    const made = await pair.post(clusters, { name: 'joined' });
    expect(made.body).toMatchObject(secrets);
    const { random_token, certificate_key, id } = made.body;
    const read = await pair.get(`${clusters}/${id}`);
    expect(read.body).toMatchObject({ random_token, certificate_key });
    expect((await patch(pair, `${clusters}/${id}`, { region: 'eu' })).body).toMatchObject({ random_token, certificate_key });
    const listed = (await pair.get(`${clusters}?name=joined`)).body[0];
    expect(listed).not.toHaveProperty('random_token');
    expect(listed).not.toHaveProperty('certificate_key');
    expect(await eventsOf(id)).toEqual(['cluster.created', 'cluster.revealed', 'cluster.updated']);
  });

  it('is shown to a session that asks for it, and to no member', async () => {
    const { id, ...made } = await make();
    expect(made).not.toHaveProperty('random_token');
    expect((await owner.get(`${clusters}/${id}`)).body).not.toHaveProperty('random_token');
    expect((await owner.post(`${clusters}/${id}/reveal`)).body).toEqual(secrets);
    expect((await member.post(`${clusters}/${id}/reveal`)).status).toBe(403);
    expect((await stranger.post(`${clusters}/${id}/reveal`)).status).toBe(404);
    expect((await member.get(`${clusters}/${id}`)).body).not.toHaveProperty('random_token');
    expect(await eventsOf(id)).toEqual(['cluster.created', 'cluster.revealed']);
  });

  it('is sealed in the database', async () => {
    const { body } = await pair.post(clusters, { name: 'sealed' });
    const [row] = await server.app.database.system('test', (tx) =>
      tx.selectFrom('clusters').select('sealed_join_secrets').where('id', '=', body.id).execute(),
    );
    expect(row?.sealed_join_secrets.toString('latin1')).not.toContain(body.random_token);
  });
});

describe('what is said about a cluster', () => {
  const entries = (id: string): string => `${clusters}/${id}/metadata`;

  it('is kept as it was written, and shown with the cluster by keys in small letters', async () => {
    const { id } = await make();
    const made = await owner.post(entries(id), { key: 'Calico_CIDR', value: ' 10.0.0.0/8\n' });
    expect([made.status, made.body]).toMatchObject([
      201,
      { organization_id: owner.orgId, cluster_id: id, key: 'Calico_CIDR', value: ' 10.0.0.0/8\n' },
    ]);
    await owner.post(entries(id), { key: 'second', value: '2' });
    expect((await member.get(entries(id))).body.map(({ key }: { key: string }) => key)).toEqual(['Calico_CIDR', 'second']);
    expect((await member.get(`${entries(id)}/${made.body.id}`)).body).toEqual(made.body);
    expect((await owner.get(`${clusters}/${id}`)).body.metadata).toEqual({ calico_cidr: ' 10.0.0.0/8\n', second: '2' });
    const changed = await patch(owner, `${entries(id)}/${made.body.id}`, { key: 'Third', value: '3' });
    expect([changed.status, changed.body]).toMatchObject([200, { key: 'Third', value: '3' }]);
    const statuses = [await owner.delete(`${entries(id)}/${made.body.id}`), await owner.delete(`${entries(id)}/${made.body.id}`)];
    expect(statuses.map(({ status }) => status)).toEqual([204, 204]);
    expect((await owner.get(`${clusters}/${id}`)).body.metadata).toEqual({ second: '2' });
  });

  it('has one value for a key, in capitals or not', async () => {
    const { id } = await make();
    const [first, second] = [
      await owner.post(entries(id), { key: 'Key', value: 'v' }),
      await owner.post(entries(id), { key: 'b', value: 'v' }),
    ];
    const again = await owner.post(entries(id), { key: 'kEY', value: 'v' });
    expect([first.status, again.status, again.body.code]).toEqual([201, 409, 'conflict']);
    expect((await patch(owner, `${entries(id)}/${second.body.id}`, { key: 'KEY' })).status).toBe(409);
    expect((await patch(owner, `${entries(id)}/${first.body.id}`, { key: 'KEY' })).status).toBe(200);
  });

  it.each([{ key: '' }, { key: ' a' }, { key: 'a\nb' }, { key: 7 }, { value: '' }, { value: ' \n' }, { value: undefined }])(
    'is refused with %j',
    async (wrong) => {
      const { id } = await make();
      const answer = await owner.post(entries(id), { key: 'key', value: 'v', ...wrong });
      expect([answer.status, answer.body.code]).toEqual([400, 'bad_request']);
    },
  );

  it('is of that cluster alone, and goes with it', async () => {
    const [one, other] = [await make(), await make()];
    const { body } = await owner.post(entries(one.id), { key: 'a', value: 'v' });
    expect((await owner.get(`${entries(other.id)}/${body.id}`)).status).toBe(404);
    expect((await owner.delete(`${entries(other.id)}/${body.id}`)).status).toBe(404);
    expect((await stranger.get(entries(one.id))).status).toBe(404);
    expect((await stranger.post(entries(one.id), { key: 'b', value: 'v' })).status).toBe(404);
    expect((await member.post(entries(one.id), { key: 'b', value: 'v' })).status).toBe(403);
    expect((await owner.delete(`${clusters}/${one.id}`)).status).toBe(204);
    expect((await owner.get(entries(one.id))).status).toBe(404);
  });
});
