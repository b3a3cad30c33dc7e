/** The columns of the registry, whatever their tables are. */
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { EncryptedColumn } from './encrypted-columns.rules.ts';

export interface SealedRow {
  /** Where the row is, while it is locked. */
  readonly ctid: string;
  readonly orgId: string | null;
  readonly row: string;
  readonly value: Buffer;
}

interface Stored {
  readonly ctid: string;
  readonly org: string | null;
  readonly row: string;
  readonly value: Buffer;
}

const fromStored = ({ ctid, org, row, value }: Stored): SealedRow => ({ ctid, orgId: org, row, value });

function orgOf({ org }: EncryptedColumn): RawBuilder<unknown> {
  return org === null ? sql`null::uuid` : sql.ref(org);
}

function ownedBy({ org }: EncryptedColumn, orgId: string | null): RawBuilder<unknown> {
  if (org === null) return orgId === null ? sql`true` : sql`false`;
  return orgId === null ? sql`${sql.ref(org)} is null` : sql`${sql.ref(org)} = ${orgId}::uuid`;
}

/** The first five bytes of a value under this version: the format of the vault and the version. */
function headOf(version: number): RawBuilder<unknown> {
  return sql`('\\x02'::bytea || int4send(${version}::int))`;
}

function after({ row }: EncryptedColumn, last: string | undefined): RawBuilder<unknown> {
  return last === undefined ? sql`true` : sql`${sql.ref(row)} > ${last}`;
}

export interface Page {
  /** Of the page before. */
  readonly last: string | undefined;
  readonly limit: number;
}

/** Values of an owner that are not sealed under this version, in the order of rows; nobody else changes them meanwhile. */
export async function claimStale(
  tx: Tx,
  column: EncryptedColumn,
  { orgId, version, last, limit }: Page & { readonly orgId: string | null; readonly version: number },
): Promise<SealedRow[]> {
  const [value, row] = [sql.ref(column.column), sql.ref(column.row)];
  const { rows } = await sql<Stored>`
    select ctid::text as ctid, ${orgOf(column)}::text as org, ${row}::text as row, ${value} as value
      from ${sql.table(column.table)}
     where ${ownedBy(column, orgId)} and substring(${value} from 1 for 5) <> ${headOf(version)} and ${after(column, last)}
     order by ${row} limit ${limit} for update`.execute(tx);
  return rows.map(fromStored);
}

/** Rows must have been claimed in this transaction. */
export async function updateSealed(
  tx: Tx,
  column: EncryptedColumn,
  changes: readonly { readonly ctid: string; readonly value: Buffer }[],
): Promise<void> {
  const ctids = changes.map(({ ctid }) => ctid);
  const values = changes.map(({ value }) => value);
  await sql`
    update ${sql.table(column.table)} as target set ${sql.ref(column.column)} = source.value
      from unnest(${ctids}::text[]::tid[], ${values}::bytea[]) as source (ctid, value)
     where target.ctid = source.ctid`.execute(tx);
}

/** Values of everybody, in the order of rows. */
export async function listSealed(tx: Tx, column: EncryptedColumn, { last, limit }: Page): Promise<SealedRow[]> {
  const [value, row] = [sql.ref(column.column), sql.ref(column.row)];
  const { rows } = await sql<Stored>`
    select ctid::text as ctid, ${orgOf(column)}::text as org, ${row}::text as row, ${value} as value
      from ${sql.table(column.table)}
     where ${value} is not null and ${after(column, last)}
     order by ${row} limit ${limit}`.execute(tx);
  return rows.map(fromStored);
}

/** Whether an owner has values that the vault sealed under another version. */
export async function hasStale(tx: Tx, column: EncryptedColumn, orgId: string | null, version: number): Promise<boolean> {
  return await exists(
    tx,
    column,
    sql`${ownedBy(column, orgId)}
     and substring(${sql.ref(column.column)} from 1 for 1) = '\\x02'::bytea
     and substring(${sql.ref(column.column)} from 1 for 5) <> ${headOf(version)}`,
  );
}

/** Whether an owner has values that are sealed under this version. */
export async function hasSealedUnder(tx: Tx, column: EncryptedColumn, orgId: string | null, version: number): Promise<boolean> {
  return await exists(
    tx,
    column,
    sql`${ownedBy(column, orgId)}
     and substring(${sql.ref(column.column)} from 1 for 5) = ${headOf(version)}`,
  );
}

async function exists(tx: Tx, { table }: EncryptedColumn, condition: RawBuilder<unknown>): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from ${sql.table(table)} where ${condition}) as found`.execute(tx);
  return rows[0]?.found === true;
}

/** Owners who have values that are not sealed under their newest key, those without a key included. */
export async function listStaleOwners(tx: Tx, column: EncryptedColumn): Promise<(string | null)[]> {
  const value = sql.ref(`t.${column.column}`);
  const org = column.org === null ? sql`null::uuid` : sql.ref(`t.${column.org}`);
  const { rows } = await sql<{ org: string | null }>`
    select distinct ${org}::text as org
      from ${sql.table(column.table)} t
      left join vault_keys k on k.org_id is not distinct from ${org} and k.state = 'active'
     where ${value} is not null
       and substring(${value} from 1 for 5) is distinct from ('\\x02'::bytea || int4send(k.version))`.execute(tx);
  return rows.map((row) => row.org);
}

export interface ColumnCounts {
  readonly total: number;
  /** Under the newest key of their owner. */
  readonly current: number;
  /** From before the vault. */
  readonly earlier: number;
}

export async function countSealed(tx: Tx, column: EncryptedColumn): Promise<ColumnCounts> {
  const value = sql.ref(`t.${column.column}`);
  const org = column.org === null ? sql`null::uuid` : sql.ref(`t.${column.org}`);
  const { rows } = await sql<Record<keyof ColumnCounts, string>>`
    select count(${value}) as total,
           count(*) filter (where substring(${value} from 1 for 5) = '\\x02'::bytea || int4send(k.version)) as current,
           count(*) filter (where substring(${value} from 1 for 1) <> '\\x02'::bytea) as earlier
      from ${sql.table(column.table)} t
      left join vault_keys k on k.org_id is not distinct from ${org} and k.state = 'active'`.execute(tx);
  const [counts] = rows;
  return { total: Number(counts?.total ?? 0), current: Number(counts?.current ?? 0), earlier: Number(counts?.earlier ?? 0) };
}
