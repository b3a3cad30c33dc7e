/** Runs one job: parses its payload, gives it a context and a deadline, and says how it ended. */
import type { Clock } from '@moorage/core/clock';
import { AppError, messageOf } from '@moorage/core/errors';
import type { Log } from '@moorage/core/log';
import type { Counter, Gauge, Histogram, Metrics } from '../metrics/metrics.ts';
import { createSystemCtx } from '../http/context.ts';
import { jobDefaults } from './boss.ts';
import type { Claimed, Claims, Settled, Settlement } from './claims.ts';
import type { BoundJob, JobCtx, JobResult } from './job.ts';

export interface RunnerDeps {
  readonly claims: Pick<Claims, 'settle'>;
  readonly log: Log;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

export interface Runner {
  /** Never rejects. `stop` aborts when the process stops: what is cut short by that is put back and not counted as failed. */
  run(bound: BoundJob, claimed: Claimed, stop: AbortSignal): Promise<void>;
  /** Tells the run of this job, if it is here, that nobody wants it any more. */
  abort(jobId: string): void;
}

interface Instruments {
  readonly runs: Counter;
  readonly duration: Histogram;
  readonly lastSuccess: Gauge;
}

function createInstruments(metrics: Metrics): Instruments {
  return {
    runs: metrics.counter({ name: 'worker_runs_total', help: 'Runs of jobs by result.', labels: ['worker', 'result'] }),
    duration: metrics.histogram({ name: 'worker_run_duration_seconds', help: 'How long runs of jobs take.', labels: ['worker'] }),
    lastSuccess: metrics.gauge({
      name: 'worker_last_success_timestamp',
      help: 'When a kind of job last succeeded.',
      labels: ['worker'],
    }),
  };
}

function ctxFor(deps: RunnerDeps, claimed: Claimed, signal: AbortSignal): JobCtx {
  const log = deps.log.child({ job: claimed.kind, jobId: claimed.id });
  const ctx = createSystemCtx({ requestId: `job-${claimed.id}`, log, clock: deps.clock, signal }, 'job');
  return { ...ctx, kind: 'job', jobId: claimed.id, attempt: claimed.retryCount + 1 };
}

async function handle(deps: RunnerDeps, bound: BoundJob, claimed: Claimed, aborter: AbortController): Promise<JobResult> {
  const payload: unknown = bound.job.payload.parse(claimed.data);
  const late = Promise.withResolvers<never>();
  const deadlineMs = bound.job.deadlineMs ?? jobDefaults.deadlineMs;
  const cancel = deps.clock.after(deadlineMs, () => {
    aborter.abort();
    late.reject(new AppError('unavailable', `The job did not end within ${deadlineMs} ms.`));
  });
  try {
    return await Promise.race([bound.run(ctxFor(deps, claimed, aborter.signal), payload), late.promise]);
  } finally {
    cancel();
  }
}

/** With the pauses before it, about four seconds in all. */
const longestSettlePauseMs = 3_000;

/** A payload that its own schema refuses will be refused every time. */
function isHopeless(error: unknown): boolean {
  return error instanceof Error && error.name === 'ZodError';
}

export function createRunner(deps: RunnerDeps): Runner {
  const { log, clock } = deps;
  const { runs, duration, lastSuccess } = createInstruments(deps.metrics);
  const aborters = new Map<string, AbortController>();

  async function outcomeOf(bound: BoundJob, claimed: Claimed, stop: AbortSignal): Promise<Settlement & { error?: unknown }> {
    const aborter = new AbortController();
    const onStop = (): void => aborter.abort();
    stop.addEventListener('abort', onStop);
    aborters.set(claimed.id, aborter);
    try {
      return await handle(deps, bound, claimed, aborter);
    } catch (error) {
      if (stop.aborted) return { kind: 'snooze', afterMs: 0 };
      return { kind: 'failed', message: messageOf(error), isFinal: isHopeless(error), error };
    } finally {
      stop.removeEventListener('abort', onStop);
      aborters.delete(claimed.id);
    }
  }

  function report(claimed: Claimed, outcome: Settlement & { error?: unknown }, settled: Settled, durationMs: number): void {
    const { kind } = claimed;
    runs.inc({ worker: kind, result: settled === 'lost' ? 'lost' : outcome.kind });
    duration.observe(durationMs / 1_000, { worker: kind });
    if (outcome.kind === 'done') lastSuccess.set(clock.now().getTime() / 1_000, { worker: kind });
    const fields = {
      job: kind,
      jobId: claimed.id,
      attempt: claimed.retryCount + 1,
      outcome: outcome.kind,
      durationMs: Math.round(durationMs),
    };
    if (settled === 'lost') log.warn('job was taken away from this worker', fields);
    else if (settled === 'given-up') log.error('job given up', { ...fields, error: outcome.error });
    else if (outcome.kind === 'failed')
      log.warn('job failed and will be tried again', { ...fields, settled, error: outcome.error });
    else if (outcome.kind === 'cancel') log.info('job canceled', { ...fields, reason: outcome.reason });
    else log.info('job', fields);
  }

  /** The work is done: a database that is away for a moment is no reason to do it again. */
  async function settle(claimed: Claimed, outcome: Settlement): Promise<Settled> {
    for (let pauseMs = 100; ; pauseMs *= 3) {
      try {
        return await deps.claims.settle(claimed, outcome);
      } catch (error) {
        if (pauseMs > longestSettlePauseMs) throw error;
        log.warn('job not settled yet', { job: claimed.kind, jobId: claimed.id, error });
        await clock.sleep(pauseMs);
      }
    }
  }

  return {
    abort: (jobId) => aborters.get(jobId)?.abort(),
    async run(bound, claimed, stop) {
      const beganAt = clock.monotonicMs();
      const outcome = await outcomeOf(bound, claimed, stop);
      try {
        const settled = await settle(claimed, outcome);
        report(claimed, outcome, settled, clock.monotonicMs() - beganAt);
      } catch (error) {
        // The claim stays. The job expires by its queue's limit and runs again: handlers are safe to run twice.
        log.error('job could not be settled', { job: claimed.kind, jobId: claimed.id, error });
      }
    },
  };
}
