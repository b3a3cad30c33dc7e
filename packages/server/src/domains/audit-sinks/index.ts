import type { BoundRoute } from '../../platform/http/bind.ts';
import type { BoundJob } from '../../platform/jobs/job.ts';
import type { SinkDeps } from './audit-sink-delivery.service.ts';
import { bindAuditSinkJobs } from './audit-sink.jobs.ts';
import { bindAuditSinkRoutes } from './audit-sink.routes.ts';
import { createAuditSinkService } from './audit-sink.service.ts';

export type { SinkSender } from './audit-sink.ports.ts';
export { deliveredThrough } from './audit-sink.store.ts';

export interface AuditSinks {
  readonly routes: readonly BoundRoute[];
  readonly jobs: readonly BoundJob[];
}

export function createAuditSinks(deps: SinkDeps): AuditSinks {
  return { routes: bindAuditSinkRoutes(createAuditSinkService(deps)), jobs: bindAuditSinkJobs(deps) };
}
