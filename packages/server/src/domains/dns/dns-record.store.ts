import { sql } from 'kysely';
import { recordTypes, type RecordType } from '@moorage/core/dns-text';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { containsPattern, newestFirst } from '../../platform/db/newest-page.ts';
import type { PageRequest } from '../../platform/db/paging.ts';
import { owners, statuses } from './dns-schemas.contract.ts';
import type { DnsStatus, RecordRow } from './dns.view.ts';

const columns = [
  'id',
  'org_id',
  'domain_id',
  'name',
  'type',
  'ttl',
  'values',
  'alias',
  'fingerprint',
  'status',
  'owner',
  'last_error',
  'attempts',
  'next_at',
  'revision',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof RecordRow)[];

/** Only what rules have let in is in the table. */
const stored = z.object({
  type: z.enum(recordTypes),
  values: z.array(z.string()),
  alias: z.object({ name: z.string(), zoneId: z.string(), evaluateTargetHealth: z.boolean() }).nullable(),
  status: z.enum(statuses),
  owner: z.enum(owners),
});
type Stored = keyof z.output<typeof stored>;
type Selected = Omit<RecordRow, Stored> & Readonly<Record<Stored, unknown>>;

function toRow(selected: Selected): RecordRow {
  return { ...selected, ...stored.parse(selected) };
}

function valuesOf({ values, alias, ...row }: RecordRow) {
  return { ...row, values: JSON.stringify(values), alias: alias === null ? null : JSON.stringify(alias) };
}

export async function insertRecords(tx: Tx, rows: readonly RecordRow[]): Promise<void> {
  await tx.insertInto('dns_records').values(rows.map(valuesOf)).execute();
}

export interface RecordFilter {
  readonly name?: string | undefined;
  readonly type?: RecordType | undefined;
  readonly status?: DnsStatus | undefined;
  /** In the name. */
  readonly q?: string | undefined;
}

/** The newest first, one more than the page has where a page is asked for. */
export async function listRecords(
  tx: Tx,
  domainId: string,
  { name, type, status, q }: RecordFilter,
  page: PageRequest | undefined,
): Promise<RecordRow[]> {
  let select = tx.selectFrom('dns_records').select(columns).where('domain_id', '=', domainId);
  if (name !== undefined) select = select.where('name', '=', name);
  if (type !== undefined) select = select.where('type', '=', type);
  if (status !== undefined) select = select.where('status', '=', status);
  if (q !== undefined && q !== '') select = select.where('name', 'ilike', containsPattern(q));
  return (await newestFirst(select, page).execute()).map(toRow);
}

/** The longest due first, with every other record of the same name. */
export async function listDueRecords(tx: Tx, domainId: string, at: Date, most: number): Promise<RecordRow[]> {
  const all = tx.selectFrom('dns_records').select('name').where('domain_id', '=', domainId).where('next_at', '<=', at);
  const due = all.orderBy('next_at').orderBy('id').limit(most);
  const select = tx.selectFrom('dns_records').select(columns).where('domain_id', '=', domainId).where('name', 'in', due);
  return (await select.orderBy('created_at').orderBy('id').execute()).map(toRow);
}

export async function listRecordsAt(tx: Tx, domainId: string, names: readonly string[]): Promise<RecordRow[]> {
  if (names.length === 0) return [];
  const select = tx.selectFrom('dns_records').select(columns).where('domain_id', '=', domainId);
  return (await select.where('name', 'in', [...names]).execute()).map(toRow);
}

/** Of a domain that is not deleted. */
export async function findRecord(tx: Tx, orgId: string, id: string): Promise<RecordRow | undefined> {
  const row = await tx
    .selectFrom('dns_records')
    .select(columns)
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .where('domain_id', 'in', tx.selectFrom('dns_domains').select('id').where('deleted_at', 'is', null))
    .executeTakeFirst();
  return row === undefined ? undefined : toRow(row);
}

export async function listRecordsByIds(tx: Tx, orgId: string, ids: readonly string[]): Promise<RecordRow[]> {
  if (ids.length === 0) return [];
  const select = tx.selectFrom('dns_records').select(columns).where('org_id', '=', orgId).where('id', 'in', ids);
  return (await select.execute()).map(toRow);
}

/** What the owner says, which makes it another record for whoever looks at it. */
export async function updateRecord(tx: Tx, row: RecordRow): Promise<RecordRow> {
  const { id, org_id: _org, domain_id: _domain, created_at: _created, ...values } = valuesOf(row);
  const update = tx.updateTable('dns_records').set({ ...values, revision: row.revision + 1 });
  return toRow(await update.where('id', '=', id).returning(columns).executeTakeFirstOrThrow());
}

export async function removeRecord(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('dns_records').where('id', '=', id).execute();
}

/** All of them are to be brought to the provider anew. */
export async function renewRecords(tx: Tx, domainId: string, at: Date): Promise<void> {
  const values = { status: 'pending', owner: 'autoglue', last_error: '', attempts: 0, next_at: at, updated_at: at };
  await tx
    .updateTable('dns_records')
    .set({ ...values, revision: sql`revision + 1` })
    .where('domain_id', '=', domainId)
    .execute();
}

/** What waits for another try has it at once. */
export async function hurryRecords(tx: Tx, domainId: string, at: Date): Promise<void> {
  const update = tx.updateTable('dns_records').set({ attempts: 0, next_at: at });
  await update.where('domain_id', '=', domainId).where('status', '!=', 'ready').execute();
  await tx.updateTable('dns_leftovers').set({ attempts: 0, next_at: at }).where('domain_id', '=', domainId).execute();
}

/** They were seen not to be right, and had no room in the run. */
export async function wakeRecords(tx: Tx, ids: readonly string[], at: Date): Promise<void> {
  if (ids.length === 0) return;
  const update = tx
    .updateTable('dns_records')
    .set({ next_at: at })
    .where('id', 'in', [...ids]);
  await update.where('next_at', 'is', null).execute();
}

/** What was found of a record, as it was when it was looked at. */
export interface RecordOutcome {
  readonly id: string;
  readonly revision: number;
  readonly status: DnsStatus;
  readonly owner: RecordRow['owner'];
  readonly lastError: string;
  readonly fingerprint: string;
  readonly attempts: number;
  readonly nextAt: Date | null;
}

/** In one statement, however many; those that were changed meanwhile are left as they are. */
export async function settleRecords(tx: Tx, outcomes: readonly RecordOutcome[], at: Date): Promise<void> {
  if (outcomes.length === 0) return;
  await sql`
    update dns_records as r
       set status = o.status, owner = o.owner, last_error = o."lastError", fingerprint = o.fingerprint, attempts = o.attempts,
           next_at = o."nextAt", updated_at = ${at}
      from jsonb_to_recordset(${JSON.stringify(outcomes)}::jsonb)
        as o(id uuid, revision int, status text, owner text, "lastError" text, fingerprint text, attempts int, "nextAt" timestamptz)
     where r.id = o.id and r.revision = o.revision`.execute(tx);
}

/** When the first of them is due. */
export async function nextRecordAt(tx: Tx, domainId: string): Promise<Date | undefined> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(at) as at from (
      select min(next_at) as at from dns_records where domain_id = ${domainId} and next_at is not null
      union all select min(next_at) from dns_leftovers where domain_id = ${domainId}) as due`.execute(tx);
  return rows[0]?.at ?? undefined;
}
