/** Which store all documents should be in: one row. */
import type { Tx } from '../../platform/db/database.ts';
import type { StoreName } from '../secret-stores/index.ts';
import { storeNameOf } from './secret-path.store.ts';

export interface StoreChoice {
  readonly store: StoreName;
  readonly previous: StoreName | null;
  readonly requestedAt: Date | null;
  readonly requestedBy: string | null;
  readonly finishedAt: Date | null;
  readonly problem: string | null;
}

function select(tx: Tx) {
  return tx.selectFrom('secret_store_choice').selectAll();
}

function fromStored(row: Awaited<ReturnType<ReturnType<typeof select>['executeTakeFirstOrThrow']>>): StoreChoice {
  return {
    store: storeNameOf(row.store),
    previous: row.previous === null ? null : storeNameOf(row.previous),
    requestedAt: row.requested_at,
    requestedBy: row.requested_by,
    finishedAt: row.finished_at,
    problem: row.problem,
  };
}

export async function getChoice(tx: Tx): Promise<StoreChoice> {
  return fromStored(await select(tx).executeTakeFirstOrThrow());
}

export async function claimChoice(tx: Tx): Promise<StoreChoice> {
  return fromStored(await select(tx).forUpdate().executeTakeFirstOrThrow());
}

export async function updateChoice(tx: Tx, choice: StoreChoice): Promise<void> {
  await tx
    .updateTable('secret_store_choice')
    .set({
      store: choice.store,
      previous: choice.previous,
      requested_at: choice.requestedAt,
      requested_by: choice.requestedBy,
      finished_at: choice.finishedAt,
      problem: choice.problem,
    })
    .execute();
}

/** True where it was not noted before. */
export async function finishChoice(tx: Tx, store: StoreName, at: Date): Promise<boolean> {
  const result = await tx
    .updateTable('secret_store_choice')
    .set({ finished_at: at, problem: null })
    .where('store', '=', store)
    .where('requested_at', 'is not', null)
    .where('finished_at', 'is', null)
    .where((eb) => eb.not(eb.exists(eb.selectFrom('secret_paths').select('path').where('secret_paths.store', '!=', store))))
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

export async function updateProblem(tx: Tx, store: StoreName, problem: string): Promise<void> {
  await tx.updateTable('secret_store_choice').set({ problem }).where('store', '=', store).execute();
}
