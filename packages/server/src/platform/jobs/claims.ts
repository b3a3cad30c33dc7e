/**
 * Who runs what: taking jobs, settling them, and taking them back from a worker that died.
 *
 * A worker holds an advisory lock of its number on the notification session and leaves a row for each job that it takes, both
 * in the transaction that takes it. When the process dies the server ends the session and with it the lock; another worker
 * then finds claims of a number that nobody holds and puts the jobs back at once, an attempt poorer. Settling removes the
 * claim first: a worker whose claim is gone was given up and does not touch the job any more.
 */
import { sql } from 'kysely';
import type { JobWithMetadata, PgBoss } from 'pg-boss';
import type { Database, Tx } from '../db/database.ts';
import type { SessionQuery } from '../db/listener.ts';
import { bossDb } from './boss.ts';
import type { Job } from './job.ts';

/** Spells "work": the class of our advisory locks. */
const lockClass = 0x77_6f_72_6b;

export interface Claimed {
  readonly id: string;
  readonly kind: string;
  readonly data: unknown;
  /** How many attempts there were before this one. */
  readonly retryCount: number;
  readonly retryLimit: number;
  readonly key: string | null;
}

export type Settlement =
  | { readonly kind: 'done' }
  | { readonly kind: 'snooze'; readonly afterMs: number }
  | { readonly kind: 'cancel'; readonly reason: string }
  | { readonly kind: 'failed'; readonly message: string; readonly isFinal: boolean };

/** What became of the job: `lost` when it was not ours any more, `absorbed` when one of its key waits anyway. */
export type Settled = 'settled' | 'lost' | 'absorbed' | 'given-up';

export interface Due {
  readonly kind: string;
  /** Zero or less: now. */
  readonly inMs: number;
}

export interface Claims {
  /** Takes this worker's number on the session; called again for each new session. */
  readonly announce: (query: SessionQuery) => Promise<void>;
  /** Gives the number up: whatever it still has may be taken over at once. */
  readonly retire: (query: SessionQuery) => Promise<void>;
  take(job: Job, limit: number): Promise<Claimed[]>;
  settle(claimed: Claimed, settlement: Settlement): Promise<Settled>;
  /** When the next job of each kind falls due. */
  due(kinds: readonly string[]): Promise<Due[]>;
  /** Workers that hold claims and no lock. */
  deadWorkers(): Promise<number[]>;
  /** Puts back what these workers had; returns the kinds. */
  rescue(workers: readonly number[]): Promise<string[]>;
}

export function createClaims(deps: { readonly boss: PgBoss; readonly db: Database }): Claims {
  const { boss, db } = deps;
  let workerId = 0;

  async function recordClaims(tx: Tx, jobs: readonly JobWithMetadata<unknown>[]): Promise<void> {
    if (jobs.length === 0) return;
    const rows = jobs.map((job) => ({ job_id: job.id, attempt: job.retryCount, kind: job.name, worker_id: workerId }));
    await tx
      .insertInto('job_claims')
      .values(rows)
      .onConflict((conflict) => conflict.columns(['job_id', 'attempt']).doUpdateSet({ worker_id: workerId }))
      .execute();
  }

  async function removeClaim(tx: Tx, claimed: Claimed): Promise<boolean> {
    const { numDeletedRows } = await tx
      .deleteFrom('job_claims')
      .where('job_id', '=', claimed.id)
      .where('attempt', '=', claimed.retryCount)
      .where('worker_id', '=', workerId)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  return {
    async announce(query) {
      if (workerId === 0) workerId = Number((await query(`select nextval('job_workers') as id`))[0]?.['id']);
      await query('select pg_advisory_lock($1, $2)', [lockClass, workerId]);
    },
    retire: async (query) => void (await query('select pg_advisory_unlock($1, $2)', [lockClass, workerId])),
    take: (job, limit) =>
      db.system('take jobs', async (tx) => {
        // Without it two workers could take two jobs of one key in the same instant.
        if (job.uniqueKey !== undefined) await sql`select pg_advisory_xact_lock(hashtextextended(${job.kind}, 0))`.execute(tx);
        const options = { db: bossDb(tx), includeMetadata: true, batchSize: limit } as const;
        const jobs = await boss.fetch<unknown>(
          job.kind,
          job.uniqueKey === undefined ? options : { ...options, groupConcurrency: 1 },
        );
        await recordClaims(tx, jobs);
        return jobs.map(({ id, name, data, retryCount, retryLimit, singletonKey }) => ({
          id,
          kind: name,
          data,
          retryCount,
          retryLimit,
          key: singletonKey,
        }));
      }),
    settle: (claimed, settlement) =>
      db.system('settle a job', async (tx) => {
        if (!(await removeClaim(tx, claimed))) return 'lost';
        return settleIn(boss, tx, claimed, settlement);
      }),
    async due(kinds) {
      const { rows } = await db.execute(
        `select name, extract(epoch from min(start_after) - now()) * 1000 as in_ms
           from jobs.job where state < 'active' and not blocked and name = any($1) group by name`,
        [kinds],
      );
      return rows.map((row) => ({ kind: String(row['name']), inMs: Number(row['in_ms']) }));
    },
    async deadWorkers() {
      const { rows } = await db.execute(
        `select distinct worker_id from job_claims c
          where not exists (select from pg_locks l
                             where l.locktype = 'advisory' and l.objsubid = 2 and l.granted
                               and l.database = (select oid from pg_database where datname = current_database())
                               and l.classid = $1::bigint::oid and l.objid = c.worker_id::bigint::oid)`,
        [lockClass],
      );
      return rows.map((row) => Number(row['worker_id']));
    },
    rescue: (workers) =>
      db.system('rescue jobs of dead workers', async (tx) => {
        const lost = await tx
          .deleteFrom('job_claims')
          .where('worker_id', 'in', [...workers])
          .returning(['job_id', 'attempt', 'kind'])
          .execute();
        for (const claim of lost) {
          if (await putBack(tx, claim)) continue;
          const output = { message: 'the worker died and no attempt is left' };
          await boss.fail(claim.kind, { id: claim.job_id, retryCount: claim.attempt }, output, { db: bossDb(tx) });
        }
        return [...new Set(lost.map((claim) => claim.kind))];
      }),
  };
}

/** Makes a running job wait again, at once and an attempt poorer; false when it has none left or is not running. */
async function putBack(tx: Tx, claim: { job_id: string; attempt: number; kind: string }): Promise<boolean> {
  const { rows } = await sql`
    update jobs.job set state = 'retry', start_after = now(), heartbeat_on = null
     where name = ${claim.kind} and id = ${claim.job_id} and state = 'active'
       and retry_count = ${claim.attempt} and retry_count < retry_limit returning id`.execute(tx);
  return rows.length > 0;
}

/** As if it had not been taken: pg-boss counts an attempt only for a job that was started before. */
async function postpone(tx: Tx, claimed: Claimed, afterMs: number): Promise<boolean> {
  const { rows } = await sql`
    update jobs.job j set state = 'created', started_on = null, heartbeat_on = null,
                          start_after = now() + ${afterMs} * interval '1 millisecond'
     where name = ${claimed.kind} and id = ${claimed.id} and state = 'active' and retry_count = ${claimed.retryCount}
       and not exists (select from jobs.job o where o.name = j.name and o.state = 'created'
                          and o.policy = 'short' and o.singleton_key = j.singleton_key)
    returning id`.execute(tx);
  return rows.length > 0;
}

async function waitsAnother(tx: Tx, claimed: Claimed): Promise<boolean> {
  if (claimed.key === null) return false;
  const { rows } = await sql`
    select 1 from jobs.job where name = ${claimed.kind} and singleton_key = ${claimed.key} and state < 'active' limit 1`.execute(
    tx,
  );
  return rows.length > 0;
}

async function settleIn(boss: PgBoss, tx: Tx, claimed: Claimed, settlement: Settlement): Promise<Settled> {
  const attempt = { id: claimed.id, retryCount: claimed.retryCount };
  const options = { db: bossDb(tx) };
  const absorbed = async (): Promise<Settled> => {
    await boss.complete(claimed.kind, attempt, { absorbed: true }, options);
    return 'absorbed';
  };
  switch (settlement.kind) {
    case 'done':
      await boss.complete(claimed.kind, attempt, null, options);
      return 'settled';
    case 'cancel':
      await boss.cancel(claimed.kind, attempt, options);
      return 'settled';
    case 'snooze':
      return (await postpone(tx, claimed, settlement.afterMs)) ? 'settled' : absorbed();
    case 'failed': {
      const isLast = settlement.isFinal || claimed.retryCount >= claimed.retryLimit;
      // The one that waits has all its attempts; two of a key that back off side by side would only pile up.
      if (!isLast && (await waitsAnother(tx, claimed))) return absorbed();
      if (isLast)
        await sql`update jobs.job set retry_limit = retry_count where name = ${claimed.kind} and id = ${claimed.id}`.execute(tx);
      await boss.fail(claimed.kind, attempt, { message: settlement.message }, options);
      return isLast ? 'given-up' : 'settled';
    }
  }
}
