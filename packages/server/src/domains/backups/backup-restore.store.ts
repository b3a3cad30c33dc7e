/** What a restore changes in a database before and after its rows are loaded. */
import { AppError } from '@moorage/core/errors';
import type pg from 'pg';

type Client = Pick<pg.ClientBase, 'query'>;

async function linesOf(client: Client, text: string): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(text);
  return rows.map(({ line }) => line);
}

async function runAll(client: Client, lines: readonly string[]): Promise<void> {
  for (const line of lines) await client.query(line);
}

/** What is there that is not an extension's, as statements that drop it. */
const dropSql = `
  with own as (select objid from pg_depend where deptype = 'e')
  select line from (
    select 1 as place, format('drop schema %I cascade', nspname) as line from pg_namespace where nspname = 'jobs'
    union all select 2, format('drop table if exists public.%I cascade', relname) from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and oid not in (select objid from own)
    union all select 3, format('drop view if exists public.%I cascade', relname) from pg_class
     where relnamespace = 'public'::regnamespace and relkind = 'v' and oid not in (select objid from own)
    union all select 4, format('drop sequence if exists public.%I cascade', relname) from pg_class
     where relnamespace = 'public'::regnamespace and relkind = 'S' and oid not in (select objid from own)
    union all select 5, format('drop routine if exists %s cascade', oid::regprocedure) from pg_proc
     where pronamespace = 'public'::regnamespace and oid not in (select objid from own)
    union all select 6, format('drop type if exists public.%I cascade', typname) from pg_type
     where typnamespace = 'public'::regnamespace and typtype in ('e', 'd') and oid not in (select objid from own)
  ) found order by place, line`;

export async function isEmpty(client: Client): Promise<boolean> {
  return (await linesOf(client, dropSql)).length === 0;
}

export async function dropEverything(client: Client): Promise<void> {
  await runAll(client, await linesOf(client, dropSql));
}

/** Programs of ours that use this database now. */
export async function listUsers(client: Client): Promise<string[]> {
  return await linesOf(
    client,
    `select distinct application_name as line from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and application_name like 'moorage%'
        and application_name <> 'moorage-db' order by 1`,
  );
}

export async function readDatabaseName(client: Client): Promise<string> {
  return (await linesOf(client, 'select current_database()::text as line'))[0] ?? '';
}

/** In the transaction that found or made the database empty. */
export async function setMark(client: Client, backup: string): Promise<void> {
  await client.query('drop schema if exists moorage_restore cascade');
  await client.query('create schema moorage_restore');
  await client.query(
    'create table moorage_restore.progress (backup text not null, started_at timestamptz not null default now())',
  );
  await client.query('insert into moorage_restore.progress (backup) values ($1)', [backup]);
}

export async function clearMark(client: Client): Promise<void> {
  await client.query('drop schema moorage_restore cascade');
}

/** Statements that bring back what `openForLoading` took away. */
export interface Closing {
  readonly lines: readonly string[];
}

const inSchema = `c.relnamespace = 'public'::regnamespace and c.relkind = 'r'`;

/**
 * Takes away what would stand in the way of rows in any order: references (checked again when they come back), triggers of ours, and
 * the policies that bind even the owner. All of it comes back in the same transaction, or nothing happened.
 */
export async function openForLoading(client: Client): Promise<Closing> {
  const references = `from pg_constraint k join pg_class c on c.oid = k.conrelid where k.contype = 'f' and ${inSchema}`;
  const forced = `from pg_class c where c.relforcerowsecurity and ${inSchema}`;
  const triggered = `from pg_class c where exists (select from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal) and ${inSchema}`;
  const statement = (form: string, rest: string, values = 'c.relname'): Promise<string[]> =>
    linesOf(client, `select format('alter table public.%I ${form}', ${values}) as line ${rest} order by 1`);
  const closing = [
    ...(await statement('add constraint %I %s', references, 'c.relname, k.conname, pg_get_constraintdef(k.oid)')),
    ...(await statement('enable trigger user', triggered)),
    ...(await statement('force row level security', forced)),
  ];
  const opening = [
    ...(await statement('drop constraint %I', references, 'c.relname, k.conname')),
    ...(await statement('disable trigger user', triggered)),
    ...(await statement('no force row level security', forced)),
  ];
  const emptying = await linesOf(
    client,
    `select format('truncate table %s', string_agg(format('public.%I', c.relname), ', ')) as line
       from pg_class c where ${inSchema} and c.relname <> 'schema_migrations' having count(*) > 0`,
  );
  await runAll(client, [...opening, ...emptying]);
  return { lines: closing };
}

export async function closeAfterLoading(client: Client, closing: Closing): Promise<void> {
  await runAll(client, closing.lines);
}

const scratchPrefix = 'moorage_verify_';

/** Makes an empty database beside this one, after dropping those that killed verifications of this one left. */
export async function makeScratch(client: Client, suffix: string): Promise<string> {
  const { rows } = await client.query<{ prefix: string; may: boolean }>(
    `select $1 || left(md5(current_database()), 8) || '_' as prefix,
            (select rolcreatedb or rolsuper from pg_roles where rolname = current_user) as may`,
    [scratchPrefix],
  );
  const [found] = rows;
  if (found?.may !== true) {
    throw new AppError('conflict', 'A backup cannot be verified: the role of the platform may not create databases.', {
      details: { nextStep: 'Run `alter role … createdb`, or verify elsewhere: `moorage db verify` with another DATABASE_DSN.' },
    });
  }
  const left = await client.query<{ name: string }>(
    'select datname::text as name from pg_database where starts_with(datname::text, $1) and datdba = (select oid from pg_roles where rolname = current_user)',
    [found.prefix],
  );
  for (const { name } of left.rows) await dropScratch(client, name);
  const name = `${found.prefix}${suffix}`;
  await client.query(`create database "${name}" template template0`);
  return name;
}

/**
 * `drop … with (force)` is refused to a role that is no superuser while autovacuum, which belongs to one, looks at what was just
 * loaded. Without force the server sends autovacuum away by itself, so only our own connections are ended first.
 */
export async function dropScratch(client: Client, name: string): Promise<void> {
  await client.query(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where datname = $1 and usename = current_user and backend_type = 'client backend'`,
    [name],
  );
  await client.query(`drop database if exists "${name}"`);
}
