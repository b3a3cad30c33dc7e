import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import { linkNext } from '../../platform/http/link.ts';
import type { ReadMetrics } from './admin-metrics.service.ts';
import type { AdminOrgService } from './admin-org.service.ts';
import type { AdminUserService } from './admin-user.service.ts';
import { adminRoutes } from './admin.contract.ts';

export interface AdminRouteDeps {
  readonly users: AdminUserService;
  readonly orgs: AdminOrgService;
  readonly readMetrics: ReadMetrics;
}

export function bindAdminRoutes({ users, orgs, readMetrics }: AdminRouteDeps): BoundRoute[] {
  return [
    bind(adminRoutes.users, async (ctx, { query }, io) => {
      const page = await users.list(ctx, query);
      linkNext(io, page.nextCursor);
      return [...page.items];
    }),
    bind(adminRoutes.user, (ctx, { params }) => users.get(ctx, params.id)),
    bind(adminRoutes.updateUser, (ctx, { params, body }) => users.update(ctx, params.id, body)),
    bind(adminRoutes.signOutUser, (ctx, { params }) => users.signOut(ctx, params.id)),
    bind(adminRoutes.orgs, async (ctx, { query: { client_id: clientId, ...query } }, io) => {
      const page = await orgs.list(ctx, { ...query, clientId });
      linkNext(io, page.nextCursor);
      return [...page.items];
    }),
    bind(adminRoutes.updateOrg, (ctx, { params, body }) => orgs.place(ctx, params.id, body)),
    bind(adminRoutes.metrics, (ctx) => readMetrics(ctx)),
  ];
}
