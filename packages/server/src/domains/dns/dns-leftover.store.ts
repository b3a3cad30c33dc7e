import { isRecordType, type RecordType } from '@moorage/core/dns-text';
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { DomainRow } from './dns.view.ts';

export interface LeftoverRow {
  readonly id: string;
  readonly recordId: string;
  /** Empty for that of the domain. */
  readonly zoneId: string;
  /** In full. */
  readonly name: string;
  readonly type: RecordType;
  readonly attempts: number;
  readonly nextAt: Date;
}

interface Place {
  readonly recordId: string;
  readonly name: string;
  readonly type: string;
}

type Owner = Pick<DomainRow, 'id' | 'org_id'>;

/** Where a record was; the same place twice is one. */
export async function insertLeftovers(
  tx: Tx,
  domain: Owner,
  places: readonly (Place & { readonly zoneId?: string })[],
  at: Date,
): Promise<void> {
  if (places.length === 0) return;
  await sql`
    insert into dns_leftovers (id, org_id, domain_id, record_id, zone_id, name, type, attempts, next_at)
    select gen_random_uuid(), ${domain.org_id}, ${domain.id}, p."recordId", coalesce(p."zoneId", ''), p.name, p.type, 0, ${at}
      from jsonb_to_recordset(${JSON.stringify(places)}::jsonb) as p("recordId" uuid, "zoneId" text, name text, type text)
    on conflict on constraint dns_leftovers__once do update set next_at = excluded.next_at`.execute(tx);
}

/** A record is back where it was. */
export async function removeLeftoverAt(tx: Tx, domainId: string, { recordId, name, type }: Place): Promise<void> {
  await tx
    .deleteFrom('dns_leftovers')
    .where('domain_id', '=', domainId)
    .where('record_id', '=', recordId)
    .where('zone_id', '=', '')
    .where('name', '=', name)
    .where('type', '=', type)
    .execute();
}

export async function listLeftovers(tx: Tx, domainId: string): Promise<LeftoverRow[]> {
  const select = tx
    .selectFrom('dns_leftovers')
    .select(['id', 'record_id', 'zone_id', 'name', 'type', 'attempts', 'next_at'])
    .where('domain_id', '=', domainId);
  const rows = await select.orderBy('name').orderBy('type').orderBy('id').execute();
  return rows.flatMap(({ id, record_id: recordId, zone_id: zoneId, name, type, attempts, next_at: nextAt }) =>
    isRecordType(type) ? [{ id, recordId, zoneId, name, type, attempts, nextAt }] : [],
  );
}

export async function removeLeftovers(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length > 0)
    await tx
      .deleteFrom('dns_leftovers')
      .where('id', 'in', [...ids])
      .execute();
}

export async function putOffLeftovers(
  tx: Tx,
  outcomes: readonly { readonly id: string; readonly attempts: number; readonly nextAt: Date }[],
): Promise<void> {
  for (const { id, attempts, nextAt } of outcomes)
    await tx.updateTable('dns_leftovers').set({ attempts, next_at: nextAt }).where('id', '=', id).execute();
}

/** They stay where they are though the domain moves to another zone. */
export async function pinLeftovers(tx: Tx, domainId: string, zoneId: string): Promise<void> {
  if (zoneId === '') return;
  const update = tx.updateTable('dns_leftovers').set({ zone_id: zoneId });
  await update.where('domain_id', '=', domainId).where('zone_id', '=', '').execute();
}

export async function countLeftovers(tx: Tx, domainId: string): Promise<number> {
  const select = tx.selectFrom('dns_leftovers').select(({ fn }) => fn.countAll<string>().as('count'));
  return Number((await select.where('domain_id', '=', domainId).executeTakeFirstOrThrow()).count);
}
