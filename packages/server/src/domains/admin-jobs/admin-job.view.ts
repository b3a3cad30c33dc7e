import { redacted } from '@moorage/core/log';
import type { Job } from '../../platform/jobs/job.ts';
import type { AdminJobKindView, AdminJobView, AdminScheduleView, JobState } from './admin-job.contract.ts';

export interface JobRow {
  readonly id: string;
  readonly kind: string;
  readonly state: JobState;
  readonly data: unknown;
  readonly key: string | null;
  readonly attempts: number;
  readonly max_attempts: number;
  readonly error: string | null;
  readonly created_at: Date;
  /** With its microseconds, for cursors. */
  readonly created_key: string;
  readonly run_at: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly org_id: string | null;
}

export interface KindCounts {
  readonly kind: string;
  readonly queued: number;
  readonly scheduled: number;
  readonly running: number;
  readonly failed: number;
}

const longestError = 2_000;

/** Only what the kind knows, and that without secrets. */
function payloadOf(job: Job | undefined, data: unknown): Record<string, unknown> | null {
  const parsed = job?.payload.safeParse(data);
  if (parsed?.success !== true || typeof parsed.data !== 'object' || parsed.data === null) return null;
  return redacted({ ...parsed.data });
}

/** What makes sense with a job in this state. */
function actionsIn(state: JobState): ('retry' | 'cancel')[] {
  if (state === 'failed' || state === 'canceled') return ['retry'];
  return state === 'succeeded' ? [] : ['cancel'];
}

function errorOf({ error }: JobRow): string | null {
  return error === null ? null : error.slice(0, longestError);
}

export function jobToView(row: JobRow, job: Job | undefined): AdminJobView {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    orgId: row.org_id,
    attempts: row.attempts,
    maxAttempts: row.max_attempts,
    key: row.key,
    payload: payloadOf(job, row.data),
    lastError: errorOf(row),
    createdAt: row.created_at.toISOString(),
    runAt: row.run_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
    actions: actionsIn(row.state),
  };
}

/** Every kind that is known here, and those of which only jobs are left. */
export function kindsToView(jobs: readonly Job[], counts: readonly KindCounts[]): AdminJobKindView[] {
  const left = counts.filter(({ kind }) => !jobs.some((job) => job.kind === kind));
  const none = { queued: 0, scheduled: 0, running: 0, failed: 0 };
  const known = jobs.map(({ kind, actsFor }) => ({ kind, actsFor, ...(counts.find((each) => each.kind === kind) ?? none) }));
  return [...known, ...left.map((each) => ({ ...each, actsFor: 'unknown' }))].toSorted((a, b) => (a.kind < b.kind ? -1 : 1));
}

/** A variable and what is in effect. */
export type ScheduleSetting = Readonly<AdminScheduleView['settings'][number]>;

export interface Timed {
  readonly job: Job;
  readonly nextRun: Date;
  readonly settings: readonly ScheduleSetting[];
}

export function scheduleToView({ job, nextRun, settings }: Timed, last: JobRow | undefined): AdminScheduleView {
  const startedAt = last?.started_at ?? last?.ended_at;
  const lastRun =
    last === undefined || startedAt === undefined || startedAt === null
      ? null
      : {
          jobId: last.id,
          state: last.state,
          startedAt: startedAt.toISOString(),
          endedAt: last.ended_at?.toISOString() ?? null,
          error: errorOf(last),
        };
  const { kind, about = '', cron = '' } = job;
  return { kind, about, cron, settings: [...settings], nextRunAt: nextRun.toISOString(), lastRun };
}
