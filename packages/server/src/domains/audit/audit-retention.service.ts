/**
 * Removes events for their age, where the platform is set up to or an organization wants it sooner.
 *
 * Only the beginning of a chain is ever removed, and a checkpoint with the hash of the last removed event takes its place, so what
 * remains can still be verified. What a webhook has not taken yet stays until it has or is off. That something was removed is an
 * event itself.
 */
import type { Clock } from '@moorage/core/clock';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { JobCtx } from '../../platform/jobs/job.ts';
import type { Audit } from './audit.service.ts';
import { platformChain } from './audit.service.ts';
import { claimRemovable, listRetentionDays, removeThrough } from './audit-retention.store.ts';
import { listChainIds } from './audit.store.ts';

export interface RetentionDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly audit: Audit;
  /** Of the whole platform; undefined keeps everything that no organization wants removed. */
  readonly retentionDays: number | undefined;
  /** The last event that every receiver of an organization has; undefined where there is none. */
  readonly deliveredThrough: (tx: Tx, orgId: string) => Promise<number | undefined>;
}

const batchSize = 5_000;
const chainsAtATime = 100;
const dayMs = 86_400_000;

async function trimOnce(deps: RetentionDeps, ctx: JobCtx, orgId: string, cutoff: Date): Promise<number> {
  return await deps.db.system('remove old audit events', async (tx) => {
    const keepAfter = await deps.deliveredThrough(tx, orgId);
    const removable = await claimRemovable(tx, { orgId, cutoff, limit: batchSize, keepAfter });
    if (removable === undefined) return 0;
    const removed = await removeThrough(tx, orgId, removable, deps.clock.now());
    const place = orgId === platformChain ? {} : { orgId };
    const data = { through: removable.through, events: removed, olderThan: cutoff.toISOString() };
    await deps.audit.append(tx, ctx, { ...place, event: 'audit.trimmed', target: { type: 'audit', id: orgId }, data });
    return removed;
  });
}

/** Gives how many events went. */
export async function trimAudit(deps: RetentionDeps, ctx: JobCtx): Promise<number> {
  const now = deps.clock.now().getTime();
  let total = 0;
  for (let after: string | undefined; ;) {
    const known = after;
    const { ids, wishes } = await deps.db.system('list audit chains', async (tx) => {
      const chains = await listChainIds(tx, known, chainsAtATime);
      return { ids: chains, wishes: await listRetentionDays(tx, chains) };
    });
    for (const orgId of ids) {
      const days = Math.min(deps.retentionDays ?? Infinity, wishes.get(orgId) ?? Infinity);
      if (days === Infinity) continue;
      const cutoff = new Date(now - days * dayMs);
      for (let removed = batchSize; removed === batchSize && !ctx.signal.aborted; total += removed)
        removed = await trimOnce(deps, ctx, orgId, cutoff);
    }
    after = ids.at(-1);
    if (after === undefined || ctx.signal.aborted) return total;
  }
}
