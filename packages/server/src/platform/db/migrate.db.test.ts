import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { useTestDatabase } from '@moorage/testkit/postgres';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from './migrate.ts';

const source = useTestDatabase({ name: 'migrate', fingerprint: 'empty', migrate: async () => {} });
let dir: string;

async function file(name: string, text: string): Promise<void> {
  await writeFile(join(dir, name), text);
}
const run = () => migrate({ dsn: new Secret(source.dsn), log: silentLog, dir });
async function ask(text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: source.dsn });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'migrations-'));
  await ask('drop schema public cascade; create schema public');
});
afterEach(() => rm(dir, { recursive: true }));

describe('migrate', () => {
  it('says which database it cannot use as whom, and not with which password', async () => {
    const dsn = new Secret('postgres://somebody:hunter2@127.0.0.1:1/shop');
    const failed = await migrate({ dsn, log: silentLog, dir }).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'unavailable', details: { nextStep: expect.stringContaining('DATABASE_DSN') } });
    expect(String(failed)).toMatch(/shop at 127\.0\.0\.1:1 cannot be used as somebody: .*ECONNREFUSED/);
    expect(String(failed)).not.toContain('hunter2');
  });

  it('applies what is missing, in order, once', async () => {
    await file('0002_more.sql', 'alter table a add column y int');
    await file('0001_first.sql', 'create table a (x int)');
    expect(await run()).toEqual({ applied: ['0001_first.sql', '0002_more.sql'], current: '0002_more.sql' });
    expect(await run()).toEqual({ applied: [], current: '0002_more.sql' });
    await file('0003_last.sql', 'drop table a');
    expect((await run()).applied).toEqual(['0003_last.sql']);
  });

  it('lets several processes start at once', async () => {
    await file('0001_first.sql', 'create table a (x int)');
    const results = await Promise.all([run(), run(), run(), run()]);
    expect(results.flatMap((result) => result.applied)).toEqual(['0001_first.sql']);
  });

  it('keeps nothing of a migration that fails, and what came before it', async () => {
    await file('0001_first.sql', 'create table a (x int)');
    await file('0002_broken.sql', 'create table b (x int); select 1/0;');
    await expect(run()).rejects.toThrow(/0002_broken.sql failed/);
    expect(await ask(`select tablename from pg_tables where schemaname = 'public' order by 1`)).toEqual([
      { tablename: 'a' },
      { tablename: 'schema_migrations' },
    ]);
    await file('0002_broken.sql', 'create table b (x int)');
    expect((await run()).applied).toEqual(['0002_broken.sql']);
  });

  it('refuses a file that changed after it was applied', async () => {
    await file('0001_first.sql', 'create table a (x int)');
    await run();
    await file('0001_first.sql', 'create table a (x bigint)');
    await expect(run()).rejects.toThrow(/0001_first.sql was changed/);
  });

  it('refuses a database that is newer than the program', async () => {
    await file('0001_first.sql', 'select 1');
    await file('0002_second.sql', 'select 1');
    await run();
    await rm(join(dir, '0002_second.sql'));
    await expect(run()).rejects.toThrow(/0002_second.sql, which this version does not know/);
  });

  it('refuses a late number, a number used twice and a strange name', async () => {
    await file('0002_second.sql', 'select 1');
    await run();
    await file('0001_late.sql', 'select 1');
    await expect(run()).rejects.toThrow(/0001_late.sql comes before/);
    await file('0002_other.sql', 'select 1');
    await expect(run()).rejects.toThrow(/Two migrations are numbered 0002/);
    await rm(join(dir, '0002_other.sql'));
    await file('fix.sql', 'select 1');
    await expect(run()).rejects.toThrow(/fix.sql is not named like a migration/);
  });
});
