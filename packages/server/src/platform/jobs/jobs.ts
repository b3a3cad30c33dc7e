import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import type { Service } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import type { z } from 'zod';
import type { Database, Tx } from '../db/database.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { BoundJob, Job } from './job.ts';

export interface EnqueueOptions {
  /** Not before this time. */
  readonly startAfter?: Date;
}

export interface JobStatus {
  readonly kind: string;
  readonly waiting: number;
  readonly running: number;
  readonly failed: number;
}

/** What services hold. */
export interface JobQueue {
  /** Enqueues with the caller's transaction: the job exists exactly when the transaction commits. */
  enqueue<S extends z.ZodType>(tx: Tx, job: Job<S>, payload: z.input<S>, options?: EnqueueOptions): Promise<void>;
}

export interface Jobs extends Service, JobQueue {
  /** Hands in the kinds that this process knows; before start, so that domains can enqueue before they are all made. */
  register(jobs: readonly BoundJob[]): void;
  list(): Promise<readonly JobStatus[]>;
}

export interface JobsDeps {
  readonly db: Database;
  readonly log: Log;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly metrics: Metrics;
  /** False in a process that only enqueues (the `api` role). */
  readonly work: boolean;
}

export declare function createJobs(deps: JobsDeps): Jobs;
