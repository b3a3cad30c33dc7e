/** Pairs of a node pool and what is attached to it: written and removed one by one, so that nobody overwrites what others attach. */
import type { Tx } from '../../platform/db/database.ts';

export interface PoolPair {
  readonly poolId: string;
  readonly itemId: string;
}

interface Place {
  readonly orgId: string;
  readonly poolId: string;
}

export async function attachServers(
  tx: Tx,
  { orgId, poolId }: Place,
  servers: readonly { readonly id: string; readonly hostname: string }[],
): Promise<void> {
  const pairs = servers.map(({ id, hostname }) => ({ org_id: orgId, pool_id: poolId, server_id: id, hostname }));
  const insert = tx.insertInto('node_pool_servers').values(pairs);
  await insert.onConflict((pair) => pair.columns(['pool_id', 'server_id']).doNothing()).execute();
}

export async function attachMetadata(
  tx: Tx,
  { orgId, poolId }: Place,
  items: readonly { readonly id: string; readonly kind: string; readonly key: string; readonly effect: string }[],
): Promise<void> {
  const place = { org_id: orgId, pool_id: poolId };
  const pairs = items.map(({ id, kind, key, effect }) => ({ ...place, metadata_id: id, kind, key, effect }));
  const insert = tx.insertInto('node_pool_metadata').values(pairs);
  await insert.onConflict((pair) => pair.columns(['pool_id', 'metadata_id']).doNothing()).execute();
}

export async function detachServer(tx: Tx, { orgId, poolId }: Place, id: string): Promise<boolean> {
  const remove = tx.deleteFrom('node_pool_servers').where('org_id', '=', orgId).where('pool_id', '=', poolId);
  const { numDeletedRows } = await remove.where('server_id', '=', id).executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

export async function detachMetadata(tx: Tx, { orgId, poolId }: Place, item: { readonly kind: string; readonly id: string }) {
  const remove = tx.deleteFrom('node_pool_metadata').where('org_id', '=', orgId).where('pool_id', '=', poolId);
  const { numDeletedRows } = await remove
    .where('kind', '=', item.kind)
    .where('metadata_id', '=', item.id)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

export async function listPoolServers(tx: Tx, orgId: string, poolIds: readonly string[]): Promise<PoolPair[]> {
  if (poolIds.length === 0) return [];
  return await tx
    .selectFrom('node_pool_servers')
    .select(['pool_id as poolId', 'server_id as itemId'])
    .where('org_id', '=', orgId)
    .where('pool_id', 'in', poolIds)
    .execute();
}

/** Of one kind, or of all. */
export async function listPoolMetadata(tx: Tx, orgId: string, poolIds: readonly string[], kind?: string): Promise<PoolPair[]> {
  if (poolIds.length === 0) return [];
  const all = tx.selectFrom('node_pool_metadata').select(['pool_id as poolId', 'metadata_id as itemId']);
  const ofPools = all.where('org_id', '=', orgId).where('pool_id', 'in', poolIds);
  return await (kind === undefined ? ofPools : ofPools.where('kind', '=', kind)).execute();
}

/** Of a server, or of a piece of metadata. */
export async function poolNamesOf(tx: Tx, orgId: string, item: { serverId: string } | { metadataId: string }): Promise<string[]> {
  const pairs =
    'serverId' in item
      ? tx.selectFrom('node_pool_servers').select('pool_id').where('org_id', '=', orgId).where('server_id', '=', item.serverId)
      : tx
          .selectFrom('node_pool_metadata')
          .select('pool_id')
          .where('org_id', '=', orgId)
          .where('metadata_id', '=', item.metadataId);
  const pools = tx.selectFrom('node_pools').select('name').where('org_id', '=', orgId).where('id', 'in', pairs);
  return (await pools.orderBy('name').execute()).map(({ name }) => name);
}
