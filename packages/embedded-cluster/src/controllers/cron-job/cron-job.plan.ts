/**
 * CronJob: start a Job at each time of a schedule.
 *
 * Only the latest time that was missed is made up for, and only within the starting deadline. What to do when the Job before
 * still runs is the concurrency policy. The name of a Job comes from its time, so the same time never starts two.
 */
import { type Action, normal, refOf, removal, warning } from '../framework/actions.ts';
import { timestamp } from '../framework/conditions.ts';
import { kinds } from '../framework/kinds.ts';
import type { CronJob, Job, ObjectReference } from '../framework/model.ts';
import { controllerReference, isControlledBy } from '../framework/owners.ts';
import { endOf } from '../job/job.plan.ts';
import type { Plan } from '../replica-set/replica-set.plan.ts';

/** The part of a parsed schedule that the plan asks. */
export interface Times {
  missed(since: Date, until: Date): { readonly last: Date | undefined; readonly count: number };
  next(after: Date): Date | undefined;
}

export interface CronJobObserved {
  readonly cronJob: CronJob;
  /** All Jobs of the namespace. */
  readonly jobs: readonly Job[];
  readonly times: Times | { readonly invalid: string };
  readonly now: Date;
}

const tooMany = 100;

export function jobFor(cronJob: CronJob, at: Date): Job {
  const { metadata, spec } = cronJob;
  const template = spec.jobTemplate;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: `${metadata.name}-${Math.floor(at.getTime() / 60_000)}`,
      ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
      ...(template.metadata?.labels === undefined ? {} : { labels: template.metadata.labels }),
      annotations: { ...template.metadata?.annotations, 'batch.kubernetes.io/cronjob-scheduled-timestamp': timestamp(at) },
      ownerReferences: [controllerReference(cronJob)],
    },
    spec: template.spec,
  };
}

/** The time to start a Job for now, and how many were missed. */
export function dueTime(cronJob: CronJob, times: Times, now: Date): { readonly at: Date | undefined; readonly missed: number } {
  const since = Date.parse(cronJob.status?.lastScheduleTime ?? cronJob.metadata.creationTimestamp ?? now.toISOString());
  const deadline = cronJob.spec.startingDeadlineSeconds;
  const earliest = deadline === undefined ? since : Math.max(since, now.getTime() - deadline * 1000);
  const { last, count } = times.missed(new Date(earliest), now);
  return { at: last, missed: count };
}

function referenceTo(job: Job): ObjectReference {
  const { name, namespace, uid } = job.metadata;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(uid === undefined ? {} : { uid }),
  };
}

function planHistory(owned: readonly Job[], end: 'Complete' | 'Failed', limit: number): Action[] {
  const ended = owned.filter((job) => endOf(job) === end).toSorted((a, b) => startOf(a) - startOf(b));
  return ended.slice(0, Math.max(0, ended.length - limit)).map((job) => removal(kinds.job, job, { propagation: 'Background' }));
}

const startOf = (job: Job): number => Date.parse(job.status?.startTime ?? job.metadata.creationTimestamp ?? '') || 0;

interface Start {
  readonly actions: readonly Action[];
  readonly scheduledAt?: Date;
  readonly active: readonly Job[];
}

function planStart(observed: CronJobObserved, times: Times, active: readonly Job[]): Start {
  const { cronJob, now } = observed;
  const { at, missed } = dueTime(cronJob, times, now);
  if (at === undefined) return { actions: [], active };
  const late = missed > tooMany ? [warning(cronJob, 'TooManyMissedTimes', `too many missed start times: > ${tooMany}`)] : [];
  const policy = cronJob.spec.concurrencyPolicy ?? 'Allow';
  if (policy === 'Forbid' && active.length > 0) {
    const skipped = normal(
      cronJob,
      'JobAlreadyActive',
      'Not starting job because prior execution is running and concurrency policy is Forbid',
    );
    return { actions: [...late, skipped], active };
  }
  const replaced = policy === 'Replace' ? active.map((job) => removal(kinds.job, job, { propagation: 'Background' })) : [];
  const job = jobFor(cronJob, at);
  const exists = observed.jobs.some((each) => each.metadata.name === job.metadata.name);
  const start: Action[] = exists
    ? []
    : [
        { kind: 'create', resource: kinds.job, object: job },
        normal(cronJob, 'SuccessfulCreate', `Created job ${job.metadata.name}`),
      ];
  return { actions: [...late, ...replaced, ...start], scheduledAt: at, active: policy === 'Replace' ? [] : active };
}

function lastSuccess(cronJob: CronJob, owned: readonly Job[]): string | undefined {
  const times = owned.flatMap((job) => (endOf(job) === 'Complete' ? (job.status?.completionTime ?? []) : []));
  return [...times, ...(cronJob.status?.lastSuccessfulTime === undefined ? [] : [cronJob.status.lastSuccessfulTime])]
    .toSorted()
    .at(-1);
}

/** The next steps of one CronJob. */
export function planCronJob(observed: CronJobObserved): Plan {
  const { cronJob, times, now } = observed;
  if (cronJob.metadata.deletionTimestamp !== undefined) return { actions: [], requeue: undefined };
  const owned = observed.jobs.filter((job) => isControlledBy(job, cronJob));
  const active = owned.filter((job) => endOf(job) === undefined && job.metadata.deletionTimestamp === undefined);
  const history = [
    ...planHistory(owned, 'Complete', cronJob.spec.successfulJobsHistoryLimit ?? 3),
    ...planHistory(owned, 'Failed', cronJob.spec.failedJobsHistoryLimit ?? 1),
  ];
  const runnable = cronJob.spec.suspend !== true && !('invalid' in times);
  const start = runnable ? planStart(observed, times, active) : { actions: [], active };
  const invalid = 'invalid' in times ? [warning(cronJob, 'UnparseableSchedule', `unparseable schedule: ${times.invalid}`)] : [];
  const succeededAt = lastSuccess(cronJob, owned);
  const scheduledAt = start.scheduledAt === undefined ? cronJob.status?.lastScheduleTime : timestamp(start.scheduledAt);
  const status: Action = {
    kind: 'status',
    resource: kinds.cronJob,
    key: refOf(cronJob),
    status: {
      ...(start.active.length === 0 ? {} : { active: start.active.map(referenceTo) }),
      ...(scheduledAt === undefined ? {} : { lastScheduleTime: scheduledAt }),
      ...(succeededAt === undefined ? {} : { lastSuccessfulTime: succeededAt }),
    },
  };
  const next = runnable ? times.next(now) : undefined;
  return {
    actions: [...history, ...invalid, ...start.actions, status],
    requeue: next === undefined ? undefined : Math.max(100, next.getTime() - now.getTime() + 50),
  };
}
