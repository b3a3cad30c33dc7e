import type { z } from 'zod';
import type { Db } from '../../platform/db/database.ts';
import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import { linkNext } from '../../platform/http/link.ts';
import { verifyChain } from './audit-verify.service.ts';
import { auditRoutes } from './audit.contract.ts';
import type { Audit, AuditQuery } from './audit.service.ts';

type ListQuery = z.output<(typeof auditRoutes.list)['query']>;

function filterOf(query: Omit<ListQuery, 'limit' | 'org_id'>): Omit<AuditQuery, 'limit' | 'orgId'> {
  const { target_type: targetType, target_id: targetId, request_id: requestId, q: text, from, to, ...rest } = query;
  return {
    ...rest,
    targetType,
    targetId,
    requestId,
    text,
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
  };
}

export function bindAuditRoutes({ audit, db }: { readonly audit: Audit; readonly db: Db }): BoundRoute[] {
  return [
    bind(auditRoutes.list, async (ctx, { query }, io) => {
      const { org_id: orgId, limit, ...filter } = query;
      ctx.authorize('audit:read', { type: 'org', orgId });
      const page = await audit.read({ ...filterOf(filter), limit, orgId });
      linkNext(io, page.nextCursor);
      return [...page.items];
    }),
    bind(auditRoutes.verify, async (ctx, { query }) => {
      ctx.authorize('audit:read', { type: 'org', orgId: query.org_id });
      const report = await verifyChain(db, query.org_id, ctx.signal);
      return { ...report, problems: [...report.problems] };
    }),
  ];
}
