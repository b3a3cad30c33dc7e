/** What is attached to clusters over HTTP: shown with them, kept from being deleted, and not lost where many attach and detach. */
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeWith } from '../../../test/infra-scene.ts';
import { type Answer, type Caller, type Person, useTestServer } from '../../../test/support.ts';

const server = useTestServer({ name: 'cluster_attachments' });
let owner: Person;
let member: Caller;
let stranger: Person;
let keyId: string;
let credentialId: string;
let count = 0;

const none = '00000000-0000-7000-8000-000000000000';
const clusters = '/api/v1/clusters';

async function make(path: string, body: object, caller: Caller = owner): Promise<Answer['body']> {
  const answer = await caller.post(`/api/v1/${path}`, body);
  expect([path, answer.status, answer.body?.message]).toEqual([path, 201, undefined]);
  return answer.body;
}

function unique(name: string): string {
  count += 1;
  return `${name}-${count}`;
}

const makeCluster = (): Promise<Answer['body']> => make('clusters', { name: unique('cluster') });
const makePool = (): Promise<Answer['body']> => make('node-pools', { name: unique('pool'), role: 'worker' });
const makeBalancer = (): Promise<Answer['body']> => make('load-balancers', { name: unique('lb'), kind: 'public' });
const makeServer = (body: object): Promise<Answer['body']> =>
  make('servers', { ...nodeWith(keyId), hostname: unique('node'), ...body });
const bastion = { role: 'bastion', public_ip_address: '192.0.2.1' };
const makeDomain = (): Promise<Answer['body']> =>
  make('dns/domains', { domain_name: `${unique('d')}.example.org`, credential_id: credentialId });
const makeRecord = (domainId: string): Promise<Answer['body']> =>
  make(`dns/domains/${domainId}/records`, { name: 'ctrp', type: 'A', ttl: 60, values: ['192.0.2.7'] });

const attach = (id: string, part: string, body: object, caller: Caller = owner): Promise<Answer> =>
  caller.post(`${clusters}/${id}/${part}`, body);
const detach = (id: string, part: string, caller: Caller = owner): Promise<Answer> => caller.delete(`${clusters}/${id}/${part}`);

/** Places of a cluster: what is put there, and where it is shown. */
const slots = [
  { part: 'captain-domain', field: 'domain_id', shown: 'captain_domain', code: 'domain_not_found' },
  { part: 'control-plane-record-set', field: 'record_set_id', shown: 'control_plane_record_set', code: 'recordset_not_found' },
  { part: 'apps-load-balancer', field: 'load_balancer_id', shown: 'apps_load_balancer', code: 'lb_not_found' },
  { part: 'glueops-load-balancer', field: 'load_balancer_id', shown: 'glueops_load_balancer', code: 'lb_not_found' },
  { part: 'bastion', field: 'server_id', shown: 'bastion_server', code: 'server_not_found' },
] as const;

/** Something new for a place, and where it is by itself. */
async function makeFor(part: string): Promise<{ path: string; body: Answer['body'] }> {
  if (part === 'bastion') return await at('servers', makeServer(bastion));
  if (part.endsWith('balancer')) return await at('load-balancers', makeBalancer());
  const domain = await makeDomain();
  if (part === 'captain-domain') return { path: `/api/v1/dns/domains/${domain.id}`, body: domain };
  return await at('dns/records', makeRecord(domain.id));
}

async function at(noun: string, made: Promise<Answer['body']>): Promise<{ path: string; body: Answer['body'] }> {
  const body = await made;
  return { path: `/api/v1/${noun}/${body.id}`, body };
}

beforeAll(async () => {
  owner = await server.signIn('owner@example.com');
  await server.signIn('member@example.com');
  const person = await server.addMember('member@example.com', owner, 'org_member');
  member = server.caller({ ...person.headers, 'x-org-id': owner.orgId });
  stranger = await server.signIn('stranger@example.com');
  keyId = (await make('ssh', { name: 'nodes', type: 'ed25519' })).id;
  const kind = { credential_provider: 'cloudflare', kind: 'api_token', schema_version: 1, secret: { token: 't' } };
  const scope = { scope_kind: 'service', scope_version: 1, scope: { service: 'dns' } };
  credentialId = (await make('credentials', { name: 'zones', ...kind, ...scope })).id;
});

describe.each(slots)('in its place $part', ({ part, field, shown, code }) => {
  it('a cluster has one thing, which is not deleted while it is there', async () => {
    const { id, name } = await makeCluster();
    const [one, other] = [await makeFor(part), await makeFor(part)];
    const first = await attach(id, part, { [field]: one.body.id });
    expect([first.status, first.body[shown]?.id]).toEqual([200, one.body.id]);
    // Domains and records go their own way meanwhile.
    expect(first.body[shown]).toMatchObject({ created_at: one.body.created_at });
    const refused = await owner.delete(one.path);
    expect([refused.status, refused.body.code, refused.body.message]).toEqual([
      ...[409, 'conflict', expect.stringMatching(new RegExp(`is used by cluster ${name}\\.$`))],
    ]);
    expect((await attach(id, part, { [field]: one.body.id })).status).toBe(200);
    expect((await attach(id, part, { [field]: other.body.id })).body[shown].id).toBe(other.body.id);
    expect((await owner.delete(one.path)).status).toBe(204);
    const answers = [await detach(id, part), await detach(id, part)];
    expect(answers.map(({ status, body }) => [status, body[shown]])).toEqual([
      [200, undefined],
      [200, undefined],
    ]);
    expect((await owner.delete(other.path)).status).toBe(204);
  });

  it('nothing of another organization or of nobody is put, and nobody else puts anything', async () => {
    const { id } = await makeCluster();
    const { body } = await makeFor(part);
    const theirs = await make('clusters', { name: unique('cluster') }, stranger);
    const foreign = await attach(theirs.id, part, { [field]: body.id }, stranger);
    expect([foreign.status, foreign.body.code]).toEqual([404, code]);
    expect((await attach(id, part, { [field]: none })).body.code).toBe(code);
    expect((await attach(none, part, { [field]: body.id })).body.code).toBe('not_found');
    expect((await attach(none, part, { [field]: none })).body.code).toBe('not_found');
    expect((await attach(id, part, { [field]: 'x' })).body.code).toBe('bad_json');
    expect((await attach(id, part, { [field]: body.id }, stranger)).status).toBe(404);
    expect((await attach(id, part, { [field]: body.id }, member)).status).toBe(403);
    expect((await detach(id, part, member)).status).toBe(403);
    expect((await detach(none, part)).body.code).toBe('not_found');
  });
});

describe('a bastion', () => {
  it('is a server of that role, and stays one while a cluster has it', async () => {
    const { id } = await makeCluster();
    const worker = await makeServer({ role: 'worker' });
    const refused = await attach(id, 'bastion', { server_id: worker.id });
    expect([refused.status, refused.body.code, refused.body.message]).toEqual([
      ...[409, 'conflict', expect.stringContaining('is a worker; only a bastion')],
    ]);
    const made = await makeServer(bastion);
    await attach(id, 'bastion', { server_id: made.id });
    const change = { method: 'PATCH', body: { role: 'worker' } };
    const kept = await owner.call(`/api/v1/servers/${made.id}`, change);
    expect([kept.status, kept.body.message]).toEqual([409, expect.stringContaining('the bastion of a cluster')]);
    await detach(id, 'bastion');
    expect((await owner.call(`/api/v1/servers/${made.id}`, change)).status).toBe(200);
  });
});

describe('node pools', () => {
  it('are any number, are shown whole, and are not deleted while they are attached', async () => {
    const { id, name } = await makeCluster();
    const pool = await makePool();
    const node = await makeServer({ role: 'master' });
    await owner.post(`/api/v1/node-pools/${pool.id}/servers`, { server_ids: [node.id] });
    const second = await makePool();
    for (const one of [pool, second, pool]) expect((await attach(id, 'node-pools', { node_pool_id: one.id })).status).toBe(200);
    const { body } = await owner.get(`${clusters}/${id}`);
    expect(body.node_pools).toHaveLength(2);
    expect(body.node_pools).toContainEqual((await owner.get(`/api/v1/node-pools/${pool.id}`)).body);
    const refused = await owner.delete(`/api/v1/node-pools/${pool.id}`);
    expect([refused.status, refused.body.message]).toEqual([409, `The node pool is used by cluster ${name}.`]);
    expect((await detach(id, `node-pools/${pool.id}`)).body.node_pools).toEqual([second]);
    expect((await detach(id, `node-pools/${pool.id}`)).status).toBe(200);
    expect((await owner.delete(`/api/v1/node-pools/${pool.id}`)).status).toBe(204);
    // What was deleted is detached; what never was is not known.
    expect((await detach(id, `node-pools/${pool.id}`)).status).toBe(200);
    expect((await detach(id, `node-pools/${none}`)).body.code).toBe('nodepool_not_found');
    expect((await detach(id, 'node-pools/x')).body.code).toBe('bad_nodepool_id');
    expect((await attach(id, 'node-pools', { node_pool_id: none })).body.code).toBe('nodepool_not_found');
  });

  it('of another organization are not known', async () => {
    const { id } = await makeCluster();
    const theirs = await make('node-pools', { name: 'theirs', role: 'worker' }, stranger);
    expect((await attach(id, 'node-pools', { node_pool_id: theirs.id })).body.code).toBe('nodepool_not_found');
    expect((await detach(id, `node-pools/${theirs.id}`)).body.code).toBe('nodepool_not_found');
    expect((await detach(id, `node-pools/${theirs.id}`, stranger)).status).toBe(404);
    expect((await attach(id, 'node-pools', { node_pool_id: theirs.id }, member)).status).toBe(403);
  });

  it('and servers are found by the cluster that has them', async () => {
    const { id } = await makeCluster();
    const [pool, jump] = [await makePool(), await makeServer(bastion)];
    const node = await makeServer({ role: 'worker' });
    await owner.post(`/api/v1/node-pools/${pool.id}/servers`, { server_ids: [node.id, jump.id] });
    await attach(id, 'node-pools', { node_pool_id: pool.id });
    await attach(id, 'bastion', { server_id: jump.id });
    const ids = async (path: string, caller: Caller = owner) =>
      (await caller.get(path)).body.map((one: { id: string }) => one.id).toSorted();
    expect(await ids(`/api/v1/servers?cluster_id=${id}`)).toEqual([node.id, jump.id].toSorted());
    expect(await ids(`/api/v1/servers?cluster_id=${id}&role=bastion`)).toEqual([jump.id]);
    expect(await ids(`/api/v1/node-pools?cluster_id=${id}`)).toEqual([pool.id]);
    expect(await ids(`/api/v1/servers?cluster_id=${none}`)).toEqual([]);
    expect(await ids(`/api/v1/node-pools?cluster_id=${none}`)).toEqual([]);
    expect(await ids(`/api/v1/servers?cluster_id=${id}`, stranger)).toEqual([]);
  });
});

describe('a cluster', () => {
  it('is pending as soon as a run would find all it needs, in whatever order it came', async () => {
    const { id } = await makeCluster();
    const domain = await makeDomain();
    const [record, pool, jump] = [await makeRecord(domain.id), await makePool(), await makeServer(bastion)];
    const node = await makeServer({ role: 'master' });
    await owner.post(`/api/v1/node-pools/${pool.id}/servers`, { server_ids: [node.id] });
    await attach(id, 'control-plane-record-set', { record_set_id: record.id });
    await attach(id, 'node-pools', { node_pool_id: pool.id });
    await attach(id, 'bastion', { server_id: jump.id });
    const almost = await attach(id, 'captain-domain', { domain_id: domain.id });
    expect(almost.body).toMatchObject({
      ...{ status: 'incomplete', control_plane_fqdn: `ctrp.${domain.domain_name}` },
      last_error: `A run would not find all it needs: the bastion ${jump.hostname} is pending, not ready.`,
    });
    await owner.call(`/api/v1/servers/${jump.id}`, { method: 'PATCH', body: { status: 'ready' } });
    expect((await owner.get(`${clusters}/${id}`)).body).toMatchObject({ status: 'pending', last_error: '' });
    const other = await makeDomain();
    const moved = await attach(id, 'captain-domain', { domain_id: other.id });
    expect([moved.status, moved.body.last_error]).toEqual([200, expect.stringContaining('is not in the captain domain')]);
    expect((await owner.delete(`/api/v1/dns/domains/${domain.id}`)).status).toBe(409);
  });

  it('is the same in the list as by itself, with one query for each kind of thing', async () => {
    const { id } = await makeCluster();
    for (const { part, field } of slots) await attach(id, part, { [field]: (await makeFor(part)).body.id });
    const single = await owner.get(`${clusters}/${id}`);
    const listed = (await owner.get(clusters)).body.find((one: { id: string }) => one.id === id);
    // The job that brings records to their provider may have told something new in between.
    const settled = (body: Answer['body']) => ({
      ...body,
      captain_domain: body.captain_domain.id,
      control_plane_record_set: body.control_plane_record_set.id,
    });
    expect(settled(listed)).toEqual(settled(single.body));
  });

  it('lets go of everything when it is deleted', async () => {
    const { id } = await makeCluster();
    const [pool, balancer] = [await makePool(), await makeBalancer()];
    await attach(id, 'node-pools', { node_pool_id: pool.id });
    await attach(id, 'apps-load-balancer', { load_balancer_id: balancer.id });
    expect((await owner.delete(`${clusters}/${id}`)).status).toBe(204);
    expect((await owner.delete(`/api/v1/node-pools/${pool.id}`)).status).toBe(204);
    expect((await owner.delete(`/api/v1/load-balancers/${balancer.id}`)).status).toBe(204);
  });

  it('loses nothing where everything is attached at once, and detached again', async () => {
    const { id } = await makeCluster();
    const things = await Promise.all(slots.map(async (slot) => ({ ...slot, id: (await makeFor(slot.part)).body.id })));
    const pools = await Promise.all(Array.from({ length: 6 }, () => makePool()));
    const edits = [1, 2, 3].map((n) => owner.call(`${clusters}/${id}`, { method: 'PATCH', body: { region: `r${n}` } }));
    const answers = await Promise.all([
      ...things.map((thing) => attach(id, thing.part, { [thing.field]: thing.id })),
      ...pools.map((pool) => attach(id, 'node-pools', { node_pool_id: pool.id })),
      ...edits,
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const { body: whole } = await owner.get(`${clusters}/${id}`);
    for (const { shown, id: thingId } of things) expect([shown, whole[shown]?.id]).toEqual([shown, thingId]);
    expect(whole.node_pools).toHaveLength(pools.length);
    const [kept, ...gone] = pools;
    const undone = await Promise.all([
      ...things.slice(1).map(({ part }) => detach(id, part)),
      ...gone.map((pool) => detach(id, `node-pools/${pool.id}`)),
    ]);
    expect(undone.map(({ status }) => status)).toEqual(undone.map(() => 200));
    const { body: rest } = await owner.get(`${clusters}/${id}`);
    expect(things.map(({ shown }) => rest[shown] !== undefined)).toEqual(things.map((_thing, index) => index === 0));
    expect(rest.node_pools.map((pool: { id: string }) => pool.id)).toEqual([kept.id]);
  });

  it('never keeps what was deleted at the same moment', async () => {
    const rounds = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const [{ id }, balancer] = [await makeCluster(), await makeBalancer()];
        const [attached, deleted] = await Promise.all([
          attach(id, 'apps-load-balancer', { load_balancer_id: balancer.id }),
          owner.delete(`/api/v1/load-balancers/${balancer.id}`),
        ]);
        return `${attached.status} ${deleted.status}`;
      }),
    );
    for (const round of rounds) expect(['200 409', '404 204']).toContain(round);
  });
});
