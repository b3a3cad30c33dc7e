import type { Tx } from '../../platform/db/database.ts';
import type { SinkRow } from './audit-sink.rules.ts';

export interface NewSink {
  readonly id: string;
  readonly orgId: string;
  readonly url: string;
  readonly secret: Buffer;
  readonly createdBy: string | null;
  readonly at: Date;
  readonly deliveredSeq: number;
}

export async function insertSink(tx: Tx, sink: NewSink): Promise<SinkRow> {
  return await tx
    .insertInto('audit_sinks')
    .values({
      id: sink.id,
      org_id: sink.orgId,
      url: sink.url,
      sealed_secret: sink.secret,
      created_by: sink.createdBy,
      created_at: sink.at,
      delivered_seq: String(sink.deliveredSeq),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function listSinks(tx: Tx, orgId: string): Promise<SinkRow[]> {
  return await tx.selectFrom('audit_sinks').selectAll().where('org_id', '=', orgId).orderBy('id').execute();
}

/** Of every organization; those that are off left out. */
export async function listActiveSinkIds(tx: Tx): Promise<string[]> {
  const rows = await tx.selectFrom('audit_sinks').select('id').where('disabled_reason', 'is', null).execute();
  return rows.map((row) => row.id);
}

/** The last event that all sinks of an organization have which are on; undefined where there are none. */
export async function deliveredThrough(tx: Tx, orgId: string): Promise<number | undefined> {
  const row = await tx
    .selectFrom('audit_sinks')
    .select((eb) => eb.fn.min('delivered_seq').as('seq'))
    .where('org_id', '=', orgId)
    .where('disabled_reason', 'is', null)
    .executeTakeFirst();
  return row === undefined || row.seq === null ? undefined : Number(row.seq);
}

export async function findSink(tx: Tx, id: string): Promise<SinkRow | undefined> {
  return await tx.selectFrom('audit_sinks').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function claimSink(tx: Tx, orgId: string, id: string): Promise<SinkRow | undefined> {
  const select = tx.selectFrom('audit_sinks').selectAll().where('org_id', '=', orgId).where('id', '=', id);
  return await select.forUpdate().executeTakeFirst();
}

export async function removeSink(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('audit_sinks').where('id', '=', id).execute();
}

export type SinkChange = Partial<Omit<SinkRow, 'id' | 'org_id' | 'sealed_secret' | 'created_at'>>;

export async function updateSink(tx: Tx, id: string, change: SinkChange): Promise<SinkRow> {
  return await tx.updateTable('audit_sinks').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow();
}
