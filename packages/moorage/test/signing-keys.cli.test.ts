import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { migrate, migrationsDir } from '@moorage/server/platform/db/migrate';
import { fingerprintDir, useTestDatabase } from '@moorage/testkit/postgres';
import { describe, expect, it } from 'vitest';
import { createTestCli, type TestCli } from './support/cli.ts';

const source = useTestDatabase({
  name: 'signing_keys_cli',
  fingerprint: fingerprintDir(migrationsDir),
  migrate: async (dsn) => void (await migrate({ dsn: new Secret(dsn), log: silentLog })),
});
const nowhere = 'http://127.0.0.1:1';
const cliWith = (env: Record<string, string>): TestCli => createTestCli(nowhere, env);

/** State of each key by its id. */
async function states(cli: TestCli): Promise<string[][]> {
  const { stdout } = await cli('signing-keys', 'list');
  const [, ...rows] = stdout.trim().split('\n');
  return rows.map((row) => row.split(/ {2,}/).slice(0, 3));
}

describe('moorage signing-keys', () => {
  it('makes, lists and retires keys on the database alone', async () => {
    const cli = cliWith({ DATABASE_DSN: source.dsn, ROOT_KEY: Buffer.alloc(32, 3).toString('base64') });
    for (const algorithm of ['EdDSA', 'RS256']) {
      expect(await cli('signing-keys', 'generate', '--algorithm', algorithm)).toMatchObject({ code: 0 });
    }
    const made = await states(cli);
    expect(made.map(([, ...what]) => what)).toEqual([
      ['EdDSA', 'signing'],
      ['RS256', 'announced'],
    ]);
    const kid = made[0]?.[0] ?? '';
    expect(await cli('signing-keys', 'retire', '--', kid)).toMatchObject({ code: 0 });
    expect((await states(cli))[0]).toEqual([kid, 'EdDSA', 'verifying']);
    expect(await cli('signing-keys', 'retire', '--now', '--', kid)).toMatchObject({ code: 0 });
    expect((await states(cli))[0]).toEqual([kid, 'EdDSA', 'retired']);
    const unknown = await cli('signing-keys', 'retire', 'unknown');
    expect([unknown.code, unknown.stderr]).toEqual([66, expect.stringContaining('no such signing key')]);
  });

  it('says what it needs', async () => {
    const { code, stderr } = await cliWith({})('signing-keys', 'list');
    expect([code, stderr]).toEqual([65, expect.stringContaining('Set DATABASE_DSN')]);
    const cli = cliWith({ DATABASE_DSN: source.dsn });
    const keyless = await cli('signing-keys', 'generate');
    expect([keyless.code, keyless.stderr]).toEqual([69, expect.stringContaining('root key')]);
    expect(await cli('signing-keys', 'list')).toMatchObject({ code: 0 });
  });
});
