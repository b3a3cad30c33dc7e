/** A backup is worth what its restore is: everything comes back, and what was changed is refused. Kills are in backup-kill.db.test.ts. */
import { systemClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { createTestDatabase, type TestDatabase, useTestDatabase } from '@moorage/testkit/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  backupDeps,
  contentOf,
  createMemoryTarget,
  keeperOf,
  killAt,
  type MemoryTarget,
  plantOddRows,
  withClient,
} from '../../../test/backup-database.ts';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import { migrate } from '../../platform/db/migrate.ts';
import { exportDatabase } from './backup-export.service.ts';
import { leftOut } from './backup-format.rules.ts';
import { readThrough, restoreDatabase } from './backup-restore.service.ts';
import { verifyBackup } from './backup-verify.service.ts';

const source = useTestDatabase(migratedDatabase('backup_source'));
const name = 'moorage-20261122T021500Z-0000abcd';
const target = createMemoryTarget();
const made: TestDatabase[] = [];
let original: unknown;

async function emptyDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase({ name: 'backup_empty', fingerprint: 'empty', migrate: async () => {} });
  made.push(database);
  return database;
}

const restoreTo = (dsn: string, from: MemoryTarget = target, overwrite?: string) =>
  restoreDatabase(backupDeps(dsn, from), { name, dsn: new Secret(dsn), overwrite });

function copyOf(change: (objects: Map<string, Buffer>) => void): MemoryTarget {
  const copy = createMemoryTarget();
  for (const [key, bytes] of target.objects) copy.objects.set(key, Buffer.from(bytes));
  change(copy.objects);
  return copy;
}

/** One bit of an object is another. */
const flipped = (part: 'data' | 'manifest', at: number): MemoryTarget =>
  copyOf((objects) => {
    const bytes = objects.get(`${name}/${part}`);
    bytes?.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  });

beforeAll(async () => {
  await plantOddRows(source.dsn);
  await exportDatabase(backupDeps(source.dsn, target), { name });
  original = await contentOf(source.dsn);
});
afterAll(async () => {
  for (const database of made) await database.drop();
});

describe('a backup', () => {
  it('brings back every row, sequence and rule of the schema', async () => {
    const database = await emptyDatabase();
    await restoreTo(database.dsn);
    expect(await contentOf(database.dsn)).toEqual(original);
    // And a server starts on it.
    await migrate({ dsn: new Secret(database.dsn), log: silentLog });
  });

  it('holds nothing in clear, and its key nowhere', async () => {
    const all = Buffer.concat([...target.objects.values()]).toString('latin1');
    for (const text of ['ünïcödé', 'vault_keys', 'local:odd']) expect(all).not.toContain(text);
    expect(all).not.toContain(Buffer.alloc(32, 1).toString('base64'));
  });

  it('is of one moment, whatever is written while it is made', async () => {
    const busy = createMemoryTarget();
    let writes = 0;
    const deps = backupDeps(source.dsn, busy, async (step) => {
      if (step !== 'table begun') return;
      writes += 1;
      const ref = `while ${writes}`;
      await withClient(source.dsn, (client) =>
        client.query(`insert into events (org_id, kind, ref, data) select id, 'late', $1, '{}' from orgs limit 1`, [ref]),
      );
    });
    const { manifest } = await exportDatabase(deps, { name });
    const events = manifest.tables.find((table) => table.name === 'events');
    await withClient(source.dsn, (client) => client.query(`delete from events where kind = 'late'`));
    expect([writes > 10, events?.rows]).toEqual([true, 9]);
  });

  it('keeps jobs that wait, and not those of backups', async () => {
    const jobs = createMemoryTarget();
    await withClient(source.dsn, async (client) => {
      await client.query(`create schema jobs;
        create table jobs.job (id uuid, name text, data jsonb, state text, start_after timestamptz);
        insert into jobs.job select gen_random_uuid(), name, data::jsonb, state, now()
          from (values ('mail.send', '{"to":1}', 'created'), ('mail.send', null, 'active'), ('mail.send', '{}', 'completed'),
                       ('backup.run', '{}', 'active'), ('dead-letters', '{}', 'created')) as job (name, data, state)`);
    });
    try {
      await exportDatabase(backupDeps(source.dsn, jobs), { name });
    } finally {
      await withClient(source.dsn, (client) => client.query('drop schema jobs cascade'));
    }
    const database = await emptyDatabase();
    await restoreTo(database.dsn, jobs);
    const rows = await withClient(database.dsn, (client) =>
      client.query('select kind, payload from restored_jobs order by payload::text'),
    );
    expect(rows.rows).toEqual([
      { kind: 'mail.send', payload: { to: 1 } },
      { kind: 'mail.send', payload: {} },
    ]);
  });

  it('leaves out no table that another one needs', async () => {
    const references = await withClient(source.dsn, (client) =>
      client.query<{ from: string; to: string }>(
        `select conrelid::regclass::text as from, confrelid::regclass::text as to from pg_constraint where contype = 'f'`,
      ),
    );
    const broken = references.rows.filter((one) => Object.hasOwn(leftOut, one.to) && !Object.hasOwn(leftOut, one.from));
    expect(broken).toEqual([]);
  });

  it('does not run twice at a time', async () => {
    let second: unknown;
    const deps = backupDeps(source.dsn, createMemoryTarget(), async (step) => {
      if (step === 'read')
        second = await exportDatabase(backupDeps(source.dsn, createMemoryTarget()), { name }).catch((error) => error);
    });
    await exportDatabase(deps, { name });
    expect(second).toMatchObject({ code: 'conflict' });
  });
});

describe('a backup that is not as it was written', () => {
  const refused = expect.objectContaining({ code: 'conflict' });
  const reading = (from: MemoryTarget) => readThrough(backupDeps(source.dsn, from), name);

  it('is refused with one bit flipped, anywhere in either object', async () => {
    for (const part of ['data', 'manifest'] as const) {
      const length = target.objects.get(`${name}/${part}`)?.byteLength ?? 0;
      for (const at of [3, 200, Math.floor(length / 3), Math.floor(length / 2), length - 17, length - 1]) {
        await expect(reading(flipped(part, at)), `${part} ${at}`).rejects.toEqual(refused);
      }
    }
  });

  it('is refused when it was cut off, or its manifest is missing', async () => {
    const key = `${name}/data`;
    const bytes = target.objects.get(key) ?? Buffer.alloc(0);
    for (const length of [0, 10, Math.floor(bytes.byteLength / 2), bytes.byteLength - 16, bytes.byteLength - 1]) {
      const cut = copyOf((objects) => objects.set(key, bytes.subarray(0, length)));
      await expect(reading(cut), `${length} bytes`).rejects.toEqual(refused);
    }
    const headless = copyOf((objects) => objects.delete(`${name}/manifest`));
    await expect(reading(headless)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is refused when its data are those of another backup', async () => {
    const other = createMemoryTarget();
    await exportDatabase(backupDeps(source.dsn, other), { name });
    const swapped = copyOf((objects) => objects.set(`${name}/data`, other.objects.get(`${name}/data`) ?? Buffer.alloc(0)));
    await expect(reading(swapped)).rejects.toEqual(refused);
  });

  it('costs nothing: what is there stays, and an empty database holds no row of it', async () => {
    const damagedOne = flipped('data', 150_000);
    const database = await emptyDatabase();
    await expect(restoreTo(database.dsn, damagedOne)).rejects.toEqual(refused);
    const rows = await withClient(database.dsn, (client) => client.query('select from orgs'));
    expect(rows.rowCount).toBe(0);
    await restoreTo(database.dsn);
    await expect(restoreTo(database.dsn, damagedOne, database.name)).rejects.toEqual(refused);
    expect(await contentOf(database.dsn)).toEqual(original);
  });

  it('is refused under another key, by the name of the one that it needs', async () => {
    const database = await emptyDatabase();
    const deps = { ...backupDeps(database.dsn, target), keepers: async () => [keeperOf(2)] };
    await expect(restoreDatabase(deps, { name, dsn: new Secret(database.dsn) })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(keeperOf(1).id),
    });
  });
});

describe('a restore', () => {
  it('overwrites nothing unless its name is typed', async () => {
    const database = await emptyDatabase();
    await restoreTo(database.dsn);
    for (const confirm of [undefined, 'another']) {
      await expect(restoreTo(database.dsn, target, confirm)).rejects.toMatchObject({
        code: 'conflict',
        details: { nextStep: expect.stringContaining(`--confirm ${database.name}`) },
      });
    }
    await withClient(database.dsn, (client) =>
      client.query('create view seen as select * from orgs; create type mood as enum ()'),
    );
    await restoreTo(database.dsn, target, database.name);
    expect(await contentOf(database.dsn)).toEqual(original);
  });

  it('does not touch a database that a server uses', async () => {
    const database = await emptyDatabase();
    const service = openDatabase(database.dsn, {
      config: { dsn: new Secret(database.dsn), poolSize: 2, statementTimeoutMs: 5_000, applicationName: 'moorage-all' },
      clock: systemClock,
    });
    await service.start();
    await expect(restoreTo(database.dsn)).rejects.toMatchObject({ message: expect.stringContaining('moorage-all') });
    await service.stop();
  });
});

describe('a verification', () => {
  const scratch = async (): Promise<number> =>
    await withClient(source.dsn, async (client) => {
      const { rows } = await client.query(
        `select count(*)::int as rows from pg_database where starts_with(datname::text, 'moorage_verify_' || left(md5(current_database()), 8))`,
      );
      return Number(rows[0]?.rows);
    });

  it('restores beside the database, compares, and leaves nothing', async () => {
    const manifest = await verifyBackup(backupDeps(source.dsn, target), name);
    expect([manifest.name, await scratch()]).toEqual([name, 0]);
  });

  it('fails for what cannot be restored, and leaves nothing', async () => {
    const bad = flipped('data', 150_000);
    await expect(verifyBackup(backupDeps(source.dsn, bad), name)).rejects.toMatchObject({ code: 'conflict' });
    expect(await scratch()).toBe(0);
  });

  it('that is stopped ends with the next row it reads, and leaves nothing', async () => {
    const aborter = new AbortController();
    const steps: string[] = [];
    const deps = backupDeps(source.dsn, target, async (step) => {
      steps.push(step);
      if (step === 'table loading') aborter.abort();
    });
    const stopped = verifyBackup(deps, name, aborter.signal);
    await expect(stopped).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('stopped') });
    expect([steps.filter((step) => step === 'table loading').length, await scratch()]).toEqual([1, 0]);
  });

  it.each(['scratch made', 'scratch restored'] as const)('that is killed at “%s” is cleared away by the next', async (step) => {
    await killAt(step, [source.dsn], (onStep) => verifyBackup(backupDeps(source.dsn, target, onStep), name));
    expect(await scratch()).toBe(1);
    await verifyBackup(backupDeps(source.dsn, target), name);
    expect(await scratch()).toBe(0);
  });
});
