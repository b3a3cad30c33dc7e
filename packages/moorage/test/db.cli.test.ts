import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { migrate, migrationsDir } from '@moorage/server/platform/db/migrate';
import { createTestDatabase, fingerprintDir, useTestDatabase } from '@moorage/testkit/postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { createTestCli, type TestCli } from './support/cli.ts';

const source = useTestDatabase({
  name: 'db_cli',
  fingerprint: fingerprintDir(migrationsDir),
  migrate: async (dsn) => void (await migrate({ dsn: new Secret(dsn), log: silentLog })),
});
const dir = mkdtempSync(path.join(tmpdir(), 'moorage-db-cli-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const key = (seed: number): string => Buffer.alloc(32, seed).toString('base64');
const cliWith = (dsn: string, env: Record<string, string> = {}): TestCli =>
  createTestCli('http://127.0.0.1:1', { DATABASE_DSN: dsn, BACKUP_DIR: dir, ROOT_KEY: key(3), ...env });

describe('moorage db', () => {
  it('backs up, lists, verifies and restores on another machine', async () => {
    const cli = cliWith(source.dsn);
    expect(await cli('db', 'backups')).toMatchObject({ code: 0, stdout: expect.stringContaining('no backups') });
    expect(await cli('db', 'backup')).toMatchObject({ code: 0, stdout: expect.stringContaining(dir) });
    const [name = ''] = readdirSync(dir);
    expect((await cli('db', 'backups')).stdout).toContain(name);
    expect(await cli('db', 'verify')).toMatchObject({ code: 0, stdout: expect.stringContaining(`${name} of`) });

    const other = await createTestDatabase({ name: 'db_cli_new', fingerprint: 'empty', migrate: async () => {} });
    try {
      const there = cliWith(other.dsn);
      expect(await there('db', 'restore', name)).toMatchObject({ code: 0, stdout: expect.stringContaining('is restored') });
      const again = await there('db', 'restore');
      expect([again.code, again.stderr]).toEqual([75, expect.stringContaining(`--confirm ${other.name}`)]);
      expect(await there('db', 'restore', '--force', '--confirm', 'another')).toMatchObject({ code: 75 });
      expect(await there('db', 'restore', '--force', '--confirm', other.name)).toMatchObject({ code: 0 });
    } finally {
      await other.drop();
    }
  });

  it('says which key is missing, and where backups would be', async () => {
    const stranger = await cliWith(source.dsn, { ROOT_KEY: key(4) })('db', 'verify');
    expect([stranger.code, stranger.stderr]).toEqual([75, expect.stringMatching(/encrypted under local:[0-9a-f]{16}/)]);
    const nowhere = await cliWith(source.dsn, { BACKUP_DIR: '' })('db', 'backup');
    expect([nowhere.code, nowhere.stderr]).toEqual([65, expect.stringContaining('BACKUP_S3_BUCKET')]);
    const absent = await cliWith(source.dsn)('db', 'restore', 'moorage-20200101T000000Z-00000000');
    expect(absent).toMatchObject({ code: 66, stderr: expect.stringContaining('has no backup moorage-2020') });
  });
});
