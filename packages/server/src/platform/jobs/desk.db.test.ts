import { systemClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { useTestDatabase } from '@moorage/testkit/postgres';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import type { Database } from '../db/database.ts';
import { createMetrics } from '../metrics/metrics.ts';
import type { JobDesk } from './desk.ts';
import { bindJob, defineJob, type Job, jobDone, type JobCtx, type JobResult } from './job.ts';
import { createJobs, type Jobs } from './jobs.ts';

const source = useTestDatabase(migratedDatabase('job_desk'));
const later = new Date(systemClock.now().getTime() + 3_600_000);
const payload = z.object({ n: z.number().default(0) });
type Ref = { readonly id: string; readonly kind: string };
type Run = (ctx: JobCtx, n: number) => Promise<JobResult>;
const runs = new Map<string, Run>();

function kindOf(kind: string, extra: Partial<Job<typeof payload>> = {}): Job<typeof payload> {
  return defineJob({ kind, actsFor: 'system', payload, ...extra });
}

const flaky = kindOf('test.flaky', { retryLimit: 0 });
const keyed = kindOf('test.keyed', { retryLimit: 0, uniqueKey: ({ n }) => String(n) });
const hanging = kindOf('test.hanging');
const timed = kindOf('test.timed', { cron: '30 4 * * *' });
let db: Database;
let jobs: Jobs;
let desk: JobDesk;

beforeAll(async () => {
  db = openDatabase(source.dsn);
  await db.start();
  jobs = createJobs({ db, log: silentLog, clock: systemClock, metrics: createMetrics(), work: true });
  const bound = [flaky, keyed, hanging, timed].map((job) =>
    bindJob(job, async (ctx, { n }) => (await runs.get(job.kind)?.(ctx, n)) ?? jobDone()),
  );
  jobs.register(bound);
  await jobs.start();
  desk = jobs.desk;
});

afterAll(async () => {
  await jobs.stop();
  await db.stop();
});

async function queue(job: Job<typeof payload>, n: number, startAfter?: Date): Promise<Ref> {
  const options = startAfter === undefined ? {} : { startAfter };
  const id = await db.system('test', (tx) => desk.enqueue(tx, job, { n }, options));
  return { id, kind: job.kind };
}
const retry = (ref: Ref) => db.system('test', (tx) => desk.retry(tx, ref));
const cancel = (ref: Ref) => db.system('test', (tx) => desk.cancel(tx, ref));
async function rowsOf({ id }: Ref): Promise<string[]> {
  const { rows } = await db.execute(
    `select name || ' ' || state as row from jobs.job where id = $1 or source_id = $1 order by 1`,
    [id],
  );
  return rows.map((row) => String(row['row']));
}

async function failed(job: Job<typeof payload>, n: number): Promise<Ref> {
  runs.set(job.kind, async () => {
    throw new Error('broken');
  });
  const ref = await queue(job, n);
  await jobs.idle();
  runs.delete(job.kind);
  return ref;
}

describe('running one again', () => {
  it('takes it from the dead letters, under its own id, once', async () => {
    const ref = await failed(flaky, 1);
    expect(await rowsOf(ref)).toEqual(['dead-letters created', 'test.flaky failed']);
    expect([await retry(ref), await retry(ref)].toSorted()).toEqual(['not-ended', 'queued']);
    await jobs.idle();
    expect(await rowsOf(ref)).toEqual(['test.flaky completed']);
  });

  it('also works when only the dead letter is left', async () => {
    const ref = await failed(flaky, 2);
    await db.execute(`delete from jobs.job where name = 'test.flaky' and id = $1`, [ref.id]);
    expect(await retry(ref)).toBe('queued');
    await jobs.idle();
    expect(await rowsOf(ref)).toEqual(['test.flaky completed']);
  });

  it('is left to the one of its key that waits already', async () => {
    const ref = await failed(keyed, 3);
    const waiting = await queue(keyed, 3, later);
    const refused = db.system('test', async (tx) => {
      const retried = await desk.retry(tx, ref);
      throw new Error(retried);
    });
    await expect(refused).rejects.toThrow('taken');
    expect(await rowsOf(ref)).toEqual(['dead-letters created', 'test.keyed failed']);
    await cancel(waiting);
    expect(await retry(ref)).toBe('queued');
    await jobs.idle();
  });

  it('is not done with what waits, what ended well, or what nobody knows', async () => {
    const waiting = await queue(flaky, 4, later);
    const done = await queue(flaky, 5);
    await jobs.idle();
    expect([await retry(waiting), await retry(done)]).toEqual(['not-ended', 'not-ended']);
    expect(await retry({ ...done, kind: 'test.unheard' })).toBe('unknown-kind');
    await cancel(waiting);
  });

  it('happens to one of two who ask at once', async () => {
    const ref = await failed(flaky, 6);
    expect((await Promise.all([retry(ref), retry(ref), retry(ref)])).toSorted()).toEqual(['not-ended', 'not-ended', 'queued']);
    await jobs.idle();
  });
});

describe('calling one off', () => {
  it('keeps one that waits from ever running, until it is run again', async () => {
    const ref = await queue(flaky, 7, later);
    expect([await cancel(ref), await cancel(ref)]).toEqual([true, false]);
    expect(await rowsOf(ref)).toEqual(['test.flaky cancelled']);
    expect(await retry(ref)).toBe('queued');
    await jobs.idle();
    expect(await rowsOf(ref)).toEqual(['test.flaky completed']);
  });

  it('tells one that runs to stop, and what it ends with does not count', async () => {
    const seen = { started: false, aborted: false };
    runs.set('test.hanging', async (ctx) => {
      seen.started = true;
      await new Promise<void>((resolve) => ctx.signal.addEventListener('abort', () => resolve()));
      seen.aborted = true;
      return jobDone();
    });
    const ref = await queue(hanging, 8);
    await waitUntil(() => seen.started, { describe: 'the run' });
    expect(await cancel(ref)).toBe(true);
    await waitUntil(() => seen.aborted, { describe: 'the end of the run' });
    await jobs.idle();
    expect(await rowsOf(ref)).toEqual(['test.hanging cancelled']);
    const { rows } = await db.execute('select 1 from job_claims where job_id = $1', [ref.id]);
    expect(rows).toEqual([]);
  });
});

describe('the clockwork', () => {
  it('says when it strikes next, in UTC', () => {
    expect(desk.nextRun(timed, new Date('2030-05-06T04:30:00Z'))).toEqual(new Date('2030-05-07T04:30:00Z'));
    expect(desk.nextRun(flaky, systemClock.now())).toBeUndefined();
  });
});
