/** The root key moves from the environment to a Vault and back, while everything stays readable. */
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { migrate, migrationsDir } from '@moorage/server/platform/db/migrate';
import { fingerprintDir, useTestDatabase } from '@moorage/testkit/postgres';
import { startVaultServer, type VaultServer } from '@moorage/testkit/vault-server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestCli, type TestCli } from './support/cli.ts';

const source = useTestDatabase({
  name: 'encrypt_keepers',
  fingerprint: fingerprintDir(migrationsDir),
  migrate: async (dsn) => void (await migrate({ dsn: new Secret(dsn), log: silentLog })),
});
const keys = [Buffer.alloc(32, 6).toString('base64'), Buffer.alloc(32, 7).toString('base64')] as const;
let vault: VaultServer;

beforeAll(async () => {
  vault = await startVaultServer();
  vault.transitKey('moorage');
});
afterAll(() => vault.stop());

const cliWith = (env: Record<string, string>): TestCli => {
  const login = { ROOT_KEY_TRANSIT_URL: vault.url, ROOT_KEY_TRANSIT_TOKEN: vault.rootToken };
  return createTestCli('http://127.0.0.1:1', { DATABASE_DSN: source.dsn, ...login, ...env });
};

it('moves the root key to transit and back', async () => {
  const local = { ROOT_KEY: keys[0] };
  expect(await cliWith(local)('signing-keys', 'generate')).toMatchObject({ code: 0 });

  const moving = cliWith({ ...local, ROOT_KEY_NEXT_TRANSIT_KEY: 'moorage' });
  expect(await moving('encrypt', 'rotate-master')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('transit:transit/moorage is in force'),
  });
  const transit = cliWith({ ROOT_KEY_TRANSIT_KEY: 'moorage' });
  for (const cli of [cliWith(local), transit]) expect(await cli('encrypt', 'verify')).toMatchObject({ code: 0 });
  expect(await transit('encrypt', 'rotate-master', '--finish')).toMatchObject({ code: 0 });
  expect(await transit('encrypt', 'verify')).toMatchObject({ code: 0, stdout: '1 value opened, none failed.\n' });
  expect((await transit('encrypt', 'status')).stdout).toMatch(/transit:transit\/moorage +transit +active/);
  expect(await cliWith(local)('encrypt', 'verify')).toMatchObject({ code: 69 });

  const back = cliWith({ ROOT_KEY_TRANSIT_KEY: 'moorage', ROOT_KEY_NEXT: keys[1] });
  expect(await back('encrypt', 'rotate-master')).toMatchObject({ code: 0 });
  const after = cliWith({ ROOT_KEY: keys[1] });
  expect(await after('encrypt', 'rotate-master', '--finish')).toMatchObject({ code: 0 });
  expect(await after('encrypt', 'verify')).toMatchObject({ code: 0 });
});

it('refuses another key of the same name, and a token that Vault does not know', async () => {
  const moving = cliWith({ ROOT_KEY: keys[1], ROOT_KEY_NEXT_TRANSIT_KEY: 'other' });
  vault.transitKey('other');
  expect(await moving('encrypt', 'rotate-master')).toMatchObject({ code: 0 });
  vault.removeTransitKey('other');
  vault.transitKey('other');
  const replaced = await cliWith({ ROOT_KEY_TRANSIT_KEY: 'other' })('encrypt', 'verify');
  expect([replaced.code, replaced.stderr]).toEqual([69, expect.stringContaining('is not the one')]);
  vault.misbehave(() => ({ status: 403, body: { errors: ['permission denied'] } }));
  const refused = await cliWith({ ROOT_KEY_TRANSIT_KEY: 'other' })('encrypt', 'verify');
  expect([refused.code, refused.stderr]).toEqual([69, expect.stringContaining('does not accept the token')]);
});
