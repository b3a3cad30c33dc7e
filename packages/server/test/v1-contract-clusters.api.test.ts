/**
 * Clusters, what is attached to them and what is said about them, against the contract that their clients were written for.
 *
 * What we answer otherwise on purpose is listed here, and reasoned in docs/compatibility.md.
 */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { nodeWith, sampleKubeconfig } from './infra-scene.ts';
import { type Answer, type Call } from './support.ts';
import { type Entry, expectError, readEntries, successOf, usePlane } from './v1-plane.ts';
import { schemaOf } from './v1-shape.ts';

const plane = usePlane('v1_contract_clusters');
const inOrg = (): Record<string, string> => ({ 'x-org-id': plane().orgId });
const entries = readEntries('v1-contract-clusters');
const fields = z.record(z.string(), z.json());
type Fields = z.output<typeof fields>;
const secrets = ['random_token', 'certificate_key', 'kubeconfig?'];

/** A list has no secrets in it, and no cluster its kubeconfig: it says where that leads. */
function shapeOf(entry: Entry): z.ZodType | undefined {
  const { status, shape } = successOf(entry);
  const told = fields.safeParse(entry.answers[status]).data ?? {};
  const item = fields.safeParse(told['[]']).data;
  const without = (names: readonly string[], all: Fields): z.ZodType =>
    schemaOf({
      ...Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name))),
      'kubeconfig_server?': 'string',
    });
  if (item?.['base_url'] !== undefined) return z.array(without(secrets, item));
  return told['base_url'] === undefined ? shape : without(['kubeconfig?'], told);
}

let count = 0;
/** What the rest is made with. */
const made = new Map<string, Promise<string>>();

function once(noun: string): Promise<string> {
  const there = made.get(noun) ?? (noun.startsWith('whole') ? createWhole() : create(noun));
  made.set(noun, there);
  return there;
}

async function create(noun: string): Promise<string> {
  const call = { method: 'POST', body: await bodyOf(noun), headers: inOrg() };
  const path = noun === 'dns/records' ? `dns/domains/${await once('dns/domains')}/records` : noun;
  const answer: Answer = await plane().ada.call(`/api/v1/${path}`, call);
  expect([noun, answer.status, answer.body?.message]).toEqual([noun, 201, undefined]);
  return answer.body.id;
}

/** A body that is taken, different each time. */
async function bodyOf(noun: string): Promise<Record<string, unknown>> {
  count += 1;
  if (noun === 'dns/domains') return { domain_name: `d${count}.example.org`, credential_id: await once('credentials') };
  if (noun === 'servers') {
    const bastion = { hostname: `b${count}`, role: 'bastion', public_ip_address: '192.0.2.9' };
    return { ...nodeWith(await once('ssh')), ...bastion };
  }
  const bodies: Readonly<Record<string, Record<string, unknown>>> = {
    clusters: {
      ...{ name: `c${count}`, cluster_provider: 'aws', region: 'eu' },
      ...{ docker_image: 'ghcr.io/acme/kube', docker_tag: 'v1' },
    },
    credentials: {
      ...{ credential_provider: 'cloudflare', kind: 'api_token', schema_version: 1, name: 'zones', secret: { token: 't' } },
      ...{ scope_kind: 'service', scope_version: 1, scope: { service: 'dns' } },
    },
    ssh: { name: 'node', type: 'ed25519' },
    'dns/records': { name: `h${count}`, type: 'A', ttl: 60, values: ['192.0.2.7'] },
    'load-balancers': { name: `lb-${count}`, kind: 'public' },
    'node-pools': { name: `p${count}`, role: 'worker' },
    metadata: { key: `Key${count}`, value: 'v' },
  };
  return bodies[noun] ?? {};
}

/** What goes into a part of a cluster; one of each is enough, for several clusters may have it. */
const parts: Readonly<Record<string, { readonly noun: string; readonly field: string }>> = {
  'captain-domain': { noun: 'dns/domains', field: 'domain_id' },
  'control-plane-record-set': { noun: 'dns/records', field: 'record_set_id' },
  'apps-load-balancer': { noun: 'load-balancers', field: 'load_balancer_id' },
  'glueops-load-balancer': { noun: 'load-balancers', field: 'load_balancer_id' },
  bastion: { noun: 'servers', field: 'server_id' },
  'node-pools': { noun: 'node-pools', field: 'node_pool_id' },
};

async function bodyOfPart(part: string): Promise<Record<string, unknown>> {
  if (part === 'kubeconfig') return { kubeconfig: sampleKubeconfig };
  const { noun, field } = parts[part] ?? {};
  if (noun === undefined || field === undefined) return await bodyOf('metadata');
  return { [field]: await once(noun) };
}

async function put(clusterId: string, part: string): Promise<Answer['body']> {
  const call = { method: 'POST', body: await bodyOfPart(part), headers: inOrg() };
  const answer = await plane().ada.call(`/api/v1/clusters/${clusterId}/${part}`, call);
  expect([part, answer.body?.message]).toEqual([part, undefined]);
  return answer.body;
}

/** A cluster that has everything. */
async function createWhole(): Promise<string> {
  const id = await create('clusters');
  for (const part of [...Object.keys(parts), 'kubeconfig', 'metadata']) await put(id, part);
  return id;
}

/** One that is only read has everything; what is attached to others comes and goes. A cluster that is deleted is a new one. */
function clusterFor(method: string, part: string): Promise<string> {
  if (method === 'GET') return once('whole to read');
  return method === 'DELETE' && part === '' ? create('clusters') : once('whole to write');
}

async function targetOf({ method, path }: Entry): Promise<{ path: string; call: Call }> {
  const [, , , , clusterId, part = '', item] = path.split('/');
  const body = method === 'POST' || method === 'PATCH';
  if (clusterId === undefined) return { path, call: { method, ...(body ? { body: await bodyOf('clusters') } : {}) } };
  const id = await clusterFor(method, part);
  const base = `/api/v1/clusters/${id}`;
  if (part === '') return { path: base, call: { method, ...(body ? { body: { region: 'us', unknown: 1 } } : {}) } };
  const call = { method, ...(body ? { body: await bodyOfPart(part) } : {}) };
  if (item === undefined) return { path: `${base}/${part}`, call };
  const itemId = part === 'metadata' ? (await put(id, 'metadata')).id : await once('node-pools');
  return { path: `${base}/${part}/${itemId}`, call };
}

const named = entries.map((entry) => ({ entry, name: `${entry.method} ${entry.path}` }));
const withBody = named.filter(({ entry }) => Object.keys(entry.body).length > 0);
const withId = named.filter(({ entry }) => entry.path.includes('{'));

describe('anybody', () => {
  it.each(named)('is refused by $name', async ({ entry }) => {
    const { path, call } = await targetOf(entry);
    expectError(entry, await plane().server.anybody.call(path, call), 401, 'unauthorized');
  });
});

describe('whoever belongs to the organization', () => {
  it.each(named)('is answered by $name with each kind of credential', async ({ entry }) => {
    const { status } = successOf(entry);
    const shape = shapeOf(entry);
    for (const { scheme, caller } of plane().principals) {
      expect(entry.auth).toContain(scheme);
      const { path, call } = await targetOf(entry);
      const answer = await caller.call(`${path}/`, { ...call, headers: inOrg() });
      expect([scheme, answer.status, answer.body?.message]).toEqual([scheme, status, undefined]);
      if (shape === undefined) expect(answer.body).toBeUndefined();
      else expect(shape.safeParse(answer.body)).toMatchObject({ success: true });
    }
  });

  it.each(named)('says by $name which organization is meant', async ({ entry }) => {
    const { path, call } = await targetOf(entry);
    const as = (id: string) => plane().ada.call(path, { ...call, headers: { 'x-org-id': id } });
    expectError(entry, await as(''), 401, 'org_required');
    expectError(entry, await as('nope'), 400, 'invalid_org_id');
    expectError(entry, await as(plane().outsider.orgId), 401, 'org_forbidden');
  });

  it.each(named)('does not say so by $name with a key of it', async ({ entry }) => {
    for (const id of ['', 'nope', plane().outsider.orgId]) {
      const { path, call } = await targetOf(entry);
      const answer = await plane().pair.call(path, { ...call, headers: { 'x-org-id': id } });
      expect([answer.status, answer.body?.message]).toEqual([successOf(entry).status, undefined]);
    }
  });

  it.each(withBody)('is told of a bad body by $name', async ({ entry }) => {
    const { path, call } = await targetOf(entry);
    const { method = 'POST' } = call;
    for (const rawBody of ['', '{', '[]', '"x"'])
      expectError(entry, await plane().ada.call(path, { method, rawBody, headers: inOrg() }), 400);
    const wrong = Object.fromEntries(Object.keys(entry.body).map((field) => [field.replace('?', ''), [{ not: 'this' }]]));
    expectError(entry, await plane().ada.call(path, { method, body: wrong, headers: inOrg() }), 400);
    const text = await plane().ada.call(path, { ...call, headers: { ...inOrg(), 'content-type': 'text/plain' } });
    expect([text.status, text.body]).toEqual([415, undefined]);
  });

  it.each(withId)('is told by $name of an id that is none, or nothing of his', async ({ entry }) => {
    const { path, call } = await targetOf(entry);
    const at = (place: number, id: string) =>
      plane().ada.call(path.split('/').with(place, id).join('/'), { ...call, headers: inOrg() });
    const places = path.split('/').length > 6 ? [4, 6] : [4];
    for (const place of places) {
      expectError(entry, await at(place, 'x'), 400);
      expectError(entry, await at(place, '00000000-0000-7000-8000-000000000000'), 404);
    }
  });
});

describe('a role', () => {
  it.each(named)('decides about $name', async ({ entry }) => {
    const { path, call } = await targetOf(entry);
    const answer = await plane().member.call(path, { ...call, headers: inOrg() });
    if (entry.method === 'GET') expect(answer.status).toBe(200);
    else expectError(entry, answer, 403, 'forbidden');
  });

  it.each(withId)('of another organization finds nothing by $name', async ({ entry }) => {
    const { path, call } = await targetOf(entry);
    expectError(entry, await plane().outsider.call(path, call), 404);
  });
});
