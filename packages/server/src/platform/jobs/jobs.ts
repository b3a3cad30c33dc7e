/**
 * Work that must happen, some time soon, exactly when the transaction that asked for it commits.
 *
 * A kind is declared as data (`defineJob`), bound to its handler (`bindJob`) and registered before start. `enqueue` takes the
 * caller's transaction: the job exists when, and only when, that commits, and a notification wakes a worker within
 * milliseconds. A run ends in one of four ways: `done`; a throw (tried again with a growing, jittered delay until the kind's
 * attempts are used up, then moved to the dead letters); `snooze` (later, no attempt spent); `cancel` (never again).
 *
 * Uniqueness: of one key at most one job waits and at most one runs. Enqueueing while one waits changes nothing except to
 * bring it forward; enqueueing while one runs queues one more, which sees whatever the caller wrote.
 *
 * A worker that dies loses its database session, and its jobs run elsewhere (or after a restart) within about four seconds.
 * So a job may run twice, and every handler must stand that; a test runs every kind twice.
 *
 * Storage, cron, expiry and sweeping are pg-boss's (`boss.ts`); taking and settling are ours (`claims.ts`, `worker.ts`), which
 * keeps an idle process at one small query every two seconds, however many kinds there are.
 */
import type { Clock } from '@moorage/core/clock';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import type { z } from 'zod';
import type { Database, Tx } from '../db/database.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { createBoss, deadLetterQueue, declareQueues, declareSchedules } from './boss.ts';
import { createClaims } from './claims.ts';
import { canceledChannel, createJobDesk, type JobDesk } from './desk.ts';
import { enqueue, type EnqueueOptions, jobsChannel } from './enqueue.ts';
import type { BoundJob, Job } from './job.ts';
import { createRunner } from './runner.ts';
import { type JobProgress, readProgress } from './progress.ts';
import { createWorker, type Worker } from './worker.ts';

export type { EnqueueOptions };

export interface JobStatus {
  readonly kind: string;
  readonly waiting: number;
  readonly running: number;
  /** Jobs that used up their attempts, until they are swept after a week. */
  readonly failed: number;
}

/** What services hold. */
export interface JobQueue {
  /** Enqueues with the caller's transaction: the job exists exactly when the transaction commits. */
  enqueue<S extends z.ZodType>(tx: Tx, job: Job<S>, payload: z.input<S>, options?: EnqueueOptions): Promise<void>;
  /** How far the newest jobs of a kind with unique keys have come, the worst of them. */
  progress<S extends z.ZodType>(tx: Tx, job: Job<S>, payloads: readonly z.input<S>[]): Promise<JobProgress>;
}

export interface Jobs extends Service, JobQueue {
  /** Hands in the kinds that this process knows; before start, so that domains can enqueue before they are all made. */
  register(jobs: readonly BoundJob[]): void;
  list(): Promise<readonly JobStatus[]>;
  /** Puts the dead letters of a kind back into its queue; returns how many. */
  redrive(kind: string): Promise<number>;
  /** For whoever looks after the platform. */
  readonly desk: JobDesk;
  /** Resolves when nothing runs and nothing is due; for tests and for a worker that should end when it is done. */
  idle(): Promise<void>;
}

export interface JobsDeps {
  readonly db: Database;
  readonly log: Log;
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** False in a process that only enqueues (the `api` role). */
  readonly work: boolean;
}

const countsSql = `
  select name, count(*) filter (where state < 'active')::int as waiting, count(*) filter (where state = 'active')::int as running,
         count(*) filter (where state = 'failed')::int as failed
    from jobs.job where name = any($1) group by name`;

async function readStatus(db: Database, kinds: readonly string[]): Promise<JobStatus[]> {
  const { rows } = await db.execute(countsSql, [kinds]);
  const found = new Map(rows.map((row) => [String(row['name']), row]));
  return kinds.map((kind) => {
    const row = found.get(kind);
    return {
      kind,
      waiting: Number(row?.['waiting'] ?? 0),
      running: Number(row?.['running'] ?? 0),
      failed: Number(row?.['failed'] ?? 0),
    };
  });
}

function reportQueues(metrics: Metrics, read: () => Promise<readonly JobStatus[]>): void {
  const gauge = metrics.gauge({ name: 'jobs', help: 'Jobs by kind and state.', labels: ['kind', 'state'] });
  metrics.onScrape(async () => {
    for (const { kind, waiting, running, failed } of await read()) {
      for (const [state, count] of Object.entries({ waiting, running, failed })) gauge.set(count, { kind, state });
    }
  });
}

/** Makes the queue and, where `work` says so, its worker. */
export function createJobs(deps: JobsDeps): Jobs {
  const { db, log, clock } = deps;
  const boss = createBoss(db, log, deps.work);
  const claims = createClaims({ boss, db });
  const runner = createRunner({ claims, log, clock, metrics: deps.metrics });
  const bound = new Map<string, BoundJob>();
  let status: ServiceStatus = { state: 'stopped' };
  let worker: Worker | undefined;
  let unlisten: readonly (() => Promise<void>)[] = [];
  let retire: () => Promise<void> = () => Promise.resolve();

  const kinds = (): string[] => [...bound.keys()];
  const list = (): Promise<JobStatus[]> => readStatus(db, kinds());
  reportQueues(deps.metrics, () => (status.state === 'running' ? list() : Promise.resolve([])));

  async function startWorker(): Promise<void> {
    await declareSchedules(
      boss,
      [...bound.values()].map(({ job }) => job),
    );
    const leaveSession = await db.onSession(claims.announce);
    retire = () => leaveSession(claims.retire);
    const started = createWorker({ jobs: bound, claims, runner, log, clock });
    worker = started;
    unlisten = [
      await db.listen(jobsChannel, started.wake, () => kinds().forEach(started.wake)),
      await db.listen(canceledChannel, (id) => runner.abort(id)),
    ];
    started.start();
  }

  return {
    name: 'jobs',
    list,
    status: () => ({ ...status, running: worker?.running() ?? 0 }),
    redrive: (kind) => boss.redrive(deadLetterQueue, { sourceName: kind }),
    idle: () => worker?.idle() ?? Promise.resolve(),
    desk: createJobDesk({ boss, db, bound }),
    async enqueue(tx, job, payload, options = {}) {
      await enqueue({ boss, db }, tx, { job, payload, options });
    },
    progress: readProgress,
    register(jobs) {
      for (const entry of jobs) {
        if (bound.has(entry.job.kind)) throw new Error(`the job kind ${entry.job.kind} is registered twice`);
        bound.set(entry.job.kind, entry);
      }
    },
    async start() {
      status = { state: 'starting' };
      await boss.start();
      await declareQueues(
        boss,
        [...bound.values()].map(({ job }) => job),
      );
      if (deps.work) await startWorker();
      status = { state: 'running' };
    },
    async stop() {
      if (status.state === 'stopped') return;
      status = { state: 'stopping' };
      for (const end of unlisten) await end();
      await worker?.stop();
      await retire();
      await boss.stop({ graceful: false, close: false });
      status = { state: 'stopped' };
    },
  };
}
