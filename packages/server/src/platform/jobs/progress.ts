/** How far work has come that somebody asked for: the state of the newest job of each key. */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Tx } from '../db/database.ts';
import type { Job } from './job.ts';

/** `stopped`: it was called off, or failed for the last time; nothing more happens by itself. */
export type JobProgress = 'done' | 'waiting' | 'stopped';

interface Newest {
  readonly key: string;
  readonly state: string;
}

function progressOf(state: string): JobProgress {
  if (state === 'completed') return 'done';
  return state === 'cancelled' || state === 'failed' ? 'stopped' : 'waiting';
}

/** The worst of several; work that nobody asked for is done. */
function worstOf(all: readonly JobProgress[]): JobProgress {
  if (all.includes('stopped')) return 'stopped';
  return all.includes('waiting') ? 'waiting' : 'done';
}

/** Of jobs with unique keys. */
export async function readProgress<S extends z.ZodType>(
  tx: Tx,
  job: Job<S>,
  payloads: readonly z.input<S>[],
): Promise<JobProgress> {
  const asked = payloads.flatMap((payload) => job.uniqueKey?.(job.payload.parse(payload)) ?? []);
  if (asked.length === 0) return 'done';
  const { rows } = await sql<Newest>`
    select distinct on (singleton_key) singleton_key as key, state::text as state
      from jobs.job where name = ${job.kind} and singleton_key = any(${asked})
     order by singleton_key, created_on desc, state`.execute(tx);
  return worstOf(rows.map(({ state }) => progressOf(state)));
}
