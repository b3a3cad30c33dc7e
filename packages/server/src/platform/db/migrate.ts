/**
 * Forward-only migrations.
 *
 * A migration is a numbered file of SQL (`0007_servers.sql`). All that are missing are applied in order, each in one
 * transaction with the row that records it, under one advisory lock, so that replicas may start together. There is no way
 * back: a mistake is corrected by a later file, and a change that old code could not live with is made in two releases
 * (expand, then contract).
 *
 * What it refuses, before changing anything: a file whose text changed after it was applied (its checksum is recorded), a
 * file numbered below one that is applied already, and a database that is newer than the program.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, messageOf } from '@moorage/core/errors';
import type { Log } from '@moorage/core/log';
import type { Secret } from '@moorage/core/secret';
import pg from 'pg';
import { connectionConfig } from './connection.ts';
import { refuseHalfRestored } from './half-restored.ts';

export interface MigrateOptions {
  readonly dsn: Secret;
  readonly log: Log;
  /** packages/server/src/migrations by default. */
  readonly dir?: string;
  /** For a restore: up to this file, and on a database that bears the mark of one. */
  readonly restoreTo?: string;
}

export interface MigrateResult {
  /** Files applied by this run. */
  readonly applied: readonly string[];
  /** Name of the newest migration that the database has. */
  readonly current: string;
}

interface Migration {
  readonly name: string;
  readonly text: string;
  readonly checksum: string;
}

/** Where this package keeps its migrations. */
export const migrationsDir = join(import.meta.dirname, '../../migrations');

/** Any number will do as long as nobody else uses it; this one spells "moor". */
const lockKey = 0x6d_6f_6f_72;
const fileName = /^\d{4}_[a-z0-9_]+\.sql$/;

const recordTable = `
  create table if not exists schema_migrations (
    name text primary key,
    checksum text not null,
    applied_at timestamptz not null default now()
  )`;

function refuse(message: string, nextStep: string): AppError {
  return new AppError('conflict', message, { details: { nextStep } });
}

/** The migrations of a directory in order; refuses names that it does not understand and numbers used twice. */
export async function readMigrations(dir: string = migrationsDir): Promise<Migration[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.sql')).toSorted();
  const wrong = names.find((name) => !fileName.test(name));
  if (wrong !== undefined) throw refuse(`${wrong} is not named like a migration.`, 'Name it like 0007_servers.sql.');
  const twice = names.find((name, index) => names[index + 1]?.slice(0, 4) === name.slice(0, 4));
  if (twice !== undefined)
    throw refuse(`Two migrations are numbered ${twice.slice(0, 4)}.`, 'Give one of them the next free number.');
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(dir, name), 'utf8');
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

/** Which files are still to be applied, given what the database recorded. */
export function planMigrations(files: readonly Migration[], recorded: ReadonlyMap<string, string>): Migration[] {
  const known = new Set(files.map((file) => file.name));
  const unknown = [...recorded.keys()].find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw refuse(
      `The database has the migration ${unknown}, which this version does not know.`,
      'Start a version at least as new as the one that ran last.',
    );
  }
  const changed = files.find((file) => recorded.has(file.name) && recorded.get(file.name) !== file.checksum);
  if (changed !== undefined) {
    throw refuse(
      `The migration ${changed.name} was changed after it had been applied.`,
      'Restore its text and put the change into a new migration.',
    );
  }
  const newest = [...recorded.keys()].toSorted().at(-1) ?? '';
  const missing = files.filter((file) => !recorded.has(file.name));
  const late = missing.find((file) => file.name < newest);
  if (late !== undefined)
    throw refuse(`The migration ${late.name} comes before ${newest}, which is applied.`, 'Give it the next free number.');
  return missing;
}

async function applyOne(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(migration.text);
    await client.query('insert into schema_migrations (name, checksum) values ($1, $2)', [migration.name, migration.checksum]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw new AppError('internal', `The migration ${migration.name} failed; nothing of it was kept.`, { cause: error });
  }
}

async function migrateLocked(client: pg.Client, files: readonly Migration[], log: Log): Promise<MigrateResult> {
  await client.query('select pg_advisory_lock($1)', [lockKey]);
  await client.query('set client_min_messages = warning');
  await client.query(recordTable);
  const { rows } = await client.query<{ name: string; checksum: string }>('select name, checksum from schema_migrations');
  const missing = planMigrations(files, new Map(rows.map((row) => [row.name, row.checksum])));
  for (const migration of missing) {
    await applyOne(client, migration);
    log.info('migration applied', { migration: migration.name });
  }
  return { applied: missing.map((migration) => migration.name), current: files.at(-1)?.name ?? '' };
}

/** All files, or those that a backup was made with. */
async function filesFor({ dir, restoreTo }: MigrateOptions): Promise<Migration[]> {
  const files = await readMigrations(dir);
  return restoreTo === undefined ? files : files.filter((file) => file.name <= restoreTo);
}

async function connect(client: pg.Client): Promise<void> {
  try {
    await client.connect();
  } catch (cause) {
    const { user = '', host, port, database = '' } = client;
    throw new AppError(
      'unavailable',
      `The database ${database} at ${host}:${port} cannot be used as ${user}: ${messageOf(cause)}.`,
      {
        cause,
        details: { nextStep: 'See that the server runs and that DATABASE_DSN names it, the user and the password rightly.' },
      },
    );
  }
}

/** Brings the schema up to date; safe to call from several processes at once. */
export async function migrate(options: MigrateOptions): Promise<MigrateResult> {
  const files = await filesFor(options);
  const connection = connectionConfig({ dsn: options.dsn, applicationName: 'moorage-migrate', statementTimeoutMs: 0 });
  const client = new pg.Client({ ...connection, statement_timeout: false, idle_in_transaction_session_timeout: 0 });
  await connect(client);
  try {
    if (options.restoreTo === undefined) await refuseHalfRestored((text) => client.query(text));
    return await migrateLocked(client, files, options.log);
  } finally {
    await client.end();
  }
}
