/** Clusters as what has and uses servers, node pools, load balancers, domains and records: what is attached is not deleted. */
import type { DnsUses } from '../dns/index.ts';
import type { LoadBalancerUses } from '../load-balancers/index.ts';
import type { NodePoolGroups, NodePoolUses } from '../node-pools/index.ts';
import type { ServerGroups, ServerUses } from '../servers/index.ts';
import {
  clusterNamesOfDomainRecords,
  clusterNamesOfPool,
  clusterNamesWith,
  poolIdsOfCluster,
  serverIdsOfCluster,
} from './cluster-attachment.store.ts';

const named = (names: readonly string[]): string[] => [...new Set(names)].map((name) => `cluster ${name}`);

export const clusterServerUses: ServerUses = {
  list: async (tx, orgId, id) => named(await clusterNamesWith(tx, orgId, ['bastion_server_id'], id)),
};

export const clusterServers: ServerGroups = { serversOf: serverIdsOfCluster };

export const clusterPools: NodePoolGroups = { poolsOf: poolIdsOfCluster };

export const clusterPoolUses: NodePoolUses = {
  list: async (tx, orgId, id) => named(await clusterNamesOfPool(tx, orgId, id)),
};

export const clusterLoadBalancerUses: LoadBalancerUses = {
  list: async (tx, orgId, id) =>
    named(await clusterNamesWith(tx, orgId, ['apps_load_balancer_id', 'glueops_load_balancer_id'], id)),
};

export const clusterDnsUses: DnsUses = {
  async ofDomain(tx, orgId, id) {
    const captains = await clusterNamesWith(tx, orgId, ['captain_domain_id'], id);
    return named([...captains, ...(await clusterNamesOfDomainRecords(tx, orgId, id))]);
  },
  ofRecord: async (tx, orgId, id) => named(await clusterNamesWith(tx, orgId, ['control_plane_record_set_id'], id)),
};
