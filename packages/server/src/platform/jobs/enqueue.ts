/** Puts a job into its queue, with the transaction of whoever needs it done. */
import { AppError } from '@moorage/core/errors';
import { sql } from 'kysely';
import type { PgBoss } from 'pg-boss';
import type { z } from 'zod';
import type { Database, Tx } from '../db/database.ts';
import { bossDb, groupOf } from './boss.ts';
import type { Job } from './job.ts';

export interface EnqueueOptions {
  /** Not before this time. */
  readonly startAfter?: Date;
}

/** Carries the kind of a job that is due, or nothing when one was queued for later. */
export const jobsChannel = 'moorage_jobs';
const maxTries = 5;

function checkPayload(job: Job, payload: unknown): object {
  const parsed = job.payload.safeParse(payload);
  if (parsed.success && typeof payload === 'object' && payload !== null) return payload;
  throw new AppError('internal', 'Something went wrong on our side.', {
    internal: `bad payload for ${job.kind}`,
    cause: parsed.error,
  });
}

/**
 * The job of this key that already waits absorbs the new one. It must not be taken by a worker between now and the caller's
 * commit, or it would run without seeing what the caller wrote: so its row is locked (workers skip locked rows).
 */
async function absorb(tx: Tx, kind: string, key: string, startAfter: Date | undefined): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    update jobs.job set start_after = least(start_after, ${startAfter ?? sql`now()`})
     where name = ${kind} and singleton_key = ${key} and state = 'created' returning id`.execute(tx);
  return rows[0]?.id ?? null;
}

/** Returns the id of the job that will do it, which may have waited already. */
export async function enqueue<S extends z.ZodType>(
  deps: { readonly boss: PgBoss; readonly db: Database },
  tx: Tx,
  request: { readonly job: Job<S>; readonly payload: z.input<S>; readonly options: EnqueueOptions },
): Promise<string> {
  const { startAfter } = request.options;
  const job: Job = request.job;
  const data = checkPayload(job, request.payload);
  const key = job.uniqueKey?.(job.payload.parse(data));
  const options = { db: bossDb(tx), ...(startAfter === undefined ? {} : { startAfter }), ...groupOf(key) };
  for (let attempt = 1; ; attempt += 1) {
    const id =
      (await deps.boss.send(job.kind, data, options)) ?? (key === undefined ? null : await absorb(tx, job.kind, key, startAfter));
    if (id !== null) {
      await deps.db.notify(tx, jobsChannel, startAfter === undefined ? job.kind : '');
      return id;
    }
    // The waiting job was taken between the two statements: now there is room for a new one.
    if (attempt === maxTries)
      throw new AppError('unavailable', 'The work could not be queued; try again.', { internal: `${job.kind} ${key ?? ''}` });
  }
}
