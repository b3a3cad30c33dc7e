/** What clusters consist of: read for any number of clusters by the same few queries. */
import type { Tx } from '../../platform/db/database.ts';
import { viewDns } from '../dns/index.ts';
import { viewLoadBalancers } from '../load-balancers/index.ts';
import { viewPools } from '../node-pools/index.ts';
import { viewServers } from '../servers/index.ts';
import { type ClusterPair, listClusterEntries, listClusterPools, listKubeconfigServers } from './cluster.store.ts';
import { type ClusterRow, clusterToView, type ClusterView, type PartColumn } from './cluster.view.ts';

/** Every id that is in these columns, once. */
function idsIn(rows: readonly ClusterRow[], ...names: readonly PartColumn[]): string[] {
  return [...new Set(rows.flatMap((row) => names.flatMap((name) => row[name] ?? [])))];
}

function byId<T extends { readonly id: string }>(items: readonly T[]): (id: string | null) => T | undefined {
  const map = new Map(items.map((item) => [item.id, item]));
  return (id) => (id === null ? undefined : map.get(id));
}

function ofCluster<T>(pairs: readonly ClusterPair<T>[]): (clusterId: string) => T[] {
  const map = Map.groupBy(pairs, ({ clusterId }) => clusterId);
  return (clusterId) => (map.get(clusterId) ?? []).map(({ item }) => item);
}

/** Clusters as they are shown, without what nodes join them with. */
export async function fillClusters(tx: Tx, orgId: string, rows: readonly ClusterRow[], baseUrl: string): Promise<ClusterView[]> {
  const ids = rows.map(({ id }) => id);
  const poolPairs = await listClusterPools(tx, orgId, ids);
  const pools = await viewPools(tx, orgId, [...new Set(poolPairs.map(({ item }) => item))]);
  const entriesOf = ofCluster(await listClusterEntries(tx, orgId, ids));
  const serversOf = ofCluster(await listKubeconfigServers(tx, orgId, ids));
  const dnsIds = { domains: idsIn(rows, 'captain_domain_id'), records: idsIn(rows, 'control_plane_record_set_id') };
  const dns = await viewDns(tx, orgId, dnsIds);
  const balancerIds = idsIn(rows, 'apps_load_balancer_id', 'glueops_load_balancer_id');
  const balancer = byId(await viewLoadBalancers(tx, orgId, balancerIds));
  const bastion = byId(await viewServers(tx, orgId, idsIn(rows, 'bastion_server_id')));
  const domain = byId(dns.domains);
  const records = new Map(dns.records.map((one) => [one.record.id, one]));
  const clustersOfPool = Map.groupBy(poolPairs, ({ item }) => item);
  const poolsOf = ofCluster(
    pools.flatMap((pool) => (clustersOfPool.get(pool.id) ?? []).map(({ clusterId }) => ({ clusterId, item: pool }))),
  );
  return rows.map((row) => {
    const content = {
      captainDomain: domain(row.captain_domain_id),
      recordSet: records.get(row.control_plane_record_set_id ?? ''),
      appsLoadBalancer: balancer(row.apps_load_balancer_id),
      glueopsLoadBalancer: balancer(row.glueops_load_balancer_id),
      bastion: bastion(row.bastion_server_id),
      kubeconfigServer: serversOf(row.id)[0],
      pools: poolsOf(row.id),
      metadata: entriesOf(row.id),
    };
    return clusterToView(row, content, baseUrl);
  });
}
