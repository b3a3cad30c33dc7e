/** What samples of the infrastructure plane refer to, and who makes it; the rest of a scene is in `scene.ts`. */
import type { Person } from './support.ts';

export interface InfraThings {
  /** A generic one, which nobody can be asked about, and an Ed25519 key; both of the owner's organization. */
  readonly credentialId: string;
  readonly sshKeyId: string;
  /** Of the platform, which the owner runs where he was the first to come. */
  readonly actionId: string;
  readonly loadBalancerId: string;
  /** For zones, which the tests have in memory; a domain that is kept by it, and a record of that. */
  readonly zoneCredentialId: string;
  readonly zoneDomainId: string;
  readonly zoneRecordId: string;
  /** Attached to nothing. */
  readonly serverId: string;
  readonly labelId: string;
  readonly annotationId: string;
  readonly taintId: string;
  /** A cluster that nothing is attached to; and one with all that can be attached, and metadata. */
  readonly clusterId: string;
  readonly fullCluster: { readonly id: string; readonly poolId: string; readonly metadataId: string };
  readonly bastionId: string;
  /** A node pool, and what is attached to it. */
  readonly poolId: string;
  readonly attached: {
    readonly serverId: string;
    readonly labelId: string;
    readonly annotationId: string;
    readonly taintId: string;
  };
}

/** What makers of these things work with. */
export interface InfraStage {
  readonly owner: Person;
  unique(): string;
  make<Name extends keyof InfraThings>(name: Name): Promise<InfraThings[Name]>;
}

type InfraMakers = { readonly [Name in keyof InfraThings]: (stage: InfraStage) => Promise<InfraThings[Name]> };

/** A worker, but for its name. */
export function nodeWith(sshKeyId: string): object {
  return { private_ip_address: '10.0.0.1', ssh_user: 'root', ssh_key_id: sshKeyId, role: 'worker' };
}

const putKey = (stage: InfraStage): Promise<string> => putInfra(stage, 'ssh', { name: 'scene', type: 'ed25519' });

async function putServer(stage: InfraStage): Promise<string> {
  const id = await putInfra(stage, 'servers', { ...nodeWith(await putKey(stage)), hostname: `s${stage.unique()}` });
  // Something for its log.
  const call = { method: 'PATCH', headers: { 'x-org-id': stage.owner.orgId }, body: { status: 'failed' } };
  await stage.owner.call(`/api/v1/servers/${id}`, call);
  return id;
}

const putLabel = (stage: InfraStage): Promise<string> => putInfra(stage, 'labels', { key: `l${stage.unique()}`, value: 'scene' });
const putAnnotation = (stage: InfraStage): Promise<string> =>
  putInfra(stage, 'annotations', { key: `a${stage.unique()}`, value: 'A scene' });
const putTaint = (stage: InfraStage): Promise<string> =>
  putInfra(stage, 'taints', { key: `t${stage.unique()}`, value: 'scene', effect: 'NoSchedule' });
const putPool = (stage: InfraStage): Promise<string> =>
  putInfra(stage, 'node-pools', { name: `p${stage.unique()}`, role: 'worker' });

async function attachToPool(stage: InfraStage): Promise<InfraThings['attached']> {
  const poolId = await stage.make('poolId');
  const attached = {
    serverId: await putServer(stage),
    labelId: await putLabel(stage),
    annotationId: await putAnnotation(stage),
    taintId: await putTaint(stage),
  };
  for (const [name, id] of Object.entries(attached)) {
    const one = name.replace('Id', '');
    const call = { method: 'POST', headers: { 'x-org-id': stage.owner.orgId }, body: { [`${one}_ids`]: [id] } };
    await stage.owner.call(`/api/v1/node-pools/${poolId}/${one}s`, call);
  }
  return attached;
}

/** Of a cluster that is nowhere. */
export const sampleKubeconfig = JSON.stringify({
  'current-context': 'scene',
  contexts: [{ name: 'scene', context: { cluster: 'scene', user: 'scene' } }],
  clusters: [{ name: 'scene', cluster: { server: 'https://192.0.2.1:6443' } }],
  users: [{ name: 'scene', user: { token: 'scene-of-a-token' } }],
});

const putCluster = (stage: InfraStage): Promise<string> => putInfra(stage, 'clusters', { name: `c${stage.unique()}` });

async function putBastion(stage: InfraStage): Promise<string> {
  const public_ip_address = '192.0.2.8';
  const bastion = { ...nodeWith(await putKey(stage)), role: 'bastion', public_ip_address, status: 'ready' };
  return await putInfra(stage, 'servers', { ...bastion, hostname: `b${stage.unique()}` });
}

const putBalancer = (stage: InfraStage): Promise<string> =>
  putInfra(stage, 'load-balancers', { name: `lb-${stage.unique()}`, kind: 'public' });

const putZone = async (stage: InfraStage): Promise<string> =>
  await putInfra(stage, 'dns/domains', {
    domain_name: `z${stage.unique()}.example.org`,
    credential_id: await stage.make('zoneCredentialId'),
  });

const putRecord = (stage: InfraStage, domainId: string): Promise<string> =>
  putInfra(stage, `dns/domains/${domainId}/records`, { name: `h${stage.unique()}`, type: 'A', values: ['192.0.2.7'] });

async function putFullCluster(stage: InfraStage): Promise<InfraThings['fullCluster']> {
  const [id, poolId, domainId] = [await putCluster(stage), await putPool(stage), await putZone(stage)];
  const parts = {
    'captain-domain': { domain_id: domainId },
    'control-plane-record-set': { record_set_id: await putRecord(stage, domainId) },
    'apps-load-balancer': { load_balancer_id: await putBalancer(stage) },
    'glueops-load-balancer': { load_balancer_id: await putBalancer(stage) },
    bastion: { server_id: await putBastion(stage) },
    'node-pools': { node_pool_id: poolId },
    kubeconfig: { kubeconfig: sampleKubeconfig },
  };
  for (const [part, body] of Object.entries(parts)) await putInfra(stage, `clusters/${id}/${part}`, body);
  return { id, poolId, metadataId: await putInfra(stage, `clusters/${id}/metadata`, { key: 'Scene', value: 'v' }) };
}

async function keepCredential(stage: InfraStage): Promise<string> {
  const whole = { scope_kind: 'credential_provider', scope_version: 1, scope: {} };
  const kind = { credential_provider: 'generic', kind: 'basic_auth', schema_version: 1 };
  const secret = { username: 'ada', password: 'scene' };
  return await putInfra(stage, 'credentials', { ...kind, ...whole, name: 'scene', secret });
}

/** In the infrastructure plane of the owner's organization. */
async function putInfra({ owner }: InfraStage, noun: string, body: unknown): Promise<string> {
  const headers = { 'x-org-id': owner.orgId };
  const answer = await owner.call(`/api/v1/${noun}`, { method: 'POST', headers, body });
  return answer.body.id;
}

export const infraMakers: InfraMakers = {
  credentialId: keepCredential,
  zoneCredentialId: (stage) =>
    putInfra(stage, 'credentials', {
      ...{ credential_provider: 'cloudflare', kind: 'api_token', schema_version: 1, name: 'zones', secret: { token: 'scene' } },
      ...{ scope_kind: 'service', scope_version: 1, scope: { service: 'dns' } },
    }),
  actionId: async (stage) => {
    const action = { label: `Scene ${stage.unique()}`, description: 'A scene', make_target: `s${stage.unique()}` };
    return (await putInfra(stage, 'admin/actions', action)) ?? crypto.randomUUID();
  },
  zoneDomainId: putZone,
  zoneRecordId: async (stage) => await putRecord(stage, await stage.make('zoneDomainId')),
  loadBalancerId: putBalancer,
  clusterId: putCluster,
  fullCluster: putFullCluster,
  bastionId: putBastion,
  sshKeyId: putKey,
  serverId: putServer,
  poolId: putPool,
  attached: attachToPool,
  labelId: putLabel,
  annotationId: putAnnotation,
  taintId: putTaint,
};
