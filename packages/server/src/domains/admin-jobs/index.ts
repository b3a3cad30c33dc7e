/**
 * Jobs and the clockwork for those who run the platform: on `/api/admin`, and in the words of the older routes of `/api/v1/admin`.
 *
 * Payloads are shown through the schema of their kind and without secrets. To run one again repeats what somebody was allowed
 * before; to queue a new one by hand is possible for the platform's own work only.
 */
import type { BoundRoute } from '../../platform/http/bind.ts';
import { bindAdminJobRoutes } from './admin-job.routes.ts';
import { type AdminJobDeps, createAdminJobs } from './admin-job.service.ts';
import { createV1Jobs } from './v1-job.service.ts';

export function createJobAdministration(deps: AdminJobDeps): { readonly routes: readonly BoundRoute[] } {
  const jobs = createAdminJobs(deps);
  return { routes: bindAdminJobRoutes(jobs, createV1Jobs(deps, jobs)) };
}
