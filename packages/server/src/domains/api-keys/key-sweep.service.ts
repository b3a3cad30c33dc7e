/**
 * Forgets the keys of organizations whose end is long past.
 *
 * From its end on a key is refused, and lists say that it is revoked. It stays for a time in which somebody may look why a program
 * stopped, and then goes, batch by batch, each with its entries in the trail, so that a process that dies loses nothing.
 */
import type { Clock } from '@moorage/core/clock';
import type { Db } from '../../platform/db/database.ts';
import type { JobCtx } from '../../platform/jobs/job.ts';
import type { Audit } from '../audit/index.ts';
import { actorsChannel } from '../identity/index.ts';
import { removeEndedOrgKeys } from './api-key.store.ts';

export interface KeySweepDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly audit: Audit;
  /** How long a key stays after its end. */
  readonly retainDays: number;
  readonly batchSize?: number;
}

const dayMs = 86_400_000;

/** How many were forgotten. */
export async function sweepEndedKeys(deps: KeySweepDeps, ctx: JobCtx): Promise<number> {
  const { db, clock, audit, retainDays, batchSize = 100 } = deps;
  const before = new Date(clock.now().getTime() - retainDays * dayMs);
  let removed = 0;
  while (!ctx.signal.aborted) {
    const some = await db.system('forget ended keys of organizations', async (tx) => {
      const keys = await removeEndedOrgKeys(tx, before, batchSize);
      for (const { id, name, orgId, endedAt } of keys) {
        const data = { endedAt: endedAt.toISOString() };
        await audit.append(tx, ctx, { orgId, event: 'api_key.forgotten', target: { type: 'api_key', id, name }, data });
        await db.notify(tx, actorsChannel, id);
      }
      return keys.length;
    });
    removed += some;
    if (some < batchSize) return removed;
  }
  return removed;
}
