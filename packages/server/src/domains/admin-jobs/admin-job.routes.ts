import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import { linkNext } from '../../platform/http/link.ts';
import { adminJobRoutes } from './admin-job.contract.ts';
import type { AdminJobService } from './admin-job.service.ts';
import { v1JobRoutes } from './v1-job.contract.ts';
import type { V1JobService } from './v1-job.service.ts';

export function bindAdminJobRoutes(jobs: AdminJobService, v1: V1JobService): BoundRoute[] {
  return [
    bind(adminJobRoutes.list, async (ctx, { query: { org_id: orgId, ...query } }, io) => {
      const page = await jobs.list(ctx, { ...query, orgId });
      linkNext(io, page.nextCursor);
      return [...page.items];
    }),
    bind(adminJobRoutes.get, (ctx, { params }) => jobs.get(ctx, params.id)),
    bind(adminJobRoutes.retry, (ctx, { params }) => jobs.retry(ctx, params.id)),
    bind(adminJobRoutes.cancel, (ctx, { params }) => jobs.cancel(ctx, params.id)),
    bind(adminJobRoutes.kinds, (ctx) => jobs.kinds(ctx)),
    bind(adminJobRoutes.schedules, (ctx) => jobs.schedules(ctx)),
    bind(v1JobRoutes.list, (ctx, { query }) => v1.list(ctx, query)),
    bind(v1JobRoutes.create, (ctx, { body }) => v1.create(ctx, body)),
    bind(v1JobRoutes.retry, (ctx, { params }) => v1.retry(ctx, params.id)),
    bind(v1JobRoutes.cancel, (ctx, { params }) => v1.cancel(ctx, params.id)),
    bind(v1JobRoutes.queues, (ctx) => v1.queues(ctx)),
  ];
}
