/**
 * The audit trail.
 *
 * `append` takes the caller's transaction, so what is written there happened and what happened is written there. Rows are
 * numbered per organization without gaps, each is sealed by a hash over itself and the hash before it, and the database refuses
 * to change one. Events of no organization (signing in, API keys) are in a chain of their own, which only the platform may
 * read; they need a system transaction.
 */
import { AppError } from '@moorage/core/errors';
import { type Ids, isUuid } from '@moorage/core/ids';
import { labelOf, principalOf } from '../../platform/authz/actor.ts';
import { linkOf } from '../../platform/crypto/hash-chain.ts';
import type { Db, Tx } from '../../platform/db/database.ts';
import { decodeCursor, type Page, type PageRequest, toPage } from '../../platform/db/paging.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { type AuditRow, sealedRecord, storable, storableJson } from './audit-chain.rules.ts';
import { listAnyEvents } from './audit-anywhere.store.ts';
import { viewAnywhere } from './audit-trail.service.ts';
import { type AuditFilter, claimHead, insertAuditEvent, listAuditEvents } from './audit.store.ts';
import { type AdminAuditEventView, auditEventToView, type AuditEventView } from './audit.view.ts';

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

/** Of a context, what an event tells. */
export type AuditSource = Pick<RequestCtx, 'actor' | 'requestId' | 'ip' | 'clock'>;

export interface AuditQuery extends PageRequest, AuditFilter {
  readonly orgId: string;
}

export interface Audit {
  append(tx: Tx, ctx: AuditSource, entry: AuditEntry): Promise<void>;
  /** Newest first; the caller has authorized. */
  read(query: AuditQuery): Promise<Page<AuditEventView>>;
  /** Of one chain or of all, newest first; the caller has authorized. */
  readAny(query: Omit<AuditQuery, 'orgId'> & { readonly orgId?: string | undefined }): Promise<Page<AdminAuditEventView>>;
}

const seqPattern = /^\d{1,18}$/;

function badCursor(): AppError {
  return new AppError('invalid_request', 'The cursor is not valid.', {
    details: { issues: [{ path: 'cursor', message: 'is not a cursor of this list' }] },
  });
}

function momentOf(cursor: string | undefined): { at: Date; id: string } | undefined {
  if (cursor === undefined) return undefined;
  const [time = '', id = ''] = decodeCursor(cursor, 2);
  const at = new Date(time);
  if (Number.isNaN(at.getTime()) || !isUuid(id)) throw badCursor();
  return { at, id };
}

function seqOf(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const [seq] = decodeCursor(cursor, 1);
  if (seq !== undefined && seqPattern.test(seq)) return seq;
  throw badCursor();
}

function storableOrNull(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : storable(text);
}

/** The row as the database will give it back, for its hash must hold then. */
function rowOf(ctx: AuditSource, entry: AuditEntry, place: { id: string; orgId: string; seq: string }): AuditRow {
  const { actor } = ctx;
  const { target, data = {} } = entry;
  const asJson: unknown = JSON.parse(JSON.stringify(data));
  return {
    org_id: place.orgId,
    seq: place.seq,
    id: place.id,
    event: storable(entry.event),
    actor_kind: entry.actor === undefined ? actor.kind : 'user',
    actor_id: entry.actor?.id ?? principalOf(actor) ?? null,
    actor_email: storableOrNull(entry.actor?.email ?? labelOf(actor)),
    actor_via: actor.via,
    target_type: storable(target.type),
    target_id: storable(target.id),
    target_name: target.name === undefined ? null : storable(target.name),
    data: storableJson(asJson),
    request_id: storable(ctx.requestId),
    ip_address: storableOrNull(ctx.ip),
    at: ctx.clock.now(),
  };
}

export function createAudit(deps: { readonly db: Db; readonly ids: Ids }): Audit {
  return {
    async append(tx, ctx, entry) {
      const orgId = entry.orgId ?? platformChain;
      const { seq, hash: previous } = await claimHead(tx, orgId);
      const row = rowOf(ctx, entry, { id: deps.ids.uuid(), orgId, seq });
      const hash = linkOf(previous, sealedRecord(row));
      await insertAuditEvent(tx, { ...row, prev_hash: Buffer.from(previous), hash });
    },
    async read(query) {
      const beforeSeq = seqOf(query.cursor);
      const { cursor: _cursor, ...rest } = query;
      const rows = await deps.db.tenant([query.orgId], (tx) => listAuditEvents(tx, { ...rest, beforeSeq }));
      return toPage(rows, query.limit, (row) => [row.seq], auditEventToView);
    },
    async readAny({ cursor, ...query }) {
      const before = momentOf(cursor);
      const { rows, view } = await deps.db.system('read every audit trail', async (tx) => {
        const found = await listAnyEvents(tx, { ...query, before });
        return { rows: found, view: await viewAnywhere(tx, found) };
      });
      return toPage(rows, query.limit, (row) => [row.at.toISOString(), row.id], view);
    },
  };
}
