import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createTestDatabase, fingerprintDir, useTestDatabase } from './postgres.ts';
import { useTempDirs } from './temp-dir.ts';
import { testPostgres } from './test-server.ts';

async function query(dsn: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: dsn });
  await client.connect();
  try {
    const result = await client.query<Record<string, unknown>>(text);
    return result.rows;
  } finally {
    await client.end();
  }
}

const tempDir = useTempDirs('testkit');
const fingerprint = randomUUID();
let migrations = 0;

const migrate = async (dsn: string): Promise<void> => {
  migrations += 1;
  await query(dsn, 'create table things (id int primary key)');
};

const database = useTestDatabase({ migrate, fingerprint, name: 'testkit' });

describe('a test database', () => {
  it('has the migrated schema and an odd time zone', async () => {
    expect(await query(database.dsn, 'select count(*)::int as count from things')).toEqual([{ count: 0 }]);
    expect(await query(database.dsn, 'show timezone')).toEqual([{ TimeZone: 'Pacific/Chatham' }]);
  });

  it('shares nothing with another one of the same schema, which is migrated once however many ask at once', async () => {
    const own = randomUUID();
    const before = migrations;
    const all = await Promise.all(['a', 'b', 'c'].map((name) => createTestDatabase({ migrate, fingerprint: own, name })));
    expect(migrations).toBe(before + 1);
    const [first, second] = all;
    await query(first?.dsn ?? '', 'insert into things values (1)');
    expect(await query(second?.dsn ?? '', 'select id from things')).toEqual([]);
    for (const one of all) await one.drop();
  });

  it('is gone after the drop, also while somebody is connected', async () => {
    const other = await createTestDatabase({ migrate, fingerprint });
    const client = new pg.Client({ connectionString: other.dsn });
    client.on('error', () => {});
    await client.connect();
    await other.drop();
    const { adminDsn } = await testPostgres();
    expect(await query(adminDsn, `select datname from pg_database where datname = '${other.name}'`)).toEqual([]);
  });

  it('tries the template again after a migration that failed', async () => {
    const own = randomUUID();
    const failing = createTestDatabase({ fingerprint: own, migrate: () => Promise.reject(new Error('half way')) });
    await expect(failing).rejects.toThrow('half way');
    const repaired = await createTestDatabase({ fingerprint: own, migrate });
    expect(await query(repaired.dsn, 'select id from things')).toEqual([]);
    await repaired.drop();
  });
});

describe('the fingerprint of a directory', () => {
  it('changes with a name and with a content, and not with the place', () => {
    const dirs = [tempDir(), tempDir(), tempDir(), tempDir()];
    const write = (index: number, name: string, text: string): void => {
      const dir = path.join(dirs[index] ?? '', 'below');
      mkdirSync(dir, { recursive: true });
      writeFileSync(path.join(dir, name), text);
    };
    write(0, 'one.sql', 'select 1');
    write(1, 'one.sql', 'select 1');
    write(2, 'one.sql', 'select 2');
    write(3, 'two.sql', 'select 1');
    const [same, copy, content, name] = dirs.map((dir) => fingerprintDir(dir));
    expect(copy).toBe(same);
    expect(content).not.toBe(same);
    expect(name).not.toBe(same);
  });
});
