/**
 * What somebody who looks after the platform does with jobs by hand: run one again, call one off, queue one, see the clockwork.
 *
 * All of it happens in the caller's transaction, so that the audit trail tells of it exactly when it happened. Reading jobs is a
 * matter of whoever shows them; here is only what must not get around the engine.
 */
import { sql } from 'kysely';
import type { PgBoss } from 'pg-boss';
import type { Database, Tx } from '../db/database.ts';
import { bossDb, deadLetterQueue, groupOf } from './boss.ts';
import { enqueue, type EnqueueOptions, jobsChannel } from './enqueue.ts';
import type { BoundJob, Job } from './job.ts';

/** Carries the id of a running job that was called off. */
export const canceledChannel = 'moorage_jobs_canceled';

interface JobRef {
  readonly id: string;
  readonly kind: string;
}

/** `taken`: another job of its key waits already and does the same. `not-ended`: it neither failed nor was canceled. */
export type Retried = 'queued' | 'taken' | 'not-ended' | 'unknown-kind';

export interface JobDesk {
  /** The kinds that this process knows. */
  kinds(): readonly Job[];
  /** When the clock of a kind strikes next; undefined for one without. */
  nextRun(job: Job, after: Date): Date | undefined;
  /** Queues one and says which; of a key that waits already, the one that waits. */
  enqueue(tx: Tx, job: Job, payload: unknown, options?: EnqueueOptions): Promise<string>;
  /** Puts one that failed for good or was canceled back into its queue under its own id, with all its attempts. */
  retry(tx: Tx, ref: JobRef): Promise<Retried>;
  /**
   * Calls off one that waits or runs; false when it has ended. A run is told to stop by its signal and its result does not count
   * any more; a handler that does not listen goes on until it is done.
   */
  cancel(tx: Tx, ref: JobRef): Promise<boolean>;
}

interface DeskDeps {
  readonly boss: PgBoss;
  readonly db: Database;
  readonly bound: ReadonlyMap<string, BoundJob>;
}

/** What is left of a job that ended badly: its own row for a week, its dead letter for longer. */
async function takeRemains(tx: Tx, { id, kind }: JobRef): Promise<unknown> {
  const { rows } = await sql<{ data: unknown }>`
    delete from jobs.job
     where (name = ${kind} and id = ${id} and state in ('failed', 'cancelled'))
        or (name = ${deadLetterQueue} and source_name = ${kind} and source_id = ${id})
    returning data`.execute(tx);
  return rows[0]?.data;
}

async function retry({ boss, db, bound }: DeskDeps, tx: Tx, ref: JobRef): Promise<Retried> {
  const job = bound.get(ref.kind)?.job;
  if (job === undefined) return 'unknown-kind';
  const data = await takeRemains(tx, ref);
  if (data === undefined) return 'not-ended';
  const payload = job.payload.safeParse(data);
  if (!payload.success || typeof data !== 'object' || data === null) return 'unknown-kind';
  const key = job.uniqueKey?.(payload.data);
  const id = await boss.send(job.kind, data, { db: bossDb(tx), id: ref.id, ...groupOf(key) });
  if (id === null) return 'taken';
  await db.notify(tx, jobsChannel, job.kind);
  return 'queued';
}

async function cancel({ db }: DeskDeps, tx: Tx, { id, kind }: JobRef): Promise<boolean> {
  const { rows } = await sql`
    update jobs.job set state = 'cancelled', completed_on = now()
     where name = ${kind} and id = ${id} and state < 'completed' returning id`.execute(tx);
  if (rows.length === 0) return false;
  // Without its claim the worker that runs it can settle nothing.
  const { numDeletedRows } = await tx.deleteFrom('job_claims').where('job_id', '=', id).executeTakeFirst();
  if (numDeletedRows > 0n) await db.notify(tx, canceledChannel, id);
  return true;
}

/** Makes the desk over the engine's own tables and the kinds that were registered. */
export function createJobDesk(deps: DeskDeps): JobDesk {
  return {
    kinds: () => [...deps.bound.values()].map(({ job }) => job),
    nextRun: ({ cron }, after) =>
      cron === undefined ? undefined : deps.boss.previewSchedule(cron, { tz: 'UTC', from: after, count: 1 })[0],
    enqueue: (tx, job, payload, options = {}) => enqueue(deps, tx, { job, payload, options }),
    retry: (tx, ref) => retry(deps, tx, ref),
    cancel: (tx, ref) => cancel(deps, tx, ref),
  };
}
