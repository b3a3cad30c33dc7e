/**
 * The infrastructure plane as an existing Terraform provider calls it: by the key of an organization with an empty `X-Org-ID`, one request for
 * each step and none twice. What an answer says must be what was asked for, an answer of more than 1 MiB is cut off and fails, 404 means that
 * a thing is gone where it is read and is a failure where it is deleted.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeWith } from './infra-scene.ts';
import { type Answer, type Caller, type Person, useTestServer } from './support.ts';

const server = useTestServer({ name: 'provider_habits' });
const most = 2 ** 20;
const stale = '00000000-0000-7000-8000-000000000000';
let owner: Person;
let pair: Caller;
let pairHeaders: Record<string, string>;

beforeAll(async () => {
  owner = await server.signIn('owner@example.com');
  const { body } = await owner.post(`/api/v1/orgs/${owner.orgId}/api-keys`, { name: 'plans' });
  pairHeaders = { 'x-org-key': body.org_key, 'x-org-secret': body.org_secret };
  pair = server.caller({ ...pairHeaders, 'x-org-id': '' });
});

interface Fields {
  readonly [name: string]: unknown;
}

/** The answer as the provider decodes it. */
function decoded(what: string, { status, body }: Answer): Answer['body'] {
  if (JSON.stringify(body ?? '').length > most) throw new Error(`${what}: unexpected end of JSON input`);
  if (status < 200 || status > 299) throw new Error(`${what}: ${status} ${body?.code}: ${body?.message}`);
  return body;
}

async function send(caller: Caller, method: string, path: string, body?: Fields): Promise<Answer['body']> {
  const call = body === undefined ? { method } : { method, body };
  return decoded(`${method} ${path}`, await caller.call(`/api/v1/${path}`, call));
}

/** Undefined for what is gone, which is then removed from the state. */
async function read(caller: Caller, path: string): Promise<Answer['body']> {
  const answer = await caller.get(`/api/v1/${path}`);
  return answer.status === 404 ? undefined : decoded(`GET ${path}`, answer);
}

const remove = (caller: Caller, path: string): Promise<Answer['body']> => send(caller, 'DELETE', path);

/** A kind of thing: where it is made and found, with what, and what of that is changed. */
interface Kind {
  readonly at: string;
  /** Where one is, if not below where it is made. */
  readonly oneAt?: string;
  readonly made: Fields;
  readonly changed?: Fields;
  /** Never in an answer. */
  readonly unsaid?: readonly string[];
}

function said(fields: Fields, { unsaid = [] }: Kind): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !unsaid.includes(name)));
}

async function lives(caller: Caller, kind: Kind): Promise<string> {
  const { at, oneAt = at, made, changed } = kind;
  const created = await send(caller, 'POST', at, made);
  expect([at, created]).toMatchObject([at, { id: expect.any(String), ...said(made, kind) }]);
  const one = `${oneAt}/${created.id}`;
  expect([at, await read(caller, one)]).toMatchObject([at, said(made, kind)]);
  if (changed === undefined) return one;
  // The new state is what a change answers.
  const answered = await send(caller, 'PATCH', one, changed);
  expect([at, answered]).toMatchObject([at, { id: created.id, ...said({ ...made, ...changed }, kind) }]);
  expect([at, await read(caller, one)]).toMatchObject([at, said({ ...made, ...changed }, kind)]);
  return one;
}

const idOf = (one: string): string => one.split('/').at(-1) ?? '';

function credentialOf(name: string): Kind {
  const scope = { scope_kind: 'service', scope_version: 1, scope: { service: 'dns' } };
  return {
    at: 'credentials',
    made: { name, credential_provider: 'cloudflare', kind: 'api_token', schema_version: 1, ...scope, secret: { token: 'first' } },
    changed: { name: `${name} again`, secret: { token: 'second' }, account_id: 'ada', region: 'eu' },
    unsaid: ['secret'],
  };
}

/** What is attached to a pool or a cluster: attached, found in its list, detached. */
async function attaches(caller: Caller, holder: string, noun: string, id: string): Promise<void> {
  await send(caller, 'POST', `${holder}/${noun}`, { [`${noun.slice(0, -1)}_ids`]: [id] });
  const listed: readonly { id: string }[] = await send(caller, 'GET', `${holder}/${noun}`);
  expect([noun, listed.map((one) => one.id)]).toEqual([noun, [id]]);
}

interface Fleet {
  readonly poolAt: string;
  readonly bastionId: string;
  readonly domainId: string;
  readonly recordId: string;
  readonly balancerId: string;
  /** In the order in which they can be deleted. */
  readonly all: readonly string[];
}

async function describeFleet(caller: Caller, mark: string): Promise<Fleet> {
  const keyAt = await lives(caller, { at: 'ssh', made: { name: mark, type: 'ed25519' }, unsaid: ['type'] });
  const node = { ...nodeWith(idOf(keyAt)), hostname: `node-${mark}`, public_ip_address: '192.0.2.7' };
  const nodeAt = await lives(caller, { at: 'servers', made: node, changed: { hostname: `node-2-${mark}`, ssh_user: 'ada' } });
  const bastion = { ...node, hostname: `bastion-${mark}`, role: 'bastion' };
  const bastionAt = await lives(caller, { at: 'servers', made: bastion, changed: { public_ip_address: '192.0.2.8' } });
  const pairOf = { key: `${mark}.example.org/zone`, value: 'a' };
  const labelAt = await lives(caller, { at: 'labels', made: pairOf, changed: { value: 'b' } });
  const annotationAt = await lives(caller, { at: 'annotations', made: pairOf, changed: { value: 'b' } });
  const taintAt = await lives(caller, {
    at: 'taints',
    made: { ...pairOf, effect: 'NoSchedule' },
    changed: { effect: 'NoExecute', value: 'b' },
  });
  const poolAt = await lives(caller, { at: 'node-pools', made: { name: mark, role: 'worker' }, changed: { role: 'master' } });
  const attached = { servers: nodeAt, labels: labelAt, annotations: annotationAt, taints: taintAt };
  for (const [noun, one] of Object.entries(attached)) await attaches(caller, poolAt, noun, idOf(one));
  const credentialAt = await lives(caller, credentialOf(mark));
  const domainAt = await lives(caller, {
    at: 'dns/domains',
    made: { domain_name: `${mark}.example.org`, credential_id: idOf(credentialAt), zone_id: 'a' },
    changed: { zone_id: 'b' },
  });
  const recordAt = await lives(caller, {
    at: `${domainAt}/records`,
    oneAt: 'dns/records',
    made: { name: 'ctrp', type: 'A', ttl: 60, values: ['192.0.2.1', '192.0.2.2'] },
    changed: { ttl: 120, values: ['192.0.2.3'] },
  });
  const balancerAt = await lives(caller, {
    at: 'load-balancers',
    made: { name: mark, kind: 'public', public_ip_address: '192.0.2.9', private_ip_address: '10.0.0.9' },
    changed: { kind: 'glueops', private_ip_address: '10.0.0.8' },
  });
  const marks = [labelAt, annotationAt, taintAt];
  const all = [poolAt, nodeAt, bastionAt, ...marks, recordAt, domainAt, credentialAt, balancerAt, keyAt];
  const ids = { bastionId: idOf(bastionAt), domainId: idOf(domainAt), recordId: idOf(recordAt), balancerId: idOf(balancerAt) };
  return { ...ids, poolAt, all };
}

/** It is JSON, and therefore YAML. */
const kubeconfig = JSON.stringify({
  ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'fleet' },
  contexts: [{ name: 'fleet', context: { cluster: 'fleet', user: 'fleet' } }],
  clusters: [{ name: 'fleet', cluster: { server: 'https://192.0.2.51:6443' } }],
  users: [{ name: 'fleet', user: { token: 'of-nobody' } }],
});

/** A cluster with all that it can have, each by a request of its own; gives what ends it, in order. */
async function describeCluster(caller: Caller, fleet: Fleet, name: string): Promise<string[]> {
  const made = { name, cluster_provider: 'aws', region: 'eu-1', docker_image: 'example.org/kube', docker_tag: 'v1' };
  const at = await lives(caller, { at: 'clusters', made, changed: { docker_tag: 'v2', region: 'eu-2' } });
  const places: readonly (readonly [string, Fields])[] = [
    ['captain-domain', { domain_id: fleet.domainId }],
    ['control-plane-record-set', { record_set_id: fleet.recordId }],
    ['apps-load-balancer', { load_balancer_id: fleet.balancerId }],
    ['glueops-load-balancer', { load_balancer_id: fleet.balancerId }],
    ['bastion', { server_id: fleet.bastionId }],
    ['kubeconfig', { kubeconfig }],
  ];
  for (const [place, body] of places) await send(caller, 'POST', `${at}/${place}`, body);
  await send(caller, 'POST', `${at}/node-pools`, { node_pool_id: idOf(fleet.poolAt) });
  const metadataAt = await lives(caller, {
    at: `${at}/metadata`,
    made: { key: 'owner', value: 'ada' },
    changed: { value: 'bo' },
  });
  expect(await read(caller, at)).toMatchObject({
    captain_domain: { id: fleet.domainId },
    control_plane_record_set: { id: fleet.recordId },
    control_plane_fqdn: `ctrp.${name}.example.org`,
    apps_load_balancer: { id: fleet.balancerId },
    glueops_load_balancer: { id: fleet.balancerId },
    bastion_server: { id: fleet.bastionId },
    node_pools: [{ id: idOf(fleet.poolAt) }],
    metadata: { owner: 'bo' },
  });
  const cleared = places.map(([place]) => `${at}/${place}`).toReversed();
  return [metadataAt, `${at}/node-pools/${idOf(fleet.poolAt)}`, ...cleared, at];
}

describe('a provider that knows the contract', () => {
  it('makes, reads, changes and deletes everything there is, by the key of an organization', async () => {
    const fleet = await describeFleet(pair, 'fleet');
    const clusterParts = await describeCluster(pair, fleet, 'fleet');
    for (const one of [...clusterParts, ...fleet.all]) await remove(pair, one);
    for (const one of [clusterParts.at(-1) ?? '', ...fleet.all]) {
      expect([one, await read(pair, one)]).toEqual([one, undefined]);
      // Another run may have been faster, and this one would fail over it.
      await remove(pair, one);
    }
    await expect(remove(pair, `servers/${stale}`)).rejects.toThrow('404 server_not_found');
  });

  it('does so many times at once', async () => {
    const runs = ['one', 'two', 'three'].map(async (mark) => {
      const fleet = await describeFleet(pair, mark);
      const clusterParts = await describeCluster(pair, fleet, mark);
      for (const one of [...clusterParts, ...fleet.all]) await remove(pair, one);
    });
    await Promise.all(runs);
    for (const noun of ['clusters', 'servers', 'node-pools', 'labels', 'ssh', 'credentials', 'dns/domains', 'load-balancers'])
      expect([noun, await read(pair, noun)]).toEqual([noun, []]);
  });

  it('never reads more than it takes', async () => {
    const { id } = await send(pair, 'POST', 'ssh', { name: 'many', type: 'ed25519' });
    const servers = Array.from({ length: 200 }, (_, index) => ({
      ...nodeWith(id),
      hostname: `n${index}.a-rather-long-name.example.org`,
    }));
    for (let batch = 0; batch < 5; batch += 1) await send(pair, 'POST', 'servers/bulk', { servers });
    expect(await read(pair, 'servers')).toHaveLength(1_000);
  });

  it('works with a header that is out of date where the contract lets it', async () => {
    const outdated = server.caller({ ...pairHeaders, 'x-org-id': stale });
    const garbled = server.caller({ ...pairHeaders, 'x-org-id': 'not an id' });
    for (const caller of [outdated, garbled]) {
      const made = await lives(caller, { at: 'labels', made: { key: 'stale', value: 'x' }, changed: { value: 'y' } });
      await remove(caller, made);
    }
    const key = await owner.post('/api/v1/me/api-keys', { name: 'person' });
    const person = (orgId: string): Caller => server.caller({ 'x-api-key': key.body.plain, 'x-org-id': orgId });
    expect(await read(person(''), 'labels')).toEqual([]);
    expect(await read(person(owner.orgId.toUpperCase()), 'labels')).toEqual([]);
    for (const path of ['labels', 'orgs', 'me']) await expect(read(person(stale), path)).rejects.toThrow('401 org_forbidden');
    await expect(read(person('not an id'), 'labels')).rejects.toThrow('400 invalid_org_id');
  });
});
