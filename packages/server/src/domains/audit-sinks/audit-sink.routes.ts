import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import { auditSinkRoutes } from './audit-sink.contract.ts';
import type { AuditSinkService } from './audit-sink.service.ts';

export function bindAuditSinkRoutes(sinks: AuditSinkService): BoundRoute[] {
  return [
    bind(auditSinkRoutes.list, (ctx, { query }) => sinks.list(ctx, query.org_id)),
    bind(auditSinkRoutes.create, (ctx, { body }) => sinks.create(ctx, body)),
    bind(auditSinkRoutes.update, (ctx, { params, query, body }) =>
      sinks.update(ctx, { orgId: query.org_id, id: params.id }, body),
    ),
    bind(auditSinkRoutes.remove, (ctx, { params, query }) => sinks.remove(ctx, { orgId: query.org_id, id: params.id })),
    bind(auditSinkRoutes.test, (ctx, { params, query }) => sinks.test(ctx, { orgId: query.org_id, id: params.id })),
  ];
}
