import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import { linkNext } from '../../platform/http/link.ts';
import { auditRoutes } from './audit.contract.ts';
import type { Audit } from './audit.service.ts';

export function bindAuditRoutes(audit: Audit): BoundRoute[] {
  return [
    bind(auditRoutes.list, async (ctx, { query }, io) => {
      ctx.authorize('audit:read', { type: 'org', orgId: query.org_id });
      const page = await audit.read({ ...query, orgId: query.org_id });
      linkNext(io, page.nextCursor);
      return [...page.items];
    }),
  ];
}
