/** Documents that a store has or may have, and that no path points to. */
import type { Tx } from '../../platform/db/database.ts';
import type { DocumentKey, StoreName } from '../secret-stores/index.ts';
import { storeNameOf } from './secret-path.store.ts';

export interface Leftover extends DocumentKey {
  readonly store: StoreName;
}

function same(tx: Tx, { orgId, path, store }: Leftover) {
  return tx
    .selectFrom('secret_leftovers')
    .select('removing')
    .where('org_id', '=', orgId)
    .where('path', '=', path)
    .where('store', '=', store);
}

/** Locks it; undefined where there is none. */
export async function claimLeftover(tx: Tx, leftover: Leftover): Promise<{ readonly isRemoving: boolean } | undefined> {
  const row = await same(tx, leftover).forUpdate().executeTakeFirst();
  return row === undefined ? undefined : { isRemoving: row.removing };
}

/** False where the store is being asked to remove that very document. */
export async function insertLeftover(tx: Tx, { orgId, path, store }: Leftover, removeAfter: Date): Promise<boolean> {
  const result = await tx
    .insertInto('secret_leftovers')
    .values({ org_id: orgId, path, store, remove_after: removeAfter })
    .onConflict((conflict) =>
      conflict
        .columns(['org_id', 'path', 'store'])
        .doUpdateSet({ remove_after: removeAfter })
        .where('secret_leftovers.removing', '=', false),
    )
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function removeLeftover(tx: Tx, { orgId, path, store }: Leftover): Promise<void> {
  await tx
    .deleteFrom('secret_leftovers')
    .where('org_id', '=', orgId)
    .where('path', '=', path)
    .where('store', '=', store)
    .execute();
}

export async function updateRemoving(tx: Tx, { orgId, path, store }: Leftover): Promise<void> {
  await tx
    .updateTable('secret_leftovers')
    .set({ removing: true })
    .where('org_id', '=', orgId)
    .where('path', '=', path)
    .where('store', '=', store)
    .execute();
}

/** Of all organizations, oldest first. */
export async function listDueLeftovers(tx: Tx, now: Date, stores: readonly StoreName[]): Promise<Leftover[]> {
  const rows = await tx
    .selectFrom('secret_leftovers')
    .select(['org_id', 'path', 'store'])
    .where('store', 'in', [...stores])
    .where((eb) => eb.or([eb('remove_after', '<=', now), eb('removing', '=', true)]))
    .orderBy('remove_after')
    .limit(500)
    .execute();
  return rows.map((row) => ({ orgId: row.org_id, path: row.path, store: storeNameOf(row.store) }));
}

export async function countLeftovers(tx: Tx): Promise<{ readonly store: StoreName; readonly documents: number }[]> {
  const rows = await tx
    .selectFrom('secret_leftovers')
    .select(['store', (eb) => eb.fn.countAll<string>().as('documents')])
    .groupBy('store')
    .execute();
  return rows.map((row) => ({ store: storeNameOf(row.store), documents: Number(row.documents) }));
}
