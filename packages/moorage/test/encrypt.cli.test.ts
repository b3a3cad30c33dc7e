import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { migrate, migrationsDir } from '@moorage/server/platform/db/migrate';
import { fingerprintDir, useTestDatabase } from '@moorage/testkit/postgres';
import { makeTempDir } from '@moorage/testkit/temp-dir';
import { afterAll, describe, expect, it } from 'vitest';
import { createTestCli, type TestCli } from './support/cli.ts';

const source = useTestDatabase({
  name: 'encrypt_cli',
  fingerprint: fingerprintDir(migrationsDir),
  migrate: async (dsn) => void (await migrate({ dsn: new Secret(dsn), log: silentLog })),
});
const dir = makeTempDir('encrypt-cli');
afterAll(() => dir.remove());
const file = path.join(dir.path, 'keys', 'root.key');
const next = Buffer.alloc(32, 4).toString('base64');
const cliWith = (env: Record<string, string>): TestCli =>
  createTestCli('http://127.0.0.1:1', { DATABASE_DSN: source.dsn, ...env });

describe('moorage encrypt', () => {
  it('says what it needs', async () => {
    const { code, stderr } = await createTestCli('http://127.0.0.1:1', {})('encrypt', 'status');
    expect([code, stderr]).toEqual([65, expect.stringContaining('Set DATABASE_DSN')]);
    const keyless = await cliWith({})('encrypt', 'create-master');
    expect([keyless.code, keyless.stderr]).toEqual([69, expect.stringContaining('openssl rand -base64 32')]);
    const missing = await cliWith({ ROOT_KEY_PATH: file })('encrypt', 'rotate-org');
    expect([missing.code, missing.stderr]).toEqual([69, expect.stringContaining('create-master')]);
    expect(existsSync(file)).toBe(false);
  });

  it('makes a root key in a file for nobody else to read, once', async () => {
    const made = await cliWith({})('encrypt', 'create-master', '--path', file);
    expect(made).toMatchObject({ code: 0, stdout: expect.stringContaining(`ROOT_KEY_PATH`) });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const again = await cliWith({ ROOT_KEY_PATH: file })('encrypt', 'create-master');
    expect([again.code, again.stderr]).toEqual([73, expect.stringContaining('a second one would read nothing of it')]);
    const elsewhere = path.join(dir.path, 'other.key');
    expect(await cliWith({})('encrypt', 'create-master', '--path', elsewhere)).toMatchObject({ code: 73 });
    expect(existsSync(elsewhere)).toBe(false);
  });

  it('rotates keys and the root key, and shows and verifies what is there', async () => {
    const old = cliWith({ ROOT_KEY_PATH: file });
    expect(await old('signing-keys', 'generate')).toMatchObject({ code: 0 });
    expect(await old('encrypt', 'rotate-org')).toMatchObject({
      code: 0,
      stdout: '1 value sealed anew under version 2 of the key.\n',
    });
    expect(await cliWith({ ROOT_KEY_PATH: file, ROOT_KEY_NEXT: next })('encrypt', 'rotate-master')).toMatchObject({ code: 0 });
    expect(await old('encrypt', 'verify')).toMatchObject({ code: 0, stdout: '1 value opened, none failed.\n' });
    expect(await cliWith({ ROOT_KEY: next })('encrypt', 'rotate-master', '--finish')).toMatchObject({ code: 0 });
    const refused = await old('encrypt', 'verify');
    expect([refused.code, refused.stderr]).toEqual([69, expect.stringContaining('was encrypted with')]);
    expect(await cliWith({ ROOT_KEY: next })('encrypt', 'verify')).toMatchObject({ code: 0 });
    const { stdout } = await cliWith({ ROOT_KEY: next })('encrypt', 'status');
    expect(stdout).toMatch(/environment +active .* 2\n/);
    expect(stdout).toMatch(/file +retired .* 0\n/);
    expect(stdout).toMatch(/signing_keys\.sealed_private +1 +1 +0 +0\n/);
    expect(stdout).not.toContain(next);
  });
});
