/** Work that ends: Job and CronJob. */
import type { KubeObject } from '@moorage/kube/objects';
import { at, ensureObject, isObject, listAt, numberAt, objectAt, stringAt } from '../json.ts';
import { cause, invalidValue, required, type StatusCause } from '../refusal.ts';
import { labelSelectorText } from '../selectors.ts';
import { as, boolean, integer, list, long, object, oneOf, string, time, type Schema } from '../schema/schema.ts';
import { containerColumns } from './apps.ts';
import { age, conditionOf, fieldsText, humanDuration } from './cells.ts';
import { column, defineKind, pathColumn } from './define.ts';
import type { Kind, Preparation } from './kind.ts';
import { metadataSchema } from './metadata.ts';
import { checkPodSpec, preparePodSpec } from './pod.rules.ts';
import { conditions, labelSelector, objectReference, podTemplate } from './pod.schema.ts';

const jobSpec: Schema = object(
  {
    parallelism: integer({ minimum: 0, description: 'How many pods may run at once.' }),
    completions: integer({ minimum: 0, description: 'How many pods must succeed.' }),
    activeDeadlineSeconds: long({ minimum: 1, description: 'Seconds after which the job fails.' }),
    backoffLimit: integer({ default: 6, minimum: 0, description: 'Retries before the job fails.' }),
    backoffLimitPerIndex: integer(),
    maxFailedIndexes: integer(),
    completionMode: as(oneOf('NonIndexed', 'Indexed'), { default: 'NonIndexed' }),
    selector: labelSelector,
    manualSelector: boolean(),
    template: as(podTemplate, { description: 'From which the pods are made.' }),
    ttlSeconds: integer(),
    ttlSecondsAfterFinished: integer({ minimum: 0, description: 'Seconds after its end at which the job is deleted.' }),
    suspend: boolean({ default: false, description: 'While true no pod runs.' }),
    podReplacementPolicy: string({ default: 'TerminatingOrFailed' }),
    podFailurePolicy: object({
      rules: list(
        object({
          'action!': string(),
          onExitCodes: object({ containerName: string(), 'operator!': string(), 'values!': list(integer()) }),
          onPodConditions: list(object({ 'type!': string(), status: string({ default: 'True' }) })),
        }),
      ),
    }),
    successPolicy: object({ rules: list(object({ succeededIndexes: string(), succeededCount: integer() })) }),
    managedBy: string(),
  },
  { required: ['template'] },
);

/** Unless selected by hand, a job selects its pods by its own uid. */
function prepareJob(job: KubeObject, { previous }: Preparation): void {
  const spec = job.spec;
  if (!isObject(spec)) return;
  preparePodSpec(at(spec, 'template', 'spec'));
  const indexed = spec['completionMode'] === 'Indexed';
  if (spec['parallelism'] === undefined && spec['completions'] === undefined && !indexed) {
    spec['completions'] = 1;
  }
  spec['parallelism'] ??= 1;
  if (previous !== undefined || spec['manualSelector'] === true) return;
  const uid = job.metadata.uid ?? '';
  spec['selector'] = { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } };
  const labels = ensureObject(ensureObject(ensureObject(spec, 'template'), 'metadata'), 'labels');
  Object.assign(labels, {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': job.metadata.name,
    'controller-uid': uid,
    'job-name': job.metadata.name,
  });
}

function checkTemplate(template: unknown, path: string): StatusCause[] {
  const policy = stringAt(template, 'spec', 'restartPolicy');
  const wrong = policy === 'Always' || policy === undefined;
  const text = 'Unsupported value: "Always": supported values: "OnFailure", "Never"';
  return [
    ...(wrong ? [cause('FieldValueNotSupported', `${path}.spec.restartPolicy`, text)] : []),
    ...checkPodSpec(at(template, 'spec'), `${path}.spec`),
  ];
}

function jobStatus(job: KubeObject): string {
  const is = (type: string): boolean => conditionOf(job, type)?.['status'] === 'True';
  if (is('Complete')) return 'Complete';
  if (is('Failed')) return 'Failed';
  if (job.metadata.deletionTimestamp !== undefined) return 'Terminating';
  if (is('Suspended')) return 'Suspended';
  if (is('FailureTarget')) return 'FailureTarget';
  return is('SuccessCriteriaMet') ? 'SuccessCriteriaMet' : 'Running';
}

function jobDuration(job: KubeObject, now: Date): string {
  const start = stringAt(job, 'status', 'startTime');
  if (start === undefined) return '';
  const failedAt = conditionOf(job, 'Failed')?.['lastTransitionTime'];
  const end = stringAt(job, 'status', 'completionTime') ?? (typeof failedAt === 'string' ? failedAt : undefined);
  return humanDuration((end === undefined ? now : new Date(end)).getTime() - new Date(start).getTime());
}

const job = defineKind({
  group: 'batch',
  kind: 'Job',
  plural: 'jobs',
  categories: ['all'],
  description: 'Pods that run until enough of them have succeeded.',
  fields: {
    spec: jobSpec,
    status: object({
      conditions,
      startTime: time(),
      completionTime: time(),
      active: integer(),
      succeeded: integer(),
      failed: integer(),
      ready: integer(),
      terminating: integer(),
      completedIndexes: string(),
      failedIndexes: string(),
      uncountedTerminatedPods: object({ failed: list(string()), succeeded: list(string()) }),
    }),
  },
  selectable: ['status.successful'],
  columns: [
    column('Status', jobStatus),
    column('Completions', (item) => {
      const succeeded = numberAt(item, 'status', 'succeeded') ?? 0;
      const wanted = numberAt(item, 'spec', 'completions');
      if (wanted !== undefined) return `${succeeded}/${wanted}`;
      const parallel = numberAt(item, 'spec', 'parallelism') ?? 1;
      return parallel > 1 ? `${succeeded}/1 of ${parallel}` : `${succeeded}/1`;
    }),
    column('Duration', jobDuration),
    ...containerColumns,
    column('Selector', (item) => labelSelectorText(at(item, 'spec', 'selector')) || '<none>', 1),
  ],
  rules: {
    prepare: prepareJob,
    check: (item) => checkTemplate(at(item, 'spec', 'template'), 'spec.template'),
    immutable: ['spec.selector', 'spec.completionMode', 'spec.template.spec'],
  },
});

const schedulePattern = /^(@(yearly|annually|monthly|weekly|daily|midnight|hourly)|@every \S+|(\S+\s+){4}\S+)$/;

function checkCronJob(item: KubeObject): StatusCause[] {
  const schedule = stringAt(item, 'spec', 'schedule') ?? '';
  const wrong =
    schedule === ''
      ? [required('spec.schedule')]
      : [invalidValue('spec.schedule', schedule, 'expected five fields or a descriptor such as @hourly')];
  return [
    ...(schedulePattern.test(schedule.trim()) ? [] : wrong),
    ...checkTemplate(at(item, 'spec', 'jobTemplate', 'spec', 'template'), 'spec.jobTemplate.spec.template'),
  ];
}

const cronJob = defineKind({
  group: 'batch',
  kind: 'CronJob',
  plural: 'cronjobs',
  short: ['cj'],
  categories: ['all'],
  description: 'A job that runs by the clock.',
  fields: {
    spec: object({
      'schedule!': string({ description: 'When to run, in cron format.' }),
      timeZone: string({ description: 'Name of the time zone of the schedule.' }),
      startingDeadlineSeconds: long(),
      concurrencyPolicy: as(oneOf('Allow', 'Forbid', 'Replace'), { default: 'Allow' }),
      suspend: boolean({ default: false }),
      'jobTemplate!': object({ metadata: metadataSchema, spec: jobSpec }),
      successfulJobsHistoryLimit: integer({ default: 3 }),
      failedJobsHistoryLimit: integer({ default: 1 }),
    }),
    status: object({ active: list(objectReference), lastScheduleTime: time(), lastSuccessfulTime: time() }),
  },
  columns: [
    pathColumn('Schedule', 'spec.schedule'),
    pathColumn('Timezone', 'spec.timeZone'),
    column('Suspend', (item) => (at(item, 'spec', 'suspend') === true ? 'True' : 'False')),
    column('Active', (item) => listAt(item, 'status', 'active').length),
    column('Last Schedule', (item, now) => {
      const last = stringAt(item, 'status', 'lastScheduleTime');
      return last === undefined ? '<none>' : age(last, now);
    }),
    column(
      'Containers',
      (item) => fieldsText(item, ['spec', 'jobTemplate', 'spec', 'template', 'spec', 'containers'], 'name'),
      1,
    ),
    column('Images', (item) => fieldsText(item, ['spec', 'jobTemplate', 'spec', 'template', 'spec', 'containers'], 'image'), 1),
    column('Selector', () => '<none>', 1),
  ],
  rules: {
    prepare: (item) => preparePodSpec(objectAt(item, 'spec', 'jobTemplate', 'spec', 'template', 'spec')),
    check: checkCronJob,
  },
});

export const batchKinds: readonly Kind[] = [job, cronJob];
