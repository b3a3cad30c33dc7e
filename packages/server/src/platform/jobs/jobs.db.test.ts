import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Clock, systemClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { useTestDatabase } from '@moorage/testkit/postgres';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import type { Database } from '../db/database.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { bindJob, type BoundJob, cancelJob, defineJob, type Job, jobDone, type JobCtx, type JobResult, snooze } from './job.ts';
import { createJobs, type Jobs } from './jobs.ts';

const source = useTestDatabase(migratedDatabase('jobs'));
const numbered = z.object({ n: z.number() });
let db: Database;
const open: Jobs[] = [];

beforeAll(async () => {
  db = openDatabase(source.dsn);
  await db.start();
});
afterEach(async () => {
  for (const jobs of open.splice(0)) await jobs.stop();
});
afterAll(() => db.stop());

async function start(
  bound: readonly BoundJob[],
  { db: ofJobs = db, clock = systemClock, work = true }: { work?: boolean; db?: Database; clock?: Clock } = {},
): Promise<Jobs & { text(): Promise<string> }> {
  const metrics = createMetrics();
  const jobs = createJobs({ db: ofJobs, log: silentLog, clock, metrics, work });
  jobs.register(bound);
  await jobs.start();
  open.push(jobs);
  return { ...jobs, text: () => metrics.text() };
}

type Run = (ctx: JobCtx, n: number) => Promise<JobResult>;
function numberedJob(kind: string, run: Run, extra: Partial<Job<typeof numbered>> = {}) {
  const job = defineJob({ kind, actsFor: 'system', payload: numbered, ...extra });
  return { job, bound: bindJob(job, (ctx, { n }) => run(ctx, n)) };
}
const enqueue = (jobs: Jobs, job: ReturnType<typeof numberedJob>['job'], n: number, startAfter?: Date) =>
  db.system('test', (tx) => jobs.enqueue(tx, job, { n }, startAfter === undefined ? {} : { startAfter }));

describe('enqueueing', () => {
  it('runs a job after the commit, and never when the transaction rolls back', async () => {
    const seen: number[] = [];
    const { job, bound } = numberedJob('test.commit', async (_ctx, n) => {
      seen.push(n);
      return jobDone();
    });
    const jobs = await start([bound]);
    await db
      .system('test', async (tx) => {
        await jobs.enqueue(tx, job, { n: 1 });
        throw new Error('rollback');
      })
      .catch(() => {});
    await enqueue(jobs, job, 2);
    await waitUntil(() => seen.length > 0, { describe: 'the job', intervalMs: 2 });
    await jobs.idle();
    expect(seen).toEqual([2]);
    expect(await jobs.text()).toContain('worker_runs_total{worker="test.commit",result="done"} 1');
  });

  it('refuses a payload that its kind does not accept', async () => {
    const { job, bound } = numberedJob('test.payload', async () => jobDone());
    const jobs = await start([bound]);
    const wrong = db.system('test', (tx) => jobs.enqueue(tx, job, { n: 'x' } as unknown as { n: number }));
    await expect(wrong).rejects.toMatchObject({ code: 'internal', internal: 'bad payload for test.payload' });
  });

  it('waits for the given time', async () => {
    const seen: number[] = [];
    const { job, bound } = numberedJob('test.later', async () => {
      seen.push(systemClock.now().getTime());
      return jobDone();
    });
    const jobs = await start([bound]);
    const at = new Date(systemClock.now().getTime() + 400);
    await enqueue(jobs, job, 1, at);
    await waitUntil(() => seen[0], { describe: 'the job' });
    expect(seen[0]).toBeGreaterThanOrEqual(at.getTime() - 5);
  });

  it('from a process that does not work reaches one that does', async () => {
    const seen: number[] = [];
    const { job, bound } = numberedJob('test.roles', async (_ctx, n) => {
      seen.push(n);
      return jobDone();
    });
    const api = await start([bound], { work: false });
    await enqueue(api, job, 1);
    expect((await api.list())[0]).toMatchObject({ waiting: 1 });
    await start([bound]);
    await waitUntil(() => seen.length === 1, { describe: 'the job' });
  });
});

describe('the progress of keys', () => {
  it('is that of their newest jobs, and the worst of them', async () => {
    const run = async (_ctx: JobCtx, n: number): Promise<JobResult> => (n === 2 ? cancelJob('not this one') : jobDone());
    const { job, bound } = numberedJob('test.progress', run, { uniqueKey: ({ n }) => String(n) });
    const jobs = await start([bound]);
    const progress = (...keys: number[]) =>
      db.system('test', (tx) =>
        jobs.progress(
          tx,
          job,
          keys.map((n) => ({ n })),
        ),
      );
    expect(await progress(1)).toBe('done');
    await enqueue(jobs, job, 1);
    await enqueue(jobs, job, 2);
    await jobs.idle();
    await enqueue(jobs, job, 3, new Date(systemClock.now().getTime() + 3_600_000));
    expect(await Promise.all([progress(1), progress(2), progress(3), progress(1, 3), progress(1, 2, 3)])).toEqual([
      'done',
      'stopped',
      'waiting',
      'waiting',
      'stopped',
    ]);
  });
});

describe('the end of a run', () => {
  it('by a throw is followed by another attempt after a delay', async () => {
    const attempts: number[] = [];
    const { job, bound } = numberedJob('test.retry', async (ctx) => {
      attempts.push(ctx.attempt);
      if (ctx.attempt < 3) throw new Error('not yet');
      return jobDone();
    });
    const jobs = await start([bound]);
    await enqueue(jobs, job, 1);
    await waitUntil(() => attempts.length === 3, { describe: 'three attempts' });
    await jobs.idle();
    expect(attempts).toEqual([1, 2, 3]);
    expect((await jobs.list())[0]).toMatchObject({ waiting: 0, running: 0, failed: 0 });
  });

  it('by throws until no attempt is left goes to the dead letters, from where it can come back', async () => {
    let broken = true;
    let runs = 0;
    const { job, bound } = numberedJob(
      'test.dead',
      async () => {
        runs += 1;
        if (broken) throw new Error('always');
        return jobDone();
      },
      { retryLimit: 1 },
    );
    const jobs = await start([bound]);
    await enqueue(jobs, job, 1);
    await waitUntil(async () => (await jobs.list())[0]?.failed === 1, { describe: 'the job to be given up' });
    expect(runs).toBe(2);
    broken = false;
    expect(await jobs.redrive('test.dead')).toBe(1);
    await waitUntil(() => runs === 3, { describe: 'the redriven job' });
  });

  it('by snoozing spends no attempt', async () => {
    const attempts: number[] = [];
    const { job, bound } = numberedJob(
      'test.snooze',
      async (ctx) => {
        attempts.push(ctx.attempt);
        return attempts.length < 4 ? snooze(30) : jobDone();
      },
      { retryLimit: 0 },
    );
    const jobs = await start([bound]);
    await enqueue(jobs, job, 1);
    await waitUntil(() => attempts.length === 4, { describe: 'four runs' });
    await jobs.idle();
    expect(attempts).toEqual([1, 1, 1, 1]);
    expect((await jobs.list())[0]).toMatchObject({ waiting: 0, failed: 0 });
  });

  it('by cancelling is the end', async () => {
    let runs = 0;
    const { job, bound } = numberedJob('test.cancel', async () => {
      runs += 1;
      return cancelJob('the thing is gone');
    });
    const jobs = await start([bound]);
    await enqueue(jobs, job, 1);
    await waitUntil(() => runs === 1, { describe: 'the run' });
    await jobs.idle();
    expect((await jobs.list())[0]).toMatchObject({ waiting: 0, running: 0, failed: 0 });
    expect(await jobs.text()).toContain('worker_runs_total{worker="test.cancel",result="cancel"} 1');
  });

  it('by its deadline aborts its signal and counts as failed', async () => {
    const aborted: boolean[] = [];
    const { job, bound } = numberedJob(
      'test.deadline',
      async (ctx, n) => {
        if (aborted.length > 0) return jobDone();
        await new Promise<void>((resolve) => ctx.signal.addEventListener('abort', () => resolve()));
        aborted.push(ctx.signal.aborted && n === 1);
        return jobDone();
      },
      { deadlineMs: 50 },
    );
    const jobs = await start([bound]);
    await enqueue(jobs, job, 1);
    await waitUntil(async () => (await jobs.text()).includes('worker="test.deadline",result="done"'), {
      describe: 'the second attempt',
    });
    expect(aborted).toEqual([true]);
    expect(await jobs.text()).toContain('worker="test.deadline",result="failed"} 1');
  });

  it('with a payload that its schema no longer accepts is final', async () => {
    const { job, bound } = numberedJob('test.shape', async () => jobDone());
    const old = await start([bound], { work: false });
    await enqueue(old, job, 1);
    const changed = defineJob({ kind: 'test.shape', actsFor: 'system', payload: z.object({ m: z.string() }) });
    const jobs = await start([bindJob(changed, async () => jobDone())]);
    await waitUntil(async () => (await jobs.list())[0]?.failed === 1, { describe: 'the job to be given up' });
  });
});

describe('unique keys', () => {
  it('let one job wait and one run, and run once more for what came meanwhile', async () => {
    const gate = Promise.withResolvers<void>();
    let running = 0;
    let mostAtOnce = 0;
    const seen: number[] = [];
    const { job, bound } = numberedJob(
      'test.unique',
      async (_ctx, n) => {
        running += 1;
        mostAtOnce = Math.max(mostAtOnce, running);
        seen.push(n);
        await gate.promise;
        running -= 1;
        return jobDone();
      },
      { uniqueKey: () => 'one' },
    );
    const jobs = await start([bound]);
    const other = await start([bound]);
    await enqueue(jobs, job, 1);
    await waitUntil(() => seen.length === 1, { describe: 'the first run' });
    await Promise.all([2, 3, 4, 5].map((n) => enqueue(jobs, job, n)));
    expect((await jobs.list())[0]).toMatchObject({ waiting: 1, running: 1 });
    gate.resolve();
    await waitUntil(() => seen.length === 2, { describe: 'the second run' });
    await jobs.idle();
    await other.idle();
    expect(seen.length).toBe(2);
    expect(mostAtOnce).toBe(1);
  });

  it('do not hold up jobs of other keys behind a running one', async () => {
    const gate = Promise.withResolvers<void>();
    const seen: number[] = [];
    const { job, bound } = numberedJob(
      'test.keys',
      async (_ctx, n) => {
        seen.push(n);
        if (n === 1) await gate.promise;
        return jobDone();
      },
      { uniqueKey: ({ n }) => `key-${n}`, concurrency: 2 },
    );
    const jobs = await start([bound]);
    await enqueue(jobs, job, 1);
    await waitUntil(() => seen.length === 1, { describe: 'the first run' });
    await enqueue(jobs, job, 1);
    await enqueue(jobs, job, 2);
    await enqueue(jobs, job, 3);
    await waitUntil(() => seen.includes(2) && seen.includes(3), { describe: 'the other keys' });
    gate.resolve();
    await jobs.idle();
    expect(seen.toSorted()).toEqual([1, 1, 2, 3]);
  });

  it('bring a waiting job forward instead of leaving the new one to its delay', async () => {
    let runs = 0;
    const { job, bound } = numberedJob(
      'test.forward',
      async () => {
        runs += 1;
        return jobDone();
      },
      { uniqueKey: () => 'one' },
    );
    const jobs = await start([bound]);
    await enqueue(jobs, job, 1, new Date(systemClock.now().getTime() + 3_600_000));
    await enqueue(jobs, job, 2);
    await waitUntil(() => runs === 1, { describe: 'the run' });
    expect((await jobs.list())[0]).toMatchObject({ waiting: 0 });
  });

  it('never lose what a transaction wrote while the waiting job was about to be taken', async () => {
    let committed = 0;
    let sawLast = 0;
    const { job, bound } = numberedJob(
      'test.lost',
      async () => {
        sawLast = committed;
        return jobDone();
      },
      { uniqueKey: () => 'one' },
    );
    const jobs = await start([bound]);
    for (let n = 1; n <= 40; n += 1) {
      await db.system('test', (tx) => jobs.enqueue(tx, job, { n }).then(() => void (committed = n)));
    }
    await waitUntil(() => sawLast === 40, { describe: 'the last state to be seen' });
  });
});

describe('a worker that dies', () => {
  it('loses its job to another one, an attempt poorer', async () => {
    const attempts: number[] = [];
    const { job, bound } = numberedJob('test.hang', async (ctx) => {
      attempts.push(ctx.attempt);
      return jobDone();
    });
    const api = await start([bound], { work: false });
    const child = spawn(process.execPath, [join(import.meta.dirname, '../../../test/hanging-worker.ts'), source.dsn], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    try {
      await enqueue(api, job, 1);
      await once(child.stdout, 'data');
      const jobs = await start([bound]);
      await jobs.idle();
      expect(attempts).toEqual([]);
      child.kill('SIGKILL');
      await once(child, 'exit');
      await waitUntil(() => attempts.length === 1, { timeoutMs: 30_000, describe: 'the rescue' });
      expect(attempts).toEqual([2]);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('keeps its job when only its session broke for a moment', async () => {
    const gate = Promise.withResolvers<void>();
    let runs = 0;
    const { job, bound } = numberedJob('test.session', async () => {
      runs += 1;
      await gate.promise;
      return jobDone();
    });
    // A worker is given up after 1.5 s of this, which is long enough for a busy machine to connect again.
    const clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() / 10 };
    const jobs = await start([bound], { clock });
    const other = openDatabase(source.dsn, { config: { ...dbConfig(), applicationName: 'other' } });
    await other.start();
    await start([bound], { db: other, clock });
    await enqueue(jobs, job, 1);
    await waitUntil(() => runs === 1, { describe: 'the run' });
    await db.execute(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name in ('test-listen', 'other-listen')`,
    );
    const locks = async () =>
      (
        await db.execute(`select from pg_locks where locktype = 'advisory' and objsubid = 2 and granted
            and database = (select oid from pg_database where datname = current_database())`)
      ).rows.length;
    await waitUntil(async () => (await locks()) === 2, { describe: 'both workers to be back' });
    gate.resolve();
    await jobs.idle();
    expect(runs).toBe(1);
    await other.stop();
  });
});

describe('stopping', () => {
  it('tells a running job to stop and puts back what was cut short, without spending an attempt', async () => {
    const attempts: number[] = [];
    const { job, bound } = numberedJob('test.stop', async (ctx) => {
      attempts.push(ctx.attempt);
      if (attempts.length === 1)
        await new Promise((_resolve, reject) => ctx.signal.addEventListener('abort', () => reject(new Error('aborted'))));
      return jobDone();
    });
    const first = await start([bound]);
    await enqueue(first, job, 1);
    await waitUntil(() => attempts.length === 1, { describe: 'the run' });
    await first.stop();
    const second = await start([bound]);
    await waitUntil(() => attempts.length === 2, { describe: 'the second run' });
    await second.idle();
    expect(attempts).toEqual([1, 1]);
  });
});

describe('cron', () => {
  it('is what the kinds say, and nothing else', async () => {
    const sweep = defineJob({
      kind: 'test.cron',
      actsFor: 'system',
      payload: z.object({}),
      uniqueKey: () => 'all',
      cron: '15 3 * * *',
    });
    const bound = bindJob(sweep, async () => jobDone());
    await start([bound]);
    const schedules = async () => (await db.execute('select name, cron, timezone from jobs.schedule')).rows;
    expect(await schedules()).toEqual([{ name: 'test.cron', cron: '15 3 * * *', timezone: 'UTC' }]);
    await open.splice(0)[0]?.stop();
    await start([]);
    expect(await schedules()).toEqual([]);
  });
});

function dbConfig() {
  return { dsn: new Secret(source.dsn), poolSize: 4, statementTimeoutMs: 5_000 };
}
