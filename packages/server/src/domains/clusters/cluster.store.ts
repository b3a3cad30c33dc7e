import type { Tx } from '../../platform/db/database.ts';
import { containsPattern, newestFirst } from '../../platform/db/newest-page.ts';
import type { PageRequest } from '../../platform/db/paging.ts';
import type { ClusterRow } from './cluster.view.ts';

/** Of the join secrets, in the vault. */
export const joinSecretsPlace = { table: 'clusters', column: 'sealed_join_secrets' } as const;

const columns = [
  'id',
  'org_id',
  'name',
  'cluster_provider',
  'region',
  'docker_image',
  'docker_tag',
  'captain_domain_id',
  'control_plane_record_set_id',
  'apps_load_balancer_id',
  'glueops_load_balancer_id',
  'bastion_server_id',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof ClusterRow)[];

function selectOne(tx: Tx, orgId: string, id: string) {
  return tx.selectFrom('clusters').select(columns).where('org_id', '=', orgId).where('id', '=', id);
}

export async function insertCluster(tx: Tx, row: ClusterRow, sealed: Buffer): Promise<void> {
  await tx
    .insertInto('clusters')
    .values({ ...row, sealed_join_secrets: sealed })
    .execute();
}

export interface ClusterFilter {
  readonly page: PageRequest | undefined;
  /** Capitals make no difference: there is one of each name. */
  readonly name: string | undefined;
  readonly text: string | undefined;
}

export async function listClusters(tx: Tx, orgId: string, { page, name, text }: ClusterFilter): Promise<ClusterRow[]> {
  let select = tx.selectFrom('clusters').select(columns).where('org_id', '=', orgId);
  if (name !== undefined) select = select.where(({ eb, fn }) => eb(fn<string>('lower', ['name']), '=', name.toLowerCase()));
  if (text !== undefined) select = select.where('name', 'ilike', containsPattern(text));
  return await newestFirst(select, page).execute();
}

export async function findCluster(tx: Tx, orgId: string, id: string): Promise<ClusterRow | undefined> {
  return await selectOne(tx, orgId, id).executeTakeFirst();
}

/** Locked until the transaction ends. */
export async function claimCluster(tx: Tx, orgId: string, id: string): Promise<ClusterRow | undefined> {
  return await selectOne(tx, orgId, id).forUpdate().executeTakeFirst();
}

/** Kept from being deleted until the transaction ends; others may attach and detach meanwhile. */
export async function holdCluster(tx: Tx, orgId: string, id: string): Promise<ClusterRow | undefined> {
  return await selectOne(tx, orgId, id).forKeyShare().executeTakeFirst();
}

export type ClusterChange = Partial<Omit<ClusterRow, 'id' | 'org_id' | 'created_at'>> & Pick<ClusterRow, 'updated_at'>;

/** Only what the change names is written; undefined where there is no such cluster. */
export async function updateCluster(
  tx: Tx,
  place: { readonly orgId: string; readonly id: string },
  change: ClusterChange,
): Promise<ClusterRow | undefined> {
  const update = tx.updateTable('clusters').set(change).where('org_id', '=', place.orgId).where('id', '=', place.id);
  return await update.returning(columns).executeTakeFirst();
}

export async function removeCluster(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('clusters').where('id', '=', id).execute();
}

export async function countClusters(tx: Tx, orgId: string): Promise<number> {
  const count = tx
    .selectFrom('clusters')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('org_id', '=', orgId);
  return Number((await count.executeTakeFirstOrThrow()).count);
}

/** All that an organization has. */
export async function removeClusters(tx: Tx, orgId: string): Promise<Pick<ClusterRow, 'id' | 'name'>[]> {
  return await tx.deleteFrom('clusters').where('org_id', '=', orgId).returning(['id', 'name']).execute();
}

export async function findSealedJoinSecrets(tx: Tx, orgId: string, id: string): Promise<Buffer | undefined> {
  const select = tx.selectFrom('clusters').select('sealed_join_secrets').where('org_id', '=', orgId).where('id', '=', id);
  return (await select.executeTakeFirst())?.sealed_join_secrets;
}

export interface ClusterPair<T> {
  readonly clusterId: string;
  readonly item: T;
}

export async function listClusterPools(tx: Tx, orgId: string, clusterIds: readonly string[]): Promise<ClusterPair<string>[]> {
  if (clusterIds.length === 0) return [];
  return await tx
    .selectFrom('cluster_node_pools')
    .select(['cluster_id as clusterId', 'pool_id as item'])
    .where('org_id', '=', orgId)
    .where('cluster_id', 'in', clusterIds)
    .execute();
}

/** Where the kubeconfigs lead that are kept of them. */
export async function listKubeconfigServers(
  tx: Tx,
  orgId: string,
  clusterIds: readonly string[],
): Promise<ClusterPair<string>[]> {
  if (clusterIds.length === 0) return [];
  return await tx
    .selectFrom('cluster_kubeconfigs')
    .select(['cluster_id as clusterId', 'server as item'])
    .where('org_id', '=', orgId)
    .where('cluster_id', 'in', clusterIds)
    .execute();
}

/** The oldest first. */
export async function listClusterEntries(
  tx: Tx,
  orgId: string,
  clusterIds: readonly string[],
): Promise<ClusterPair<{ readonly key: string; readonly value: string }>[]> {
  if (clusterIds.length === 0) return [];
  const rows = await tx
    .selectFrom('cluster_metadata')
    .select(['cluster_id', 'key', 'value'])
    .where('org_id', '=', orgId)
    .where('cluster_id', 'in', clusterIds)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(({ cluster_id: clusterId, key, value }) => ({ clusterId, item: { key, value } }));
}
