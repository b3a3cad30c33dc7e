/** What node pools are filled with: read for any number of pools by the same few queries. */
import type { Tx } from '../../platform/db/database.ts';
import { viewMetadata } from '../node-metadata/index.ts';
import { viewServers } from '../servers/index.ts';
import type { Attachable, AttachedView } from './node-pool.contract.ts';
import { listPools } from './node-pool.store.ts';
import { type NodePoolRow, type NodePoolView, poolToView } from './node-pool.view.ts';
import { listPoolMetadata, listPoolServers, type PoolPair } from './pool-attachment.store.ts';

/** What each pool has of these, in the order of these. */
function byPool<T extends { readonly id: string }>(pairs: readonly PoolPair[], items: readonly T[]): (poolId: string) => T[] {
  const pairsOf = Map.groupBy(pairs, ({ itemId }) => itemId);
  const placed = items.flatMap((item) => (pairsOf.get(item.id) ?? []).map(({ poolId }) => ({ poolId, item })));
  const byId = Map.groupBy(placed, ({ poolId }) => poolId);
  return (poolId) => (byId.get(poolId) ?? []).map(({ item }) => item);
}

const itemIds = (pairs: readonly PoolPair[]): string[] => [...new Set(pairs.map(({ itemId }) => itemId))];

/** Pools as they are shown. */
export async function fillPools(tx: Tx, orgId: string, rows: readonly NodePoolRow[]): Promise<NodePoolView[]> {
  const poolIds = rows.map(({ id }) => id);
  const serverPairs = await listPoolServers(tx, orgId, poolIds);
  const serversOf = byPool(serverPairs, await viewServers(tx, orgId, itemIds(serverPairs)));
  const metadataPairs = await listPoolMetadata(tx, orgId, poolIds);
  const metadata = await viewMetadata(tx, orgId, itemIds(metadataPairs));
  const labelsOf = byPool(metadataPairs, metadata.label);
  const annotationsOf = byPool(metadataPairs, metadata.annotation);
  const taintsOf = byPool(metadataPairs, metadata.taint);
  return rows.map((row) => {
    const { id } = row;
    const attached = { servers: serversOf(id), labels: labelsOf(id), annotations: annotationsOf(id), taints: taintsOf(id) };
    return poolToView(row, attached);
  });
}

const all = { page: undefined, name: undefined, text: undefined };

/** Pools for what has them, the newest first. */
export async function viewPools(tx: Tx, orgId: string, ids: readonly string[]): Promise<NodePoolView[]> {
  if (ids.length === 0) return [];
  return await fillPools(tx, orgId, await listPools(tx, orgId, { ...all, ids }));
}

/** Of one pool, what it has of one kind. */
export async function contentOf(tx: Tx, orgId: string, poolId: string, kind: Attachable): Promise<AttachedView[]> {
  if (kind === 'server') return await viewServers(tx, orgId, itemIds(await listPoolServers(tx, orgId, [poolId])));
  return [...(await viewMetadata(tx, orgId, itemIds(await listPoolMetadata(tx, orgId, [poolId], kind))))[kind]];
}
