/**
 * What an export asks of the database, inside one snapshot.
 *
 * A checksum is the sum, over all rows, of 64 bits of SHA-256 of the row as text: rows may come in any order, and it costs one
 * scan and no sort. The text of a value depends on settings of the session, which `pinSession` fixes.
 */
import type pg from 'pg';
import { leftOut, type TableFacts } from './backup-format.rules.ts';

type Client = Pick<pg.ClientBase, 'query'>;

export interface ExportTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** A select that gives those columns. */
  readonly source: string;
}

export interface SequenceState {
  readonly name: string;
  readonly value: string;
  readonly isCalled: boolean;
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const listOf = (columns: readonly string[]): string => columns.map(quote).join(', ');

/** Everything of a session that changes how values look as text, or that would end a long statement. */
export async function pinSession(client: Client): Promise<void> {
  await client.query(`
    set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set lock_timeout = '30s';
    set client_min_messages = warning; set search_path = public; set client_encoding = 'UTF8';
    set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres'; set bytea_output = 'hex';
    set extra_float_digits = 1; set xmloption = 'content'; set moorage.system = 'on'`);
}

/** One view of everything, whatever is written meanwhile. */
export async function beginSnapshot(client: Client): Promise<void> {
  await client.query('begin isolation level repeatable read read only');
}

const columnsSql = `
  select c.relname::text as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid
   where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
     and a.attgenerated = '' group by c.relname order by c.relname`;

/** Waiting and running jobs become rows of `restored_jobs`: the engine's own tables change with its version. */
const waitingJobs = `
  select id, name as kind, coalesce(data, '{}'::jsonb) as payload, start_after from jobs.job
   where state::text in ('created', 'retry', 'active') and name <> 'dead-letters' and left(name, 2) <> '__'
     and left(name, 7) <> 'backup.'`;

async function hasJobs(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(`select to_regclass('jobs.job') is not null as there`);
  return rows[0]?.there === true;
}

/** Every table of the schema but those that are left out. */
export async function listExportTables(client: Client): Promise<ExportTable[]> {
  const withJobs = await hasJobs(client);
  const { rows } = await client.query<{ name: string; columns: string[] }>(columnsSql);
  return rows
    .filter(({ name }) => !Object.hasOwn(leftOut, name))
    .map(({ name, columns }) => {
      const own = `select ${listOf(columns)} from public.${quote(name)}`;
      const jobs =
        name === 'restored_jobs' && withJobs ? ` union all select ${listOf(columns)} from (${waitingJobs}) waiting` : '';
      return { name, columns, source: own + jobs };
    });
}

/** As they are in a database that was loaded. */
export async function listLoadedTables(client: Client, wanted: readonly TableFacts[]): Promise<ExportTable[]> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(columnsSql);
  const there = new Set(rows.map((row) => row.name));
  return wanted
    .filter(({ name }) => there.has(name))
    .map(({ name, columns }) => ({ name, columns, source: `select ${listOf(columns)} from public.${quote(name)}` }));
}

export function copyOutText({ source }: ExportTable): string {
  return `copy (${source}) to stdout`;
}

export function copyInText(name: string, columns: readonly string[]): string {
  return `copy public.${quote(name)} (${listOf(columns)}) from stdin`;
}

export async function readFacts(client: Client, { name, columns, source }: ExportTable): Promise<TableFacts> {
  const row = `row(${columns.map((column) => `t.${quote(column)}`).join(', ')})::text`;
  const bits = `('x' || encode(substring(sha256(convert_to(${row}, 'UTF8')) for 8), 'hex'))::bit(64)::bigint`;
  const text = `select count(*)::text as rows, coalesce(sum((${bits})::numeric), 0)::text as checksum from (${source}) t`;
  const { rows } = await client.query<{ rows: string; checksum: string }>(text);
  const [found] = rows;
  return { name, columns: [...columns], rows: Number(found?.rows ?? 0), checksum: found?.checksum ?? '0' };
}

/** Sequences stand outside of snapshots: read last, they are never behind the rows. */
export async function listSequences(client: Client): Promise<SequenceState[]> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname::text as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'S' order by 1`,
  );
  const states: SequenceState[] = [];
  for (const { name } of rows) {
    const found = await client.query<{ value: string; is_called: boolean }>(
      `select last_value::text as value, is_called from public.${quote(name)}`,
    );
    states.push({ name, value: found.rows[0]?.value ?? '1', isCalled: found.rows[0]?.is_called === true });
  }
  return states;
}

export async function setSequences(client: Client, states: readonly SequenceState[]): Promise<void> {
  for (const { name, value, isCalled } of states) {
    await client.query('select setval($1::regclass, $2::bigint, $3)', [`public.${quote(name)}`, value, isCalled]);
  }
}

export interface DatabaseFacts {
  readonly postgresVersion: string;
  readonly migrations: { readonly name: string; readonly checksum: string }[];
  readonly rootKeys: string[];
}

export async function readDatabaseFacts(client: Client): Promise<DatabaseFacts> {
  const version = await client.query<{ version: string }>(`select current_setting('server_version') as version`);
  const migrations = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from schema_migrations order by name',
  );
  const roots = await client.query<{ id: string }>(`select id from vault_roots where state <> 'retired' order by id`);
  return {
    postgresVersion: version.rows[0]?.version ?? '',
    migrations: migrations.rows,
    rootKeys: roots.rows.map(({ id }) => id),
  };
}

/** Policies that would hide rows from a session of the platform itself: a backup of less than everything is none. */
export async function findHidingPolicies(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`
    select p.polname::text as name from pg_policy p join pg_class c on c.oid = p.polrelid
     where c.relnamespace = 'public'::regnamespace and p.polcmd in ('*', 'r') and p.polpermissive
       and pg_get_expr(p.polqual, p.polrelid) !~ '^\\(?(.* OR )?moorage_sees\\([a-z_]+\\)\\)?$'`);
  return rows.map(({ name }) => name);
}
