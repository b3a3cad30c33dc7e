/**
 * Brings every document to the store that was chosen, and removes those that nobody points to any more.
 *
 * Nothing is remembered of a run but its result, so it may end at any moment and be taken up by the next one, in whatever process.
 * A document that cannot be moved stays where it is and is read there; the others go on, and the reason is shown.
 */
import type { Log } from '@moorage/core/log';
import { isAppError } from '@moorage/core/errors';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import type { DocumentKey } from '../secret-stores/index.ts';
import { claimLeftover, type Leftover, listDueLeftovers, removeLeftover, updateRemoving } from './secret-leftover.store.ts';
import { type MoveDeps, moveDocument } from './secret-move.service.ts';
import { claimPath, listElsewhere, updatePublished } from './secret-path.store.ts';
import { finishChoice, getChoice, type StoreChoice, updateProblem } from './secret-store-choice.store.ts';
import { secretPublish } from './secret-job.contract.ts';

export interface UpkeepDeps extends MoveDeps {
  readonly jobs: Pick<JobQueue, 'enqueue'>;
  readonly log: Log;
  readonly batchSize?: number;
}

export interface UpkeepResult {
  readonly moved: number;
  readonly failed: number;
  readonly removed: number;
  /** False where it was interrupted. */
  readonly isDone: boolean;
}

const defaultBatch = 100;

function problemOf(error: unknown): string {
  return isAppError(error) ? error.message : 'A document could not be moved; the log says why.';
}

async function moveBatch(deps: UpkeepDeps, choice: StoreChoice, batch: readonly DocumentKey[]) {
  let [moved, failed] = [0, 0];
  for (const key of batch) {
    try {
      if (!(await moveDocument(deps, key, choice.store))) continue;
      moved += 1;
    } catch (error) {
      if (!isAppError(error)) throw error;
      failed += 1;
      deps.log.warn('a document of secrets was not moved', { path: key.path, store: choice.store, error });
      await deps.db.system('note why a document was not moved', (tx) => updateProblem(tx, choice.store, problemOf(error)));
      // The store as a whole is away: no need to ask for every document.
      if (error.code === 'unavailable') return { moved, failed, isStoreAway: true };
    }
  }
  return { moved, failed, isStoreAway: false };
}

async function moveAll(deps: UpkeepDeps, signal: AbortSignal | undefined): Promise<Omit<UpkeepResult, 'removed'>> {
  let [moved, failed] = [0, 0];
  let last: DocumentKey | undefined;
  for (;;) {
    // Read for every batch: a switch may have been taken back.
    const { choice, batch } = await deps.db.system('find documents in other stores', async (tx) => {
      const found = await getChoice(tx);
      return { choice: found, batch: await listElsewhere(tx, found.store, { last, limit: deps.batchSize ?? defaultBatch }) };
    });
    if (batch.length === 0) break;
    const done = await moveBatch(deps, choice, batch);
    moved += done.moved;
    failed += done.failed;
    last = batch.at(-1);
    if (done.isStoreAway) return { moved, failed, isDone: true };
    if (signal?.aborted === true) return { moved, failed, isDone: false };
  }
  if (failed === 0) {
    await deps.db.system('finish a switch of stores', async (tx) => {
      const { store } = await getChoice(tx);
      if (await finishChoice(tx, store, deps.clock.now()))
        deps.log.info('all secrets are in the store that was chosen', { store });
    });
  }
  return { moved, failed, isDone: true };
}

/** False where a path points to it again. */
async function claimForRemoval(deps: UpkeepDeps, leftover: Leftover): Promise<boolean> {
  return await deps.db.tenant([leftover.orgId], async (tx) => {
    const state = await claimPath(tx, leftover);
    const note = await claimLeftover(tx, leftover);
    if (note === undefined) return false;
    if (state?.store !== leftover.store || note.isRemoving) {
      await updateRemoving(tx, leftover);
      return true;
    }
    await removeLeftover(tx, leftover);
    return false;
  });
}

async function removeOne(deps: UpkeepDeps, leftover: Leftover): Promise<boolean> {
  if (!(await claimForRemoval(deps, leftover))) return false;
  deps.onStep?.('a removal is noted');
  await deps.stores.of(leftover.store).remove(leftover);
  deps.onStep?.('a document is removed');
  await deps.db.tenant([leftover.orgId], async (tx) => {
    const state = await claimPath(tx, leftover);
    await removeLeftover(tx, leftover);
    if (state?.store !== leftover.store) return;
    // A new path of that name began meanwhile and waits for this.
    await updatePublished(tx, state, { storeVersion: 0 });
    await deps.jobs.enqueue(tx, secretPublish, { orgId: leftover.orgId, path: leftover.path });
  });
  deps.onStep?.('a removal is done');
  return true;
}

async function removeAll(deps: UpkeepDeps, signal: AbortSignal | undefined): Promise<number> {
  const names = deps.stores.all.map((store) => store.name);
  const due = await deps.db.system('find documents that nobody needs', (tx) => listDueLeftovers(tx, deps.clock.now(), names));
  let removed = 0;
  for (const leftover of due) {
    if (signal?.aborted === true) break;
    try {
      if (await removeOne(deps, leftover)) removed += 1;
    } catch (error) {
      if (!isAppError(error)) throw error;
      deps.log.warn('a document of secrets was not removed', { path: leftover.path, store: leftover.store, error });
      if (error.code === 'unavailable') break;
    }
  }
  return removed;
}

export async function keepUp(deps: UpkeepDeps, signal?: AbortSignal): Promise<UpkeepResult> {
  const moves = await moveAll(deps, signal);
  const removed = await removeAll(deps, signal);
  return { ...moves, removed };
}
