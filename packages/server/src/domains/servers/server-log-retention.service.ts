/**
 * Removes entries of servers' logs for their age.
 *
 * Batch by batch, each in a transaction of its own, so that nothing is held for long, a process that dies loses nothing, and the next
 * run goes on where this one stopped. Readers go on after a number, so they do not notice what is gone before it.
 */
import type { Clock } from '@moorage/core/clock';
import type { Db } from '../../platform/db/database.ts';
import { removeOldServerLogs } from './server-log.store.ts';

export interface LogRetentionDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly retainDays: number;
  readonly batchSize?: number;
  /** Of one run; other work has its turn then. */
  readonly mostBatches?: number;
}

export interface Trimmed {
  readonly removed: number;
  /** Whether nothing old is left, as far as one can see. */
  readonly isDone: boolean;
}

const dayMs = 86_400_000;

export async function trimServerLogs(deps: LogRetentionDeps, signal: AbortSignal): Promise<Trimmed> {
  const { db, clock, retainDays, batchSize = 1_000, mostBatches = 200 } = deps;
  const cutoff = new Date(clock.now().getTime() - retainDays * dayMs);
  let removed = 0;
  for (let batch = 0; batch < mostBatches && !signal.aborted; batch += 1) {
    const some = await db.system('remove old entries of servers', (tx) => removeOldServerLogs(tx, cutoff, batchSize));
    removed += some;
    if (some < batchSize) return { removed, isDone: true };
  }
  return { removed, isDone: false };
}
