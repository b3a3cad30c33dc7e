/** Clusters, for people. */
import type { V1Cluster, V1ClusterMetadata } from '@moorage/sdk/types';
import type { View } from './output.ts';
import { ageOf } from './table.ts';

function nodeCount({ node_pools: pools = [] }: V1Cluster): number {
  return new Set(pools.flatMap(({ servers }) => servers.map(({ id }) => id))).size;
}

/** Columns of `clusters list`. */
export function clusterListView(now: Date): View<V1Cluster> {
  return {
    name: (row) => row.id,
    empty: 'No clusters yet. Describe one with `moorage clusters create`.',
    columns: [
      { title: 'id', value: (row) => row.id },
      { title: 'name', value: (row) => row.name },
      { title: 'status', value: (row) => row.status },
      { title: 'provider', value: (row) => row.cluster_provider || '-' },
      { title: 'region', value: (row) => row.region || '-' },
      { title: 'pools', value: (row) => row.node_pools?.length ?? 0 },
      { title: 'nodes', value: nodeCount },
      { title: 'age', value: (row) => ageOf(row.created_at, now) },
    ],
    more: [
      { title: 'api', value: (row) => row.control_plane_fqdn ?? '-' },
      { title: 'reason', value: (row) => row.last_error || '-' },
    ],
  };
}

export function describeCluster(row: V1Cluster): string {
  const { bastion_server: bastion, node_pools: pools = [], metadata = {} } = row;
  const poolLine = pools.map(({ name, servers }) => `${name} (${servers.length})`).join(', ');
  return [
    `Id:                     ${row.id}`,
    `Name:                   ${row.name}`,
    `Status:                 ${row.status}`,
    ...(row.last_error === '' ? [] : [`Reason:                 ${row.last_error}`]),
    `Provider:               ${row.cluster_provider || '-'}`,
    `Region:                 ${row.region || '-'}`,
    `Image:                  ${[row.docker_image, row.docker_tag].filter((part) => part !== '').join(':') || '-'}`,
    `Captain domain:         ${row.captain_domain?.domain_name ?? '-'}`,
    `API:                    ${row.control_plane_fqdn ?? '-'}`,
    `Kubeconfig:             ${row.kubeconfig_server === undefined ? '-' : `leads to ${row.kubeconfig_server}`}`,
    `Apps load balancer:     ${row.apps_load_balancer?.name ?? '-'}`,
    `Platform load balancer: ${row.glueops_load_balancer?.name ?? '-'}`,
    `Bastion:                ${bastion === undefined ? '-' : bastion.hostname || bastion.private_ip_address}`,
    `Node pools:             ${poolLine || '-'}`,
    ...Object.entries(metadata).map(([key, value]) => `Metadata:               ${key}=${value}`),
    `Changed:                ${row.updated_at}`,
  ].join('\n');
}

/** Columns of `clusters metadata list`. */
export function clusterMetadataView(now: Date): View<V1ClusterMetadata> {
  return {
    name: (row) => row.key,
    empty: 'Nothing is said about this cluster. Say something with `moorage clusters metadata set`.',
    columns: [
      { title: 'key', value: (row) => row.key },
      { title: 'value', value: (row) => row.value },
      { title: 'age', value: (row) => ageOf(row.created_at, now) },
    ],
    more: [{ title: 'id', value: (row) => row.id }],
  };
}
