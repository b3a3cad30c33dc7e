import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';

const v1Status = z.enum(['queued', 'running', 'succeeded', 'failed', 'canceled', 'retrying', 'scheduled']);
const time = z.iso.datetime();

const v1Job = z
  .object({
    id: z.string(),
    type: z.string(),
    queue: z.string(),
    status: v1Status,
    attempts: z.int(),
    max_attempts: z.int().optional(),
    created_at: time,
    updated_at: time.optional(),
    last_error: z.string().optional(),
    run_at: time.optional(),
    payload: z.unknown().optional(),
  })
  .meta({ id: 'V1Job', description: 'Each type has a queue of its own, of the same name.' });

const v1JobPage = z
  .object({ items: z.array(v1Job), total: z.int(), page: z.int(), page_size: z.int() })
  .meta({ id: 'V1JobPage' });

const v1Queue = z
  .object({ name: z.string(), pending: z.int(), running: z.int(), failed: z.int(), scheduled: z.int() })
  .meta({ id: 'V1Queue' });

const newV1Job = z
  .object({
    queue: z.string().trim().min(1).max(100),
    type: z.string().trim().min(1).max(100),
    payload: z.record(z.string(), z.unknown()).optional(),
    run_at: z.iso.datetime({ offset: true }).optional(),
  })
  .meta({ id: 'V1JobCreate' });

const route = { surface: 'v1', tenancy: 'user', tag: 'Administration' } as const;
const reading = { ...route, method: 'GET', access: { kind: 'action', action: 'platform:read' }, scope: 'platform:read' } as const;
const changing = {
  ...route,
  method: 'POST',
  access: { kind: 'action', action: 'platform:jobs' },
  scope: 'platform:write',
} as const;
/** An id that is none is no job. */
const params = z.object({ id: z.string().max(100) });

export const v1JobRoutes = {
  list: defineRoute({
    ...reading,
    id: 'v1AdminJobs.list',
    path: '/api/v1/admin/archer/jobs',
    summary: 'The work of the platform, newest first',
    query: z.object({
      status: v1Status.optional(),
      queue: z.string().max(100).optional(),
      q: z.string().trim().max(200).optional(),
      page: z.coerce.number().int().min(1).max(1_000_000).default(1),
      page_size: z.coerce.number().int().min(1).max(100).default(25),
    }),
    responses: { 200: v1JobPage },
    errors: ['not_found'],
  }),
  create: defineRoute({
    ...changing,
    id: 'v1AdminJobs.create',
    path: '/api/v1/admin/archer/jobs',
    summary: 'Queue work of the platform itself',
    description: 'Only what acts for the platform. Work for tenants is queued by whoever may do what it does.',
    body: newV1Job,
    badInput: { body: 'bad_request' },
    responses: { 200: v1Job },
    errors: ['not_found'],
    audit: 'job.queued',
  }),
  retry: defineRoute({
    ...changing,
    id: 'v1AdminJobs.retry',
    path: '/api/v1/admin/archer/jobs/{id}/retry',
    summary: 'Run a job again that failed or was canceled',
    params,
    responses: { 200: v1Job },
    errors: ['not_found'],
    audit: 'job.retried',
  }),
  cancel: defineRoute({
    ...changing,
    id: 'v1AdminJobs.cancel',
    path: '/api/v1/admin/archer/jobs/{id}/cancel',
    summary: 'Call off a job that waits or runs',
    params,
    responses: { 200: v1Job },
    errors: ['not_found'],
    audit: 'job.canceled',
  }),
  queues: defineRoute({
    ...reading,
    id: 'v1AdminQueues.list',
    path: '/api/v1/admin/archer/queues',
    summary: 'How much waits in each queue',
    responses: { 200: z.array(v1Queue) },
    errors: ['not_found'],
  }),
} as const;

export type V1JobView = z.input<typeof v1Job>;
export type V1JobPageView = z.input<typeof v1JobPage>;
export type V1QueueView = z.input<typeof v1Queue>;
export type NewV1Job = z.output<typeof newV1Job>;
