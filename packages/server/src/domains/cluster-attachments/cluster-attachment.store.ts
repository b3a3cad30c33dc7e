/** Pairs of a cluster and a node pool, and which clusters have something: for filters, and for what is not to be deleted meanwhile. */
import type { Tx } from '../../platform/db/database.ts';
import type { PartColumn } from '../clusters/index.ts';

export interface PoolPair {
  readonly orgId: string;
  readonly clusterId: string;
  readonly poolId: string;
}

export async function attachPool(tx: Tx, { orgId, clusterId, poolId }: PoolPair): Promise<void> {
  const insert = tx.insertInto('cluster_node_pools').values({ org_id: orgId, cluster_id: clusterId, pool_id: poolId });
  await insert.onConflict((pair) => pair.columns(['cluster_id', 'pool_id']).doNothing()).execute();
}

export async function detachPool(tx: Tx, { orgId, clusterId, poolId }: PoolPair): Promise<boolean> {
  const remove = tx.deleteFrom('cluster_node_pools').where('org_id', '=', orgId).where('cluster_id', '=', clusterId);
  const { numDeletedRows } = await remove.where('pool_id', '=', poolId).executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

export async function poolIdsOfCluster(tx: Tx, orgId: string, clusterId: string): Promise<string[]> {
  const pairs = tx.selectFrom('cluster_node_pools').select('pool_id').where('org_id', '=', orgId);
  return (await pairs.where('cluster_id', '=', clusterId).execute()).map(({ pool_id: id }) => id);
}

/** Those of its node pools and its bastion, each once. */
export async function serverIdsOfCluster(tx: Tx, orgId: string, clusterId: string): Promise<string[]> {
  const ofPools = tx
    .selectFrom('cluster_node_pools as own')
    .innerJoin('node_pool_servers as pair', 'pair.pool_id', 'own.pool_id')
    .select('pair.server_id as id')
    .where('own.org_id', '=', orgId)
    .where('own.cluster_id', '=', clusterId);
  const bastion = tx
    .selectFrom('clusters')
    .select((eb) => eb.ref('bastion_server_id').$notNull().as('id'))
    .where('org_id', '=', orgId)
    .where('id', '=', clusterId)
    .where('bastion_server_id', 'is not', null);
  return (await ofPools.union(bastion).execute()).map(({ id }) => id);
}

/** Which clusters have it in one of these places. */
export async function clusterNamesWith(tx: Tx, orgId: string, columns: readonly PartColumn[], id: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('clusters')
    .select('name')
    .where('org_id', '=', orgId)
    .where((eb) => eb.or(columns.map((column) => eb(column, '=', id))))
    .orderBy('name')
    .execute();
  return rows.map(({ name }) => name);
}

export async function clusterNamesOfPool(tx: Tx, orgId: string, poolId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('cluster_node_pools as pair')
    .innerJoin('clusters', 'clusters.id', 'pair.cluster_id')
    .select('clusters.name')
    .where('pair.org_id', '=', orgId)
    .where('pair.pool_id', '=', poolId)
    .orderBy('clusters.name')
    .execute();
  return rows.map(({ name }) => name);
}

/** Which clusters have one of the domain's records. */
export async function clusterNamesOfDomainRecords(tx: Tx, orgId: string, domainId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('clusters')
    .innerJoin('dns_records as record', 'record.id', 'clusters.control_plane_record_set_id')
    .select('clusters.name')
    .where('clusters.org_id', '=', orgId)
    .where('record.domain_id', '=', domainId)
    .orderBy('clusters.name')
    .execute();
  return rows.map(({ name }) => name);
}
