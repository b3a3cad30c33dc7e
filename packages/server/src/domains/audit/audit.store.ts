import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { Tables } from '../../generated/tables.ts';
import type { Tx } from '../../platform/db/database.ts';
import type { ChainState, SealedAuditRow } from './audit-chain.rules.ts';

/** Takes the next number of a chain; concurrent writers of one chain wait for each other here. */
export async function claimHead(tx: Tx, orgId: string): Promise<{ seq: string; hash: Uint8Array }> {
  return await tx
    .insertInto('audit_heads')
    .values({ org_id: orgId, seq: '1' })
    .onConflict((conflict) => conflict.column('org_id').doUpdateSet({ seq: sql`audit_heads.seq + 1` }))
    .returning(['seq', 'hash'])
    .executeTakeFirstOrThrow();
}

export type NewAuditRow = SealedAuditRow & { readonly hash: Buffer; readonly prev_hash: Buffer };

/** Within the transaction that claimed the head, which then is this event; one round trip for both. */
export async function insertAuditEvent(tx: Tx, row: NewAuditRow): Promise<void> {
  await tx
    .with('event', (cte) => cte.insertInto('audit_events').values({ ...row, data: JSON.stringify(row.data) }))
    .updateTable('audit_heads')
    .set({ hash: row.hash })
    .where('org_id', '=', row.org_id)
    .execute();
}

export interface AuditFilter {
  /** The event, or how its name begins. */
  readonly event?: string | undefined;
  /** Id or address of who acted. */
  readonly actor?: string | undefined;
  /** Id or name of what was acted on. */
  readonly target?: string | undefined;
  readonly targetType?: string | undefined;
  readonly targetId?: string | undefined;
  readonly requestId?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  /** Part of the name or id of what was acted on. */
  readonly text?: string | undefined;
}

type Events = ExpressionBuilder<Tables, 'audit_events'>;

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, String.raw`\$&`);
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** An organization that is not named is any. */
export function conditionsOf(eb: Events, orgId: string | undefined, filter: AuditFilter): Expression<SqlBool>[] {
  const { event, actor, target, targetType, targetId, requestId, from, to, text } = filter;
  const all: Expression<SqlBool>[] = [orgId === undefined ? eb.lit(true) : eb('org_id', '=', orgId)];
  if (event !== undefined) all.push(eb('event', 'like', `${escapeLike(event)}%`));
  if (actor !== undefined) all.push(isUuid(actor) ? eb('actor_id', '=', actor) : eb('actor_email', '=', actor));
  if (target !== undefined) all.push(eb.or([eb('target_id', '=', target), eb('target_name', '=', target)]));
  if (targetType !== undefined) all.push(eb('target_type', '=', targetType));
  if (targetId !== undefined) all.push(eb('target_id', '=', targetId));
  if (requestId !== undefined) all.push(eb('request_id', '=', requestId));
  if (from !== undefined) all.push(eb('at', '>=', from));
  if (to !== undefined) all.push(eb('at', '<', to));
  if (text !== undefined) {
    const pattern = `%${escapeLike(text)}%`;
    all.push(eb.or([eb('target_name', 'ilike', pattern), eb('target_id', 'ilike', pattern)]));
  }
  return all;
}

export interface AuditQuery extends AuditFilter {
  readonly orgId: string;
  readonly beforeSeq?: string | undefined;
  readonly limit: number;
}

/** Newest first, one row more than asked for. */
export async function listAuditEvents(tx: Tx, { orgId, beforeSeq, limit, ...filter }: AuditQuery): Promise<SealedAuditRow[]> {
  let select = tx
    .selectFrom('audit_events')
    .selectAll()
    .where((eb) => eb.and(conditionsOf(eb, orgId, filter)));
  if (beforeSeq !== undefined) select = select.where('seq', '<', beforeSeq);
  return await select
    .orderBy('seq', 'desc')
    .limit(limit + 1)
    .execute();
}

export interface ChainSlice extends AuditFilter {
  readonly orgId: string;
  readonly after: number;
  readonly through?: number | undefined;
  readonly limit: number;
}

/** In the order in which they were written. */
export async function listChain(tx: Tx, { orgId, after, through, limit, ...filter }: ChainSlice): Promise<SealedAuditRow[]> {
  let select = tx
    .selectFrom('audit_events')
    .selectAll()
    .where((eb) => eb.and(conditionsOf(eb, orgId, filter)))
    .where('seq', '>', String(after));
  if (through !== undefined) select = select.where('seq', '<=', String(through));
  return await select.orderBy('seq').limit(limit).execute();
}

/** Number of the last event; 0 where there is none. */
export async function readHeadSeq(tx: Tx, orgId: string): Promise<number> {
  const head = await tx.selectFrom('audit_heads').select('seq').where('org_id', '=', orgId).executeTakeFirst();
  return Number(head?.seq ?? 0);
}

interface StateRow {
  readonly head_seq: string | null;
  readonly head_hash: Uint8Array | null;
  readonly last_seq: string;
  readonly start_seq: string;
  readonly start_hash: Uint8Array | null;
  readonly removed: string;
}

const noHash = new Uint8Array(32);

/** One look at all of it, so that an event written meanwhile is either in all or in none. */
export async function readChainState(tx: Tx, orgId: string): Promise<ChainState> {
  const { rows } = await sql<StateRow>`
    select h.seq as head_seq, h.hash as head_hash, s.seq as start_seq, s.hash as start_hash,
           (select coalesce(max(seq), 0) from audit_events where org_id = ${orgId}) as last_seq,
           (select coalesce(max(seq), 0) from audit_checkpoints where org_id = ${orgId} and kind = 'removed') as removed
      from (select 1) one
      left join audit_heads h on h.org_id = ${orgId}
      left join lateral (select seq, hash from audit_checkpoints where org_id = ${orgId} and hash is not null
                          order by seq desc limit 1) s on true`.execute(tx);
  const row = rows[0];
  const hasHead = row !== undefined && row.head_seq !== null && row.head_hash !== null;
  return {
    head: hasHead ? { seq: Number(row.head_seq), hash: row.head_hash ?? noHash } : undefined,
    lastSeq: Number(row?.last_seq ?? 0),
    sealedAfter: { seq: Number(row?.start_seq ?? 0), hash: row?.start_hash ?? noHash },
    removedThrough: Number(row?.removed ?? 0),
  };
}

/** Every chain there is a trace of, in order of their ids. */
export async function listChainIds(tx: Tx, after: string | undefined, limit: number): Promise<string[]> {
  const from = after ?? null;
  const { rows } = await sql<{ org_id: string }>`
    select org_id from audit_heads where ${from}::uuid is null or org_id > ${from}::uuid
    union select org_id from audit_events where ${from}::uuid is null or org_id > ${from}::uuid
    order by org_id limit ${limit}`.execute(tx);
  return rows.map((row) => row.org_id);
}

export interface AuditedAct {
  readonly orgId: string;
  readonly event: string;
  readonly target: { readonly type: string; readonly id: string };
}

/** Whether the trail, as far back as it is kept, has this event about this very thing. */
export async function hasAuditEvent(tx: Tx, { orgId, event, target }: AuditedAct): Promise<boolean> {
  const row = await tx
    .selectFrom('audit_events')
    .select('id')
    .where('org_id', '=', orgId)
    .where('target_type', '=', target.type)
    .where('target_id', '=', target.id)
    .where('event', '=', event)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
