/** What a job is: a kind declared as data, a handler bound to it, and the three ways a run can end well. */
import type { z } from 'zod';
import type { RequestCtx } from '../http/context.ts';

/** A kind of job. Domains declare it where its payload is known; whoever enqueues needs only this. */
export interface Job<S extends z.ZodType = z.ZodType> {
  /** `<noun>.<work>`, such as `deployment.rollout`. */
  readonly kind: string;
  /**
   * Whose will it does: the action that somebody was allowed when the job was queued, or `system` for the platform's own
   * housekeeping. A job runs with the platform's rights, so this names who answers for it.
   */
  readonly actsFor: 'system' | `${string}:${string}`;
  readonly payload: S;
  /** Jobs of one key are never queued twice: one that waits absorbs the new one; behind a running one, one more waits. */
  readonly uniqueKey?: (payload: z.output<S>) => string;
  /** Attempts after the first; 10 by default. */
  readonly retryLimit?: number;
  /** Before the first retry; doubles with jitter up to `retryMaxSeconds`. 1 by default. */
  readonly retryDelaySeconds?: number;
  /** 300 by default. */
  readonly retryMaxSeconds?: number;
  /** How long a run may take before its signal aborts and it counts as failed; 60 s by default. */
  readonly deadlineMs?: number;
  /** How many run at once in one process; 4 by default. */
  readonly concurrency?: number;
  /** What it is for, as a sentence for whoever looks after the platform; every kind with a clock has one. */
  readonly about?: string;
  /** Runs by itself, such as `15 3 * * *` (UTC); the payload schema must accept `{}`. */
  readonly cron?: string;
}

export interface JobCtx extends RequestCtx {
  readonly kind: 'job';
  readonly jobId: string;
  /** 1 for the first. */
  readonly attempt: number;
}

export type JobResult =
  | { readonly kind: 'done' }
  /** Not yet: run again after `afterMs` without spending an attempt. */
  | { readonly kind: 'snooze'; readonly afterMs: number }
  /** Never again, and not a failure either: what it was for no longer holds. */
  | { readonly kind: 'cancel'; readonly reason: string };

export type JobHandler<S extends z.ZodType> = (ctx: JobCtx, payload: z.output<S>) => Promise<JobResult>;

export interface BoundJob {
  readonly job: Job;
  run(ctx: JobCtx, payload: unknown): Promise<JobResult>;
}

/** Keeps the payload's type. */
export function defineJob<S extends z.ZodType>(job: Job<S>): Job<S> {
  return job;
}

/** Binds a handler to a kind; the engine parses the payload with the kind's schema before it calls. */
export function bindJob<S extends z.ZodType>(job: Job<S>, handler: JobHandler<S>): BoundJob {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the engine calls it with what this very schema gave
  return { job, run: (ctx, payload) => handler(ctx, payload as z.output<S>) };
}

export function jobDone(): JobResult {
  return { kind: 'done' };
}

export function snooze(afterMs: number): JobResult {
  return { kind: 'snooze', afterMs };
}

export function cancelJob(reason: string): JobResult {
  return { kind: 'cancel', reason };
}
