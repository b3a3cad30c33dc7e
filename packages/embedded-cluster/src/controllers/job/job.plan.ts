/**
 * Job: run pods until enough of them succeeded.
 *
 * It ends in exactly one way: enough successes (Complete), too many failures or too much time (Failed). After a failure the
 * next pod waits, longer each time. A suspended Job has no pods and its clock stands still. An ended Job never starts a pod
 * again and goes away by itself when it says after how long.
 */
import { type Action, normal, refOf, removal, warning } from '../framework/actions.ts';
import { findCondition, timestamp, withCondition, type Conditions } from '../framework/conditions.ts';
import { kinds } from '../framework/kinds.ts';
import type { Job, JobStatus, Pod } from '../framework/model.ts';
import { isControlledBy } from '../framework/owners.ts';
import type { Requeue } from '../framework/runner.ts';
import type { Plan } from '../replica-set/replica-set.plan.ts';
import { countPods, formatIndexes, isIndexed, type JobCount } from './job-count.plan.ts';
import { backoffUntil, jobPods } from './job-pods.plan.ts';

export interface JobObserved {
  readonly job: Job;
  /** All pods of the namespace. */
  readonly pods: readonly Pod[];
  readonly now: Date;
  readonly newSuffix: () => string;
}

type Verdict =
  | { readonly kind: 'complete' }
  | { readonly kind: 'failed'; readonly reason: string; readonly message: string }
  | { readonly kind: 'suspended' }
  | { readonly kind: 'running' };

export function endOf(job: Job): 'Complete' | 'Failed' | undefined {
  const ended = (type: string): boolean => findCondition(job.status?.conditions, type)?.status === 'True';
  if (ended('Complete')) return 'Complete';
  return ended('Failed') ? 'Failed' : undefined;
}

/** Without a number of completions the first success starts the end, which comes when the others have ended too. */
function isEnough(job: Job, count: JobCount): boolean {
  const { completions } = job.spec;
  if (completions !== undefined) return count.succeeded >= completions;
  return count.succeeded > 0 && count.active.length === 0;
}

function hasFailedTooOften(job: Job, count: JobCount): boolean {
  const limit = job.spec.backoffLimit ?? 6;
  if (count.failed > limit) return true;
  const restartsItself = job.spec.template.spec.restartPolicy === 'OnFailure';
  return restartsItself && count.restarts > 0 && count.failed + count.restarts > limit;
}

function deadlineLeft(job: Job, now: Date): number | undefined {
  const { activeDeadlineSeconds } = job.spec;
  const startTime = job.status?.startTime;
  if (activeDeadlineSeconds === undefined || startTime === undefined) return undefined;
  return Date.parse(startTime) + activeDeadlineSeconds * 1000 - now.getTime();
}

/** How the Job stands. */
export function decideVerdict(job: Job, count: JobCount, now: Date): Verdict {
  if (isEnough(job, count)) return { kind: 'complete' };
  if (hasFailedTooOften(job, count)) {
    return { kind: 'failed', reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' };
  }
  if (job.spec.suspend === true) return { kind: 'suspended' };
  if ((deadlineLeft(job, now) ?? 1) <= 0) {
    return { kind: 'failed', reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' };
  }
  return { kind: 'running' };
}

function conditionsFor(job: Job, verdict: Verdict, now: Date): Conditions {
  const before = job.status?.conditions ?? [];
  const wasSuspended = findCondition(before, 'Suspended')?.status === 'True';
  switch (verdict.kind) {
    case 'complete': {
      const statement = {
        status: 'True',
        reason: 'CompletionsReached',
        message: 'Reached expected number of succeeded pods',
      } as const;
      return withCondition(
        withCondition(before, { type: 'SuccessCriteriaMet', ...statement }, now),
        { type: 'Complete', ...statement },
        now,
      );
    }
    case 'failed': {
      const statement = { status: 'True', reason: verdict.reason, message: verdict.message } as const;
      return withCondition(
        withCondition(before, { type: 'FailureTarget', ...statement }, now),
        { type: 'Failed', ...statement },
        now,
      );
    }
    case 'suspended':
      return withCondition(before, { type: 'Suspended', status: 'True', reason: 'JobSuspended', message: 'Job suspended' }, now);
    case 'running':
      if (!wasSuspended) return before;
      return withCondition(before, { type: 'Suspended', status: 'False', reason: 'JobResumed', message: 'Job resumed' }, now);
  }
}

function startTimeFor(job: Job, verdict: Verdict, now: Date): string | undefined {
  if (verdict.kind === 'suspended') return undefined;
  return job.status?.startTime ?? timestamp(now);
}

function statusFor(job: Job, count: JobCount, verdict: Verdict, { active, now }: { active: number; now: Date }): JobStatus {
  const conditions = conditionsFor(job, verdict, now);
  const startTime = startTimeFor(job, verdict, now);
  const isLive = verdict.kind === 'running';
  return {
    ...(active === 0 ? {} : { active }),
    ready: isLive ? count.ready : 0,
    terminating: count.terminating,
    ...(count.succeeded === 0 ? {} : { succeeded: count.succeeded }),
    ...(count.failed === 0 ? {} : { failed: count.failed }),
    ...(startTime === undefined ? {} : { startTime }),
    ...(verdict.kind === 'complete' ? { completionTime: timestamp(now) } : {}),
    ...(isIndexed(job) && count.completedIndexes.size > 0 ? { completedIndexes: formatIndexes(count.completedIndexes) } : {}),
    ...(conditions.length === 0 ? {} : { conditions }),
  };
}

function announce(job: Job, verdict: Verdict): Action[] {
  const suspended = findCondition(job.status?.conditions, 'Suspended')?.status;
  switch (verdict.kind) {
    case 'complete':
      return [normal(job, 'Completed', 'Job completed')];
    case 'failed':
      return [warning(job, verdict.reason, verdict.message)];
    case 'suspended':
      return suspended === 'True' ? [] : [normal(job, 'Suspended', 'Job suspended')];
    case 'running':
      return suspended === 'True' ? [normal(job, 'Resumed', 'Job resumed')] : [];
  }
}

function planEnded(job: Job, now: Date): Plan {
  const { ttlSecondsAfterFinished } = job.spec;
  const endedAt = findCondition(job.status?.conditions, endOf(job) ?? '')?.lastTransitionTime;
  if (ttlSecondsAfterFinished === undefined || endedAt === undefined) return { actions: [], requeue: undefined };
  const left = Date.parse(endedAt) + ttlSecondsAfterFinished * 1000 - now.getTime();
  if (left > 0) return { actions: [], requeue: left };
  return { actions: [removal(kinds.job, job, { propagation: 'Background' })], requeue: undefined };
}

function soonest(...delays: readonly (number | undefined)[]): Requeue {
  const known = delays.filter((delay) => delay !== undefined && delay > 0).map((delay) => delay ?? 0);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** The next steps of one Job. */
export function planJob(observed: JobObserved): Plan {
  const { job, now } = observed;
  if (job.metadata.deletionTimestamp !== undefined) return { actions: [], requeue: undefined };
  if (endOf(job) !== undefined) return planEnded(job, now);
  const count = countPods(
    job,
    observed.pods.filter((pod) => isControlledBy(pod, job)),
  );
  const verdict = decideVerdict(job, count, now);
  const pods = verdict.kind === 'running' ? jobPods(job, count, observed) : stopAll(job, count);
  const activeAfter = verdict.kind === 'running' ? count.active.length + pods.change : 0;
  const status: Action = {
    kind: 'status',
    resource: kinds.job,
    key: refOf(job),
    status: statusFor(job, count, verdict, { active: activeAfter, now }),
  };
  const ended = verdict.kind === 'complete' || verdict.kind === 'failed';
  const requeue = ended
    ? job.spec.ttlSecondsAfterFinished === undefined
      ? undefined
      : job.spec.ttlSecondsAfterFinished * 1000 + 1000
    : soonest(deadlineLeft(job, now) ?? startDeadline(job, verdict), backoffUntil(count, now));
  return { actions: [...pods.actions, ...announce(job, verdict), status], requeue };
}

/** The deadline of a Job that starts in this very round. */
function startDeadline(job: Job, verdict: Verdict): number | undefined {
  const { activeDeadlineSeconds } = job.spec;
  return verdict.kind === 'running' && activeDeadlineSeconds !== undefined ? activeDeadlineSeconds * 1000 : undefined;
}

function stopAll(job: Job, count: JobCount): { readonly actions: readonly Action[]; readonly change: number } {
  const actions = count.active.flatMap((pod) => [
    removal(kinds.pod, pod),
    normal(job, 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`),
  ]);
  return { actions, change: -count.active.length };
}
