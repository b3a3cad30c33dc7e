/**
 * A database of its own for every test file.
 *
 * The schema is migrated once for each state of the migrations (the fingerprint) into a template; a file's database is a copy
 * of that template, which takes a tenth of a second. Nothing is shared between files, so they run in parallel and may
 * commit. The time zone of these databases is an odd one, so that code which leans on the server's zone fails at home.
 *
 * A file that failed keeps its database and prints how to reach it. Databases and templates older than a day are removed
 * whenever a new template is made.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '@moorage/core/clock';
import pg from 'pg';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { testPostgres } from './test-server.ts';

export interface TestDatabaseOptions {
  /** Brings an empty database to the newest schema. */
  readonly migrate: (dsn: string) => Promise<void>;
  /** Changes when the outcome of `migrate` changes; see {@link fingerprintDir}. */
  readonly fingerprint: string;
  /** Part of the database's name, to find it again. */
  readonly name?: string;
}

export interface TestDatabase {
  readonly dsn: string;
  readonly name: string;
  drop(): Promise<void>;
}

const timeZone = 'Pacific/Chatham';
const maxAgeMs = 24 * 60 * 60 * 1_000;

/** A hash over names and contents of all files below the directories. */
export function fingerprintDir(...dirs: readonly string[]): string {
  const hash = createHash('sha256');
  for (const dir of dirs) {
    const names = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const files = names.map((entry) => path.join(entry.parentPath, entry.name)).sort();
    for (const file of files) hash.update(path.relative(dir, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

function dsnOf(adminDsn: string, database: string): string {
  const [head = '', ...query] = adminDsn.split('?');
  const base = head.replace(/(?<!\/)\/[^/@]*$/, '');
  return `${base}/${database}${query.length === 0 ? '' : `?${query.join('?')}`}`;
}

async function withClient<Result>(dsn: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: dsn });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * The age of a database is written into its comment, as PostgreSQL does not record it. Its files are copied whole: page by page
 * through the log, which is the default, takes twice the processor time of a database of this size.
 */
async function createDatabase(client: pg.Client, name: string, from: string): Promise<void> {
  await client.query(`create database ${name} template ${from} strategy file_copy`);
  await client.query(`comment on database ${name} is 'moorage test ${systemClock.now().toISOString()}'`);
  await client.query(`alter database ${name} set timezone to '${timeZone}'`);
}

/**
 * Ends who is connected and drops it. `drop … with (force)` would be refused to a role that is no superuser whenever autovacuum,
 * which belongs to one, happens to be at work in there; without force the server itself sends autovacuum away.
 */
async function dropDatabase(client: pg.Client, name: string): Promise<void> {
  const { rows } = await client.query('select from pg_database where datname = $1', [name]);
  if (rows.length === 0) return;
  await client.query(`alter database ${name} with is_template false allow_connections false`);
  await client.query(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1 and backend_type = 'client backend'`,
    [name],
  );
  await client.query(`drop database if exists ${name}`);
}

async function dropOutdated(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string; comment: string }>(
    `select datname as name, shobj_description(oid, 'pg_database') as comment
     from pg_database where shobj_description(oid, 'pg_database') like 'moorage test %'`,
  );
  const outdatedAt = systemClock.now().getTime() - maxAgeMs;
  for (const row of rows) {
    const madeAt = Date.parse(row.comment.replace('moorage test ', ''));
    if (madeAt < outdatedAt) await dropDatabase(client, row.name);
  }
}

/** Makes the template once; whoever comes meanwhile waits at the advisory lock. */
async function ensureTemplate(client: pg.Client, adminDsn: string, options: TestDatabaseOptions): Promise<string> {
  const name = `template_${createHash('sha256').update(options.fingerprint).digest('hex').slice(0, 16)}`;
  const isReady = async (): Promise<boolean> => {
    const { rowCount } = await client.query('select from pg_database where datname = $1 and datistemplate', [name]);
    return rowCount === 1;
  };
  if (await isReady()) return name;
  await client.query('select pg_advisory_lock(hashtextextended($1, 0))', ['moorage test templates']);
  try {
    if (await isReady()) return name;
    await dropOutdated(client);
    await dropDatabase(client, name);
    await createDatabase(client, name, 'template0');
    await options.migrate(dsnOf(adminDsn, name));
    await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()', [
      name,
    ]);
    await client.query(`alter database ${name} with is_template true allow_connections false`);
    return name;
  } finally {
    await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', ['moorage test templates']);
  }
}

/** A new database with the migrated schema and no rows but those that migrations insert. */
export async function createTestDatabase(options: TestDatabaseOptions): Promise<TestDatabase> {
  const { adminDsn } = await testPostgres();
  const label = (options.name ?? 'file')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .slice(0, 30);
  const name = `test_${label}_${randomBytes(5).toString('hex')}`;
  await withClient(adminDsn, async (client) => {
    const template = await ensureTemplate(client, adminDsn, options);
    await createDatabase(client, name, template);
  });
  return { name, dsn: dsnOf(adminDsn, name), drop: () => withClient(adminDsn, (client) => dropDatabase(client, name)) };
}

/** Registers hooks that make a database before the tests of a file and drop it after them, unless one of them failed. */
export function useTestDatabase(options: TestDatabaseOptions): { readonly dsn: string; readonly name: string } {
  let database: TestDatabase | undefined;
  let hasFailed = false;
  const current = (): TestDatabase => {
    if (database === undefined) throw new Error('the test database exists from beforeAll on');
    return database;
  };
  beforeAll(async () => {
    database = await createTestDatabase(options);
  });
  afterEach(({ task }) => {
    hasFailed ||= task.result?.state === 'fail';
  });
  afterAll(async () => {
    if (hasFailed) console.error(`the database of this file is kept: ${current().dsn}`);
    else await database?.drop();
  });
  return {
    get dsn() {
      return current().dsn;
    },
    get name() {
      return current().name;
    },
  };
}
