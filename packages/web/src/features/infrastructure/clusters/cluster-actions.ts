/** What is done to clusters, as it is done by API and described to Terraform. */
import type { V1Cluster, V1ClusterCreate, V1ClusterMetadata, V1KubeconfigIssue } from '@moorage/sdk/types';
import type { ClusterPlace } from '../../../api/clusters.ts';
import { clusterSlots, type ClusterSlot } from '../../../lib/cluster.ts';
import { type ApiAction, ofOrg } from '../../../lib/snippets.ts';
import { expression, referenceTo, type TerraformBlock } from '../../../lib/terraform.ts';

const type = 'moorage_cluster';

/** Of each place: the resource that fills it, and what that is told. */
const slots: Readonly<Record<ClusterSlot, { readonly part: string; readonly field: string }>> = {
  captain_domain: { part: 'captain_domain', field: 'domain_id' },
  control_plane_record_set: { part: 'control_plane_record_set', field: 'record_set_id' },
  bastion_server: { part: 'bastion', field: 'server_id' },
  apps_load_balancer: { part: 'apps_load_balancer', field: 'load_balancer_id' },
  glueops_load_balancer: { part: 'glueops_load_balancer', field: 'load_balancer_id' },
};

type Described = Pick<V1Cluster, 'name' | 'cluster_provider' | 'region' | 'docker_image' | 'docker_tag'>;

function attributesOf({ name, cluster_provider, region, docker_image, docker_tag }: Described) {
  return { name, cluster_provider, region, docker_image, docker_tag };
}

function flags(pairs: readonly (readonly [string, string])[]): string[] {
  return pairs.flatMap(([flag, value]) => (value === '' ? [] : [flag, value]));
}

export function createClusterAction(orgId: string, body: Described & V1ClusterCreate): ApiAction {
  const { name, cluster_provider: provider, region, docker_image: image, docker_tag: tag } = body;
  const said = flags([
    ...([
      ['--provider', provider],
      ['--region', region],
    ] as const),
    ...([
      ['--image', image],
      ['--tag', tag],
    ] as const),
  ]);
  return ofOrg(orgId, {
    ...{ method: 'POST', path: '/api/v1/clusters', body, cli: ['clusters', 'create', name, ...said] },
    ...{ call: 'clusters.create', callArgs: { body }, terraform: [{ type, name, attributes: attributesOf(body) }] },
  });
}

/** The cluster and everything it consists of, each of which is a resource of its own. */
function resourcesOf(cluster: V1Cluster, metadata: readonly V1ClusterMetadata[]): TerraformBlock[] {
  const { id, name, node_pools: pools = [] } = cluster;
  const cluster_id = referenceTo(type, name);
  const filled = clusterSlots.flatMap((slot): TerraformBlock[] => {
    const { part, field } = slots[slot];
    const content = cluster[slot];
    if (content === undefined) return [];
    return [{ type: `${type}_${part}`, name, attributes: { cluster_id, [field]: content.id }, importId: id }];
  });
  const node_pool_ids = pools.map((pool) => pool.id);
  const ofPools: TerraformBlock = { type: `${type}_node_pools`, name, attributes: { cluster_id, node_pool_ids }, importId: id };
  const pairs = metadata.map((entry): TerraformBlock => {
    const { key, value } = entry;
    return {
      type: `${type}_metadata`,
      name: `${name}_${key}`,
      attributes: { cluster_id, key, value },
      importId: `${id}/${entry.id}`,
    };
  });
  const itself = { type, name, attributes: attributesOf(cluster), importId: id };
  return [itself, ...filled, ...(pools.length === 0 ? [] : [ofPools]), ...pairs];
}

/** One that exists; Terraform takes it over. */
export function clusterAction(orgId: string, cluster: V1Cluster, metadata: readonly V1ClusterMetadata[]): ApiAction {
  const { id, name } = cluster;
  return ofOrg(orgId, {
    ...{ method: 'GET', path: `/api/v1/clusters/${id}`, cli: ['clusters', 'describe', name], call: 'clusters.get' },
    ...{ callArgs: { params: { clusterID: id } }, terraform: resourcesOf(cluster, metadata) },
  });
}

export function clustersAction(orgId: string, search: string | undefined): ApiAction {
  const query = search === undefined ? {} : { q: search };
  const text = new URLSearchParams(query).toString();
  const cli = ['clusters', 'list', ...(search === undefined ? [] : ['--search', search])];
  return ofOrg(orgId, {
    ...{
      method: 'GET',
      path: `/api/v1/clusters${text === '' ? '' : `?${text}`}`,
      cli,
      call: 'clusters.list',
      callArgs: { query },
    },
    terraform: [{ block: 'data', type: 'moorage_clusters', name: search ?? 'all', attributes: { search } }],
  });
}

/** The file itself never stands in what is shown. */
export function setKubeconfigAction({ orgId, id }: ClusterPlace, name: string): ApiAction {
  const body = { kubeconfig: 'the text of the file' };
  const attributes = { cluster_id: id, kubeconfig: expression('file("kubeconfig.yaml")') };
  return ofOrg(orgId, {
    ...{ method: 'POST', path: `/api/v1/clusters/${id}/kubeconfig`, body, call: 'clusters.setKubeconfig' },
    ...{
      callArgs: { params: { clusterID: id }, body },
      cli: ['clusters', 'kubeconfig', 'set', name, '--file', 'kubeconfig.yaml'],
    },
    terraform: [{ type: `${type}_kubeconfig`, name, attributes }],
  });
}

function issueFlags({ role, namespace, ttl_seconds: seconds }: V1KubeconfigIssue): string[] {
  return [
    ...(role === undefined ? [] : ['--role', role]),
    ...(namespace === undefined || namespace === null ? [] : ['--namespace', namespace]),
    ...(seconds === undefined ? [] : ['--minutes', String(seconds / 60)]),
  ];
}

export function issueKubeconfigAction({ orgId, id }: ClusterPlace, name: string, body: V1KubeconfigIssue): ApiAction {
  return ofOrg(orgId, {
    ...{ method: 'POST', path: `/api/v1/clusters/${id}/kubeconfig/issue`, body, call: 'clusters.issueKubeconfig' },
    ...{ callArgs: { params: { clusterID: id }, body }, cli: ['clusters', 'kubeconfig', 'issue', name, ...issueFlags(body)] },
  });
}
