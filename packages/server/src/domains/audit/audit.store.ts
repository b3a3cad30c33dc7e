import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { AuditRow } from './audit.view.ts';

export interface NewAuditRow {
  readonly id: string;
  readonly orgId: string;
  readonly event: string;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly actorEmail: string | null;
  readonly actorVia: string;
  readonly targetType: string;
  readonly targetId: string;
  readonly targetName: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly requestId: string;
  readonly ipAddress: string | null;
  readonly at: Date;
}

/** Takes the next number of the organization's chain; concurrent writers of one chain wait for each other here. */
async function claimSeq(tx: Tx, orgId: string): Promise<string> {
  const head = await tx
    .insertInto('audit_heads')
    .values({ org_id: orgId, seq: '1' })
    .onConflict((conflict) => conflict.column('org_id').doUpdateSet({ seq: sql`audit_heads.seq + 1` }))
    .returning('seq')
    .executeTakeFirstOrThrow();
  return head.seq;
}

export async function insertAuditEvent(tx: Tx, row: NewAuditRow): Promise<void> {
  const seq = await claimSeq(tx, row.orgId);
  await tx
    .insertInto('audit_events')
    .values({
      org_id: row.orgId,
      seq,
      id: row.id,
      event: row.event,
      actor_kind: row.actorKind,
      actor_id: row.actorId,
      actor_email: row.actorEmail,
      actor_via: row.actorVia,
      target_type: row.targetType,
      target_id: row.targetId,
      target_name: row.targetName,
      data: JSON.stringify(row.data),
      request_id: row.requestId,
      ip_address: row.ipAddress,
      at: row.at,
    })
    .execute();
}

export interface AuditQuery {
  readonly orgId: string;
  /** Id or name of what was acted on. */
  readonly target?: string | undefined;
  readonly targetType?: string | undefined;
  readonly targetId?: string | undefined;
  readonly beforeSeq?: string | undefined;
  readonly limit: number;
}

export type SequencedAuditRow = AuditRow & { readonly seq: string };

/** Newest first, one row more than asked for. */
export async function listAuditEvents(tx: Tx, query: AuditQuery): Promise<SequencedAuditRow[]> {
  const { target, targetType, targetId, beforeSeq } = query;
  let select = tx.selectFrom('audit_events').selectAll().where('org_id', '=', query.orgId);
  if (targetType !== undefined) select = select.where('target_type', '=', targetType);
  if (targetId !== undefined) select = select.where('target_id', '=', targetId);
  if (target !== undefined) select = select.where((eb) => eb.or([eb('target_id', '=', target), eb('target_name', '=', target)]));
  if (beforeSeq !== undefined) select = select.where('seq', '<', beforeSeq);
  return await select
    .orderBy('seq', 'desc')
    .limit(query.limit + 1)
    .execute();
}
