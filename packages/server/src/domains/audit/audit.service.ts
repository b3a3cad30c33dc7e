/**
 * The audit trail.
 *
 * `append` takes the caller's transaction, so what is written there happened and what happened is written there. Rows are
 * numbered per organization without gaps and the database refuses to change or remove one. Events of no organization
 * (signing in, API keys) are in a chain of their own, which only the platform may read; they need a system transaction.
 */
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Db, Tx } from '../../platform/db/database.ts';
import { decodeCursor, type Page, type PageRequest, toPage } from '../../platform/db/paging.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { insertAuditEvent, listAuditEvents } from './audit.store.ts';
import { auditEventToView, type AuditEventView } from './audit.view.ts';

/** The chain of events that belong to no organization. */
export const platformChain = '00000000-0000-0000-0000-000000000000';

export interface AuditEntry {
  /** Absent for what belongs to no organization. */
  readonly orgId?: string;
  /** Past tense, `deployment.created`. */
  readonly event: string;
  readonly target: { readonly type: string; readonly id: string; readonly name?: string };
  readonly data?: Readonly<Record<string, unknown>>;
  /** Who acted, where the context does not know yet, as when signing in. */
  readonly actor?: { readonly id: string; readonly email: string };
}

export interface AuditQuery extends PageRequest {
  readonly orgId: string;
  /** Id or name of what was acted on. */
  readonly target?: string | undefined;
  /** One very object. */
  readonly targetType?: string | undefined;
  readonly targetId?: string | undefined;
}

export interface Audit {
  append(tx: Tx, ctx: RequestCtx, entry: AuditEntry): Promise<void>;
  /** Newest first; the caller has authorized. */
  read(query: AuditQuery): Promise<Page<AuditEventView>>;
}

const seqPattern = /^\d{1,18}$/;

function seqOf(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const [seq] = decodeCursor(cursor, 1);
  if (seq !== undefined && seqPattern.test(seq)) return seq;
  throw new AppError('invalid_request', 'The cursor is not valid.', {
    details: { issues: [{ path: 'cursor', message: 'is not a cursor of this list' }] },
  });
}

export function createAudit(deps: { readonly db: Db; readonly ids: Ids }): Audit {
  return {
    async append(tx, ctx, entry) {
      const { actor } = ctx;
      await insertAuditEvent(tx, {
        id: deps.ids.uuid(),
        orgId: entry.orgId ?? platformChain,
        event: entry.event,
        actorKind: actor.kind === 'system' ? 'system' : 'user',
        actorId: entry.actor?.id ?? actor.userId ?? null,
        actorEmail: entry.actor?.email ?? actor.email ?? null,
        actorVia: actor.via,
        targetType: entry.target.type,
        targetId: entry.target.id,
        targetName: entry.target.name ?? null,
        data: entry.data ?? {},
        requestId: ctx.requestId,
        ipAddress: ctx.ip === '' ? null : ctx.ip,
        at: ctx.clock.now(),
      });
    },
    async read(query) {
      const beforeSeq = seqOf(query.cursor);
      const rows = await deps.db.tenant([query.orgId], (tx) => listAuditEvents(tx, { ...query, beforeSeq }));
      return toPage(rows, query.limit, (row) => [row.seq], auditEventToView);
    },
  };
}
