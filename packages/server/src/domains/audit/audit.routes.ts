import type { z } from 'zod';
import type { Db } from '../../platform/db/database.ts';
import { type BoundRoute, bind, bindDownload, bindStream } from '../../platform/http/bind.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { linkNext } from '../../platform/http/link.ts';
import { exportAudit } from './audit-export.service.ts';
import { followAudit } from './audit-follow.service.ts';
import type { AuditNotes } from './audit-note.service.ts';
import { orgTrail, platformTrail } from './audit-trail.service.ts';
import { verifyChain } from './audit-verify.service.ts';
import { auditRoutes } from './audit.contract.ts';
import { type Audit, type AuditQuery, platformChain } from './audit.service.ts';

type Filter = Omit<z.output<(typeof auditRoutes.stream)['query']>, 'org_id'>;

/** The names of the query as the services call them. */
export function filterOf(query: Filter): Omit<AuditQuery, 'limit' | 'orgId' | 'cursor'> {
  const { event, actor, target, from, to } = query;
  const { target_type: targetType, target_id: targetId, request_id: requestId, q: text } = query;
  const [begin, end] = [from, to].map((time) => (time === undefined ? undefined : new Date(time)));
  return { event, actor, target, targetType, targetId, requestId, text, from: begin, to: end };
}

export interface AuditRouteDeps {
  readonly audit: Audit;
  readonly db: Db;
  readonly notes: AuditNotes;
}

export function bindAuditRoutes({ audit, db, notes }: AuditRouteDeps): BoundRoute[] {
  function admit(ctx: RequestCtx, orgId: string, how: string): void {
    ctx.authorize('audit:read', { type: 'org', orgId });
    notes.wasRead(ctx, orgId, how);
  }
  function admitAnywhere(ctx: RequestCtx, orgId: string | undefined, how: string): void {
    ctx.authorize('platform:audit', { type: 'platform' });
    notes.wasRead(ctx, orgId ?? platformChain, how);
  }
  return [
    bind(auditRoutes.list, async (ctx, { query }, io) => {
      const { org_id: orgId, limit, cursor } = query;
      admit(ctx, orgId, 'list');
      const page = await audit.read({ ...filterOf(query), limit, cursor, orgId });
      linkNext(io, page.nextCursor);
      return [...page.items];
    }),
    bind(auditRoutes.listAll, async (ctx, { query }, io) => {
      const { org_id: orgId, limit, cursor } = query;
      admitAnywhere(ctx, orgId, 'platform');
      const page = await audit.readAny({ ...filterOf(query), limit, cursor, orgId });
      linkNext(io, page.nextCursor);
      return [...page.items];
    }),
    bind(auditRoutes.verify, async (ctx, { query }) => {
      admit(ctx, query.org_id, 'verify');
      const report = await verifyChain(db, query.org_id, ctx.signal);
      return { ...report, problems: [...report.problems] };
    }),
    bindStream(auditRoutes.stream, async (ctx, { query }, stream) => {
      admit(ctx, query.org_id, 'follow');
      await followAudit(db, { ...filterOf(query), trail: orgTrail(db, query.org_id) }, stream);
    }),
    bindDownload(auditRoutes.export, async (ctx, { query }, download) => {
      admit(ctx, query.org_id, 'export');
      await exportAudit({ ...filterOf(query), trail: orgTrail(db, query.org_id), format: query.format }, download);
    }),
    bindStream(auditRoutes.streamAll, async (ctx, { query }, stream) => {
      admitAnywhere(ctx, query.org_id, 'platform-follow');
      await followAudit(db, { ...filterOf(query), trail: platformTrail(db, query.org_id) }, stream);
    }),
    bindDownload(auditRoutes.exportAll, async (ctx, { query }, download) => {
      admitAnywhere(ctx, query.org_id, 'platform-export');
      await exportAudit({ ...filterOf(query), trail: platformTrail(db, query.org_id), format: query.format }, download);
    }),
  ];
}
