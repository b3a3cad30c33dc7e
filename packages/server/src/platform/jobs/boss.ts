/**
 * pg-boss on our own pool: where jobs are stored, scheduled, expired and swept.
 *
 * We use its tables and statements and not its workers: those poll once a queue and interval, which for twenty kinds is
 * twenty queries a second on an idle machine; `worker.ts` waits for notifications instead. Queues:
 * - one a kind, named like it. A kind with a unique key has the policy `short` (one waiting job a key) and puts its key into
 *   the job's group, whose concurrency of one keeps two jobs of a key from running together. The policy `stately`, which
 *   promises the same, blocks the head of the queue: a waiting job whose key is running makes every fetch come back empty.
 * - `dead-letters`, where jobs go that have used up their attempts.
 */
import type { Log } from '@moorage/core/log';
import { CompiledQuery } from 'kysely';
import { type Db as BossDb, PgBoss, type QueueResult } from 'pg-boss';
import type { Database, Tx } from '../db/database.ts';
import type { Job } from './job.ts';

export const jobsSchema = 'jobs';
export const deadLetterQueue = 'dead-letters';

export const jobDefaults = {
  retryLimit: 10,
  retryDelaySeconds: 1,
  retryMaxSeconds: 300,
  deadlineMs: 60_000,
  concurrency: 4,
} as const;

/** Beyond a kind's own deadline, in case the worker that should have enforced it is stuck but alive. */
const expiryMarginSeconds = 30;
const dayInSeconds = 86_400;

type QueueSettings = ReturnType<typeof settingsOf>;

function settingsOf(job: Job) {
  return {
    retryLimit: job.retryLimit ?? jobDefaults.retryLimit,
    retryDelay: job.retryDelaySeconds ?? jobDefaults.retryDelaySeconds,
    retryBackoff: true,
    retryDelayMax: job.retryMaxSeconds ?? jobDefaults.retryMaxSeconds,
    expireInSeconds: Math.ceil((job.deadlineMs ?? jobDefaults.deadlineMs) / 1_000) + expiryMarginSeconds,
    deleteAfterSeconds: 7 * dayInSeconds,
    retentionSeconds: 30 * dayInSeconds,
    deadLetter: deadLetterQueue,
  };
}

const settingNames = [
  'retryLimit',
  'retryDelay',
  'retryBackoff',
  'retryDelayMax',
  'expireInSeconds',
  'deleteAfterSeconds',
  'retentionSeconds',
  'deadLetter',
] as const satisfies readonly (keyof QueueSettings)[];

function differs(queue: QueueResult, settings: QueueSettings): boolean {
  return settingNames.some((name) => queue[name] !== settings[name]);
}

/** Lets pg-boss run its statements inside a transaction of ours. */
export function bossDb(tx: Tx): BossDb {
  return {
    async executeSql(text, values = []) {
      const result = await tx.executeQuery(CompiledQuery.raw(text, [...values]));
      return { rows: [...result.rows] };
    },
  };
}

/** What keeps jobs of one key from waiting twice and from running together. */
export function groupOf(key: string | undefined): { singletonKey?: string; group?: { id: string } } {
  return key === undefined ? {} : { singletonKey: key, group: { id: key } };
}

/** Makes the engine; `work` also runs its clockwork (cron, expiry, sweeps). Its tables are installed when it starts. */
export function createBoss(db: Database, log: Log, work: boolean): PgBoss {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => db.execute(text, values) },
    schema: jobsSchema,
    supervise: work,
    schedule: work,
    reindex: false,
    monitorVacuum: false,
    cronMonitorIntervalSeconds: 30,
    cronWorkerIntervalSeconds: 15,
    bamIntervalSeconds: 600,
    flowIntervalSeconds: 600,
  });
  boss.on('error', (error) => log.error('the job engine reported an error', { error }));
  boss.on('warning', (warning) => log.warn('the job engine warned', { warning: warning.message }));
  return boss;
}

/** Makes the queues of these kinds, or brings their settings up to date. */
export async function declareQueues(boss: PgBoss, jobs: readonly Job[]): Promise<void> {
  const existing = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
  if (!existing.has(deadLetterQueue))
    await boss.createQueue(deadLetterQueue, { deleteAfterSeconds: 0, retentionSeconds: 90 * dayInSeconds });
  for (const job of jobs) {
    const settings = settingsOf(job);
    const queue = existing.get(job.kind);
    if (queue === undefined)
      await boss.createQueue(job.kind, { ...settings, policy: job.uniqueKey === undefined ? 'standard' : 'short' });
    else if (differs(queue, settings)) await boss.updateQueue(job.kind, settings);
  }
}

/** Makes the schedule what the kinds say, and drops what no kind says any more. */
export async function declareSchedules(boss: PgBoss, jobs: readonly Job[]): Promise<void> {
  const wanted = new Map(jobs.filter((job) => job.cron !== undefined).map((job) => [job.kind, job]));
  const existing = await boss.getSchedules();
  for (const schedule of existing) {
    if (!wanted.has(schedule.name)) await boss.unschedule(schedule.name);
  }
  for (const job of wanted.values()) {
    const { cron = '' } = job;
    if (existing.some((schedule) => schedule.name === job.kind && schedule.cron === cron)) continue;
    const key = job.uniqueKey?.(job.payload.parse({}));
    await boss.schedule(job.kind, cron, {}, { tz: 'UTC', ...groupOf(key) });
  }
}
