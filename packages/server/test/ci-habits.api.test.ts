/**
 * The infrastructure plane as the scripts of its users call it.
 *
 * One is a deployment: a user's key and `x-org-id`, everything found by name in whole lists. The other clears an organization with a key
 * of it: it lists each kind, deletes what refers before what is referred to, eight at a time, and tries again what is refused. Such
 * scripts send an empty `X-Org-ID`, and take every answer but 2xx for a failure.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeWith } from './infra-scene.ts';
import { type Answer, type Caller, type Person, useTestServer } from './support.ts';

const server = useTestServer({ name: 'ci_habits' });
let admin: Person;
let owner: Person;
let user: Caller;
let pair: Caller;

/** What the scripts look things up by. */
const clusterName = 'edge';

interface Row {
  readonly id: string;
  readonly name: string;
}

const inOrg = (): Record<string, string> => ({ 'x-org-id': owner.orgId });

async function make(path: string, body: object): Promise<string> {
  const answer = await user.call(`/api/v1/${path}`, { method: 'POST', headers: inOrg(), body });
  expect([path, answer.status, answer.body.message]).toEqual([path, 201, undefined]);
  return answer.body.id;
}

async function attach(poolId: string, noun: string, ids: readonly string[]): Promise<void> {
  const call = { method: 'POST', headers: inOrg(), body: { [`${noun.slice(0, -1)}_ids`]: ids } };
  expect((await user.call(`/api/v1/node-pools/${poolId}/${noun}`, call)).status).toBe(204);
}

/** A fleet of everything, in which most things are referred to by others. */
async function makeFleet(): Promise<{ readonly keyId: string; readonly bastionId: string }> {
  const keyId = await make('ssh', { name: 'nodes', type: 'ed25519' });
  const bastion = { role: 'bastion', hostname: 'bastion', public_ip_address: '192.0.2.1' };
  const bastionId = await make('servers', { ...nodeWith(keyId), ...bastion });
  const nodes = Array.from({ length: 12 }, (_, index) => ({ ...nodeWith(keyId), hostname: `node-${index}` }));
  const bulk = await user.call('/api/v1/servers/bulk', { method: 'POST', headers: inOrg(), body: { servers: nodes } });
  const serverIds = bulk.body.map(({ id }: Row) => id);
  const marks = {
    labels: await make('labels', { key: 'example.org/role', value: 'edge' }),
    annotations: await make('annotations', { key: 'note', value: 'Any text' }),
    taints: await make('taints', { key: 'dedicated', value: 'edge', effect: 'NoSchedule' }),
  };
  const poolIds = await Promise.all(
    [0, 1, 2].map(async (index) => {
      const poolId = await make('node-pools', { name: `pool-${index}`, role: 'worker' });
      const attaching = Object.entries(marks).map(([noun, id]) => attach(poolId, noun, [id]));
      await Promise.all([...attaching, attach(poolId, 'servers', serverIds.slice(index * 4, index * 4 + 4))]);
      return poolId;
    }),
  );
  const credentialId = await make('credentials', {
    ...{ credential_provider: 'cloudflare', kind: 'api_token', schema_version: 1, name: 'zones', secret: { token: 't' } },
    ...{ scope_kind: 'service', scope_version: 1, scope: { service: 'dns' } },
  });
  const domainId = await make('dns/domains', { domain_name: 'ci.example.org', credential_id: credentialId });
  const record = (name: string) => ({ name, type: 'A', ttl: 60, values: ['192.0.2.1'] });
  const [recordId] = await Promise.all(
    ['ctrp', 'apps', '*.apps'].map((name) => make(`dns/domains/${domainId}/records`, record(name))),
  );
  const clusterId = await make('clusters', { name: clusterName, region: 'eu' });
  const join = async (part: string, body: object): Promise<void> => {
    const answer = await user.call(`/api/v1/clusters/${clusterId}/${part}`, { method: 'POST', headers: inOrg(), body });
    expect([part, answer.status, answer.body.message]).toEqual([part, 200, undefined]);
  };
  const balancer = (kind: string) => make('load-balancers', { name: `lb-${kind}`, kind });
  await Promise.all([
    join('captain-domain', { domain_id: domainId }),
    join('control-plane-record-set', { record_set_id: recordId }),
    join('apps-load-balancer', { load_balancer_id: await balancer('public') }),
    join('glueops-load-balancer', { load_balancer_id: await balancer('glueops') }),
    join('bastion', { server_id: bastionId }),
    ...poolIds.map((poolId) => join('node-pools', { node_pool_id: poolId })),
  ]);
  const metadata = { method: 'POST', headers: inOrg(), body: { key: 'owner', value: 'ada' } };
  expect((await user.call(`/api/v1/clusters/${clusterId}/metadata`, metadata)).status).toBe(201);
  return { keyId, bastionId };
}

/** What refers comes before what is referred to. */
const order = [
  'clusters',
  'node-pools',
  'load-balancers',
  'dns/records',
  'dns/domains',
  'servers',
  'labels',
  'annotations',
  'taints',
  'ssh',
  'credentials',
];

beforeAll(async () => {
  // Whoever comes first runs the platform.
  admin = await server.signIn('admin@example.com');
  owner = await server.signIn('owner@example.com');
  const key = await owner.post('/api/v1/me/api-keys', { name: 'ci' });
  user = server.caller({ 'x-api-key': key.body.plain });
  const made = await owner.post(`/api/v1/orgs/${owner.orgId}/api-keys`, { name: 'nuke' });
  pair = server.caller({ 'x-org-key': made.body.org_key, 'x-org-secret': made.body.org_secret, 'x-org-id': '' });
});

async function listed(caller: Caller, path: string): Promise<Row[]> {
  const answer: Answer = await caller.get(`/api/v1/${path}`);
  expect([path, answer.status, Array.isArray(answer.body)]).toEqual([path, 200, true]);
  return answer.body;
}

async function everyRow(caller: Caller, noun: string): Promise<string[]> {
  if (noun !== 'dns/records') return (await listed(caller, noun)).map(({ id }) => id);
  const domains = await listed(caller, 'dns/domains');
  // Somebody else may have deleted the domain since.
  const answers = await Promise.all(domains.map(({ id }) => caller.get(`/api/v1/dns/domains/${id}/records`)));
  const records: Row[] = answers.flatMap(({ status, body }) => (status === 404 ? [] : body));
  return records.map(({ id }) => id);
}

const atOnce = 8;
const mostTries = 5;

/** The statuses of its failures, of all tries. */
async function clearAll(caller: Caller, nouns: readonly string[]): Promise<number[]> {
  const failures: number[] = [];
  for (const noun of nouns) {
    const left = (await everyRow(caller, noun)).values();
    const work = async (): Promise<void> => {
      for (const id of left) {
        for (let tries = 1; tries <= mostTries; tries += 1) {
          const { status } = await caller.delete(`/api/v1/${noun}/${id}`);
          if (status === 204) break;
          failures.push(status);
        }
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  }
  return failures;
}

async function leftOf(caller: Caller): Promise<string[]> {
  const left = await Promise.all(order.map(async (noun) => (await everyRow(caller, noun)).map((id) => `${noun} ${id}`)));
  return left.flat();
}

describe('a deployment by the key of a user', () => {
  it('finds its organization, cluster, action and bastion, has that set up again and takes the key of its nodes', async () => {
    const { keyId, bastionId } = await makeFleet();
    const offered = { label: 'Set up', description: 'Sets a cluster up', make_target: 'setup' };
    expect((await admin.post('/api/v1/admin/actions', offered)).status).toBe(201);

    const { name } = (await owner.get(`/api/v1/orgs/${owner.orgId}`)).body;
    const orgs: Row[] = (await user.get('/api/v1/orgs')).body;
    const orgId = orgs.find((org) => org.name === name)?.id ?? '';
    const ci = { 'x-org-id': orgId };
    const actions = (await user.call('/api/v1/admin/actions', { headers: ci })).body;
    expect(actions.filter((one: typeof offered) => one.make_target === 'setup')).toMatchObject([offered]);
    const clusters = (await user.call(`/api/v1/clusters?q=${clusterName}`, { headers: ci })).body;
    expect(clusters).toMatchObject([{ name: clusterName, node_pools: [{}, {}, {}], bastion_server: { id: bastionId } }]);
    const bastions = (await user.call('/api/v1/servers?role=bastion', { headers: ci })).body;
    expect(bastions).toMatchObject([{ id: bastionId, ssh_key_id: keyId, status: 'pending' }]);
    const nudge = { method: 'PATCH', headers: ci, body: { status: 'pending' } };
    expect(await user.call(`/api/v1/servers/${bastionId}`, nudge)).toMatchObject({ status: 200, body: { status: 'pending' } });
    const key = (await user.call(`/api/v1/ssh/${bastions[0].ssh_key_id}?reveal=true`, { headers: ci })).body;
    expect([key.id, key.private_key]).toEqual([keyId, expect.stringContaining('PRIVATE KEY')]);
  });
});

describe('a script that clears an organization by a key of it', () => {
  it('is told what is in use as a conflict, never as a failure of the server', async () => {
    const answer = await pair.delete(`/api/v1/ssh/${(await everyRow(pair, 'ssh'))[0]}`);
    expect([answer.status, answer.body.code, answer.body.message]).toEqual([409, 'conflict', expect.stringContaining('bastion')]);
  });

  it('deletes everything, eight at a time, also when two of it do so at once', async () => {
    const failures = await Promise.all([clearAll(pair, order), clearAll(pair, order)]);
    expect(failures).toEqual([[], []]);
    expect(await leftOf(pair)).toEqual([]);
  });

  it('comes through in any order by trying again, and nothing fails but for a conflict', async () => {
    await makeFleet();
    const nouns = order.toReversed();
    const failures: number[] = [];
    for (let turn = 0; turn < order.length && (await leftOf(pair)).length > 0; turn += 1)
      failures.push(...(await clearAll(pair, nouns)));
    expect(new Set(failures)).toEqual(new Set([409]));
    expect(await leftOf(pair)).toEqual([]);
  });
});
