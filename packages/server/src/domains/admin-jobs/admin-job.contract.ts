import { z } from 'zod';
import { pageQuery } from '../../platform/db/paging.ts';
import { defineRoute } from '../../platform/http/route.ts';

export const jobState = z.enum(['scheduled', 'queued', 'running', 'retrying', 'succeeded', 'failed', 'canceled']);
const time = z.iso.datetime();
const kind = z.string().min(1).max(100);

const adminJob = z
  .strictObject({
    id: z.uuid(),
    kind: z.string(),
    state: jobState,
    orgId: z.uuid().nullable().meta({ description: 'Whose work it is, where it still can be told.' }),
    attempts: z.int().meta({ description: 'How many have begun.' }),
    maxAttempts: z.int(),
    key: z.string().nullable().meta({ description: 'Of one key at most one job waits and at most one runs.' }),
    payload: z.record(z.string(), z.unknown()).nullable().meta({
      description: 'What it is about, without secrets; null where its kind is not known here any more.',
    }),
    lastError: z.string().nullable(),
    createdAt: time,
    runAt: time.meta({ description: 'Not before.' }),
    startedAt: time.nullable().meta({ description: 'Of the last attempt.' }),
    endedAt: time.nullable(),
    actions: z.array(z.enum(['retry', 'cancel'])),
  })
  .meta({ id: 'AdminJob' });

const adminJobKind = z
  .strictObject({
    kind: z.string(),
    actsFor: z.string().meta({ description: 'The action it carries out, or `system`.' }),
    queued: z.int(),
    scheduled: z.int(),
    running: z.int(),
    failed: z.int().meta({ description: 'Dead letters: they used up their attempts and are kept for 90 days.' }),
  })
  .meta({ id: 'AdminJobKind' });

const adminSchedule = z
  .strictObject({
    kind: z.string(),
    about: z.string().meta({ description: 'What it is for.' }),
    cron: z.string().meta({ description: 'In UTC.' }),
    settings: z.array(
      z.strictObject({
        name: z.string().meta({ description: 'Of a variable of the environment.' }),
        value: z.string(),
        about: z.string(),
      }),
    ),
    nextRunAt: time,
    lastRun: z
      .strictObject({ jobId: z.uuid(), state: jobState, startedAt: time, endedAt: time.nullable(), error: z.string().nullable() })
      .nullable()
      .meta({ description: 'The last that began, within a week.' }),
  })
  .meta({ id: 'AdminSchedule' });

const route = { surface: 'app', tag: 'Administration' } as const;
const reading = { ...route, method: 'GET', access: { kind: 'action', action: 'platform:read' }, scope: 'platform:read' } as const;
const changing = {
  ...route,
  method: 'POST',
  access: { kind: 'action', action: 'platform:jobs' },
  scope: 'platform:write',
  params: z.strictObject({ id: z.uuid() }),
  responses: { 200: adminJob },
  errors: ['not_found', 'conflict'],
} as const;

export const adminJobRoutes = {
  list: defineRoute({
    ...reading,
    id: 'adminJobs.list',
    path: '/api/admin/jobs',
    summary: 'The work of the platform, newest first',
    description: 'What succeeded or was canceled is kept for a week, dead letters (`state=failed`) for 90 days.',
    query: z.strictObject({
      kind: kind.optional(),
      state: jobState.optional(),
      org_id: z.uuid().optional(),
      q: z.string().trim().min(1).max(200).optional().describe('Part of the id, the kind, the payload or the error.'),
      ...pageQuery,
    }),
    responses: { 200: z.array(adminJob) },
    errors: ['not_found'],
  }),
  get: defineRoute({
    ...reading,
    id: 'adminJobs.get',
    path: '/api/admin/jobs/{id}',
    summary: 'One job',
    params: z.strictObject({ id: z.uuid() }),
    responses: { 200: adminJob },
    errors: ['not_found'],
  }),
  retry: defineRoute({
    ...changing,
    id: 'adminJobs.retry',
    path: '/api/admin/jobs/{id}/retry',
    summary: 'Run a job again that failed or was canceled, with all its attempts',
    audit: 'job.retried',
  }),
  cancel: defineRoute({
    ...changing,
    id: 'adminJobs.cancel',
    path: '/api/admin/jobs/{id}/cancel',
    summary: 'Call off a job that waits or runs',
    description: 'One that runs is told to stop, and its result does not count any more.',
    audit: 'job.canceled',
  }),
  kinds: defineRoute({
    ...reading,
    id: 'adminJobs.kinds',
    path: '/api/admin/job-kinds',
    summary: 'How much of each kind of work there is',
    responses: { 200: z.array(adminJobKind) },
    errors: ['not_found'],
  }),
  schedules: defineRoute({
    ...reading,
    id: 'adminJobs.schedules',
    path: '/api/admin/schedules',
    summary: 'What runs by the clock, when next, and how it went last',
    responses: { 200: z.array(adminSchedule) },
    errors: ['not_found'],
  }),
} as const;

export type AdminJobView = z.input<typeof adminJob>;
export type AdminJobKindView = z.input<typeof adminJobKind>;
export type AdminScheduleView = z.input<typeof adminSchedule>;
export type JobState = z.output<typeof jobState>;
