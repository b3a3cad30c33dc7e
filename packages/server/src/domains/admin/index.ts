import type { BoundRoute } from '../../platform/http/bind.ts';
import { type AdminMetricsDeps, createAdminMetrics } from './admin-metrics.service.ts';
import { createAdminOrgs } from './admin-org.service.ts';
import { type AdminUserDeps, createAdminUsers } from './admin-user.service.ts';
import { bindAdminRoutes } from './admin.routes.ts';

export { type AdminUserService, createAdminUsers } from './admin-user.service.ts';

export type AdminDeps = AdminUserDeps & AdminMetricsDeps;

export function createAdmin(deps: AdminDeps): { readonly routes: readonly BoundRoute[] } {
  const users = createAdminUsers(deps);
  return { routes: bindAdminRoutes({ users, orgs: createAdminOrgs(deps), readMetrics: createAdminMetrics(deps) }) };
}
