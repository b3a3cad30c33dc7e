import { createFakeClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createMetrics } from '../metrics/metrics.ts';
import type { Claimed, Settled, Settlement } from './claims.ts';
import { bindJob, defineJob, type JobCtx, jobDone, type JobResult } from './job.ts';
import { createRunner } from './runner.ts';

const claimed: Claimed = { id: 'j', kind: 'test.run', data: { n: 1 }, retryCount: 2, retryLimit: 5, key: null };

/** A runner whose claims remember what they were told and fail as often as asked. */
function setUp(run: (ctx: JobCtx) => Promise<JobResult>, failures = 0) {
  const clock = createFakeClock();
  const metrics = createMetrics();
  const told: Settlement[] = [];
  let left = failures;
  const settle = (_claimed: Claimed, settlement: Settlement): Promise<Settled> => {
    told.push(settlement);
    left -= 1;
    return left >= 0 ? Promise.reject(new Error('database away')) : Promise.resolve('settled');
  };
  const claims = { settle };
  const bound = bindJob(
    defineJob({ kind: 'test.run', actsFor: 'system', payload: z.object({ n: z.number() }), deadlineMs: 1_000 }),
    run,
  );
  const runner = createRunner({ claims, log: silentLog, clock, metrics });
  const stop = new AbortController();
  return {
    clock,
    metrics,
    told,
    stop,
    start: (data: unknown = claimed.data) => runner.run(bound, { ...claimed, data }, stop.signal),
  };
}

async function advanceUntilDone(clock: ReturnType<typeof createFakeClock>, run: Promise<void>): Promise<void> {
  let isDone = false;
  const done = run.then(() => {
    isDone = true;
  });
  for (let step = 0; step < 1_000 && !isDone; step += 1) await clock.advance(100);
  await done;
}

describe('a run', () => {
  it('knows its attempt and acts as the system', async () => {
    const seen: unknown[] = [];
    const { start, told } = setUp(async (ctx) => {
      seen.push([ctx.kind, ctx.jobId, ctx.attempt, ctx.actor.kind, ctx.requestId]);
      return jobDone();
    });
    await start();
    expect(seen).toEqual([['job', 'j', 3, 'system', 'job-j']]);
    expect(told).toEqual([{ kind: 'done' }]);
  });

  it('that passes its deadline is aborted and failed', async () => {
    let signal: AbortSignal | undefined;
    const { start, told, clock } = setUp((ctx) => {
      signal = ctx.signal;
      return new Promise(() => {});
    });
    await advanceUntilDone(clock, start());
    expect(signal?.aborted).toBe(true);
    expect(told[0]).toMatchObject({ kind: 'failed', message: 'The job did not end within 1000 ms.', isFinal: false });
  });

  it('that a stopping process cuts short is put back, and one that fails by itself is not', async () => {
    const cut = setUp(
      (ctx) => new Promise((_resolve, reject) => ctx.signal.addEventListener('abort', () => reject(new Error('cut')))),
    );
    const running = cut.start();
    cut.stop.abort();
    await running;
    expect(cut.told).toEqual([{ kind: 'snooze', afterMs: 0 }]);
    const failed = setUp(() => Promise.reject(new Error('bug')));
    await failed.start();
    expect(failed.told[0]).toMatchObject({ kind: 'failed', message: 'bug' });
  });

  it('with a payload that its schema refuses is hopeless', async () => {
    const { start, told } = setUp(async () => jobDone());
    await start({ n: 'x' });
    expect(told[0]).toMatchObject({ kind: 'failed', isFinal: true });
  });

  it('is settled even when the database is away for a moment, and never rejects when it stays away', async () => {
    const moment = setUp(async () => jobDone(), 3);
    await advanceUntilDone(moment.clock, moment.start());
    expect(moment.told).toHaveLength(4);
    expect(await moment.metrics.text()).toContain('worker_runs_total{worker="test.run",result="done"} 1');
    const forever = setUp(async () => jobDone(), 100);
    await advanceUntilDone(forever.clock, forever.start());
    expect(forever.told.length).toBeLessThan(10);
    expect(await forever.metrics.text()).not.toContain('result="done"');
  });
});
