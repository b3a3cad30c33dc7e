/** A root key in KMS by the command line: of a stand-in, or of the testbed's emulator of AWS where there is one. */
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { migrate, migrationsDir } from '@moorage/server/platform/db/migrate';
import { type KmsServer, startKmsServer } from '@moorage/testkit/kms-server';
import { fingerprintDir, useTestDatabase } from '@moorage/testkit/postgres';
import { readTestConfig } from '@moorage/testkit/test-config';
import { startVaultServer, type VaultServer } from '@moorage/testkit/vault-server';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createTestCli, type TestCli } from './support/cli.ts';

const source = useTestDatabase({
  name: 'encrypt_kms',
  fingerprint: fingerprintDir(migrationsDir),
  migrate: async (dsn) => void (await migrate({ dsn: new Secret(dsn), log: silentLog })),
});
const region = 'eu-central-1';
const { awsUrl } = readTestConfig();
let kms: KmsServer;
let vault: VaultServer;

const made = z.object({ KeyMetadata: z.object({ Arn: z.string() }) });

/** The emulator checks no signature, and reads the region and the service out of it. */
async function createKey(): Promise<string> {
  if (awsUrl === undefined) return kms.keyArn;
  const authorization = `AWS4-HMAC-SHA256 Credential=AKIATEST/20260101/${region}/kms/aws4_request, SignedHeaders=host, Signature=0`;
  const headers = { authorization, 'x-amz-target': 'TrentService.CreateKey', 'content-type': 'application/x-amz-json-1.1' };
  const answer = await fetch(awsUrl, { method: 'POST', headers, body: '{}' });
  return made.parse(await answer.json()).KeyMetadata.Arn;
}

const cliWith = (env: Record<string, string>): TestCli => {
  const endpoint = { ROOT_KEY_KMS_ENDPOINT: awsUrl ?? kms.url, ROOT_KEY_KMS_REGION: region };
  const login = { ROOT_KEY_TRANSIT_URL: vault.url, ROOT_KEY_TRANSIT_TOKEN: vault.rootToken };
  return createTestCli('http://127.0.0.1:1', { DATABASE_DSN: source.dsn, ...endpoint, ...login, ...env });
};

beforeAll(async () => {
  [kms, vault] = await Promise.all([startKmsServer(), startVaultServer()]);
  vault.transitKey('moorage');
  // Clients of AWS take them from the process.
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATEST');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([kms.stop(), vault.stop()]);
});

it('is taken into force once, rotates the keys of organizations, and is followed by one in transit', async () => {
  const arn = await createKey();
  const env = { ROOT_KEY_KMS_KEY_ID: arn };
  const inKms = cliWith(env);
  expect(await inKms('signing-keys', 'generate')).toMatchObject({ code: 0 });
  const second = await inKms('encrypt', 'create-master');
  expect([second.code, second.stderr]).toEqual([73, expect.stringContaining('a second one would read nothing of it')]);
  expect((await inKms('encrypt', 'status')).stdout).toMatch(new RegExp(`${arn} +kms +active`));
  expect(await inKms('encrypt', 'rotate-org')).toMatchObject({ code: 0 });
  expect(await inKms('encrypt', 'verify')).toMatchObject({ code: 0, stdout: '1 value opened, none failed.\n' });

  expect(await cliWith({ ...env, ROOT_KEY_NEXT_TRANSIT_KEY: 'moorage' })('encrypt', 'rotate-master')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('transit:transit/moorage is in force'),
  });
  const inTransit = cliWith({ ROOT_KEY_TRANSIT_KEY: 'moorage' });
  for (const cli of [inKms, inTransit]) expect(await cli('encrypt', 'verify')).toMatchObject({ code: 0 });
  expect(await inTransit('encrypt', 'rotate-master', '--finish')).toMatchObject({ code: 0 });
  expect(await inKms('encrypt', 'verify')).toMatchObject({ code: 69 });

  const back = cliWith({ ROOT_KEY_TRANSIT_KEY: 'moorage', ROOT_KEY_NEXT_KMS_KEY_ID: arn });
  expect(await back('encrypt', 'rotate-master')).toMatchObject({ code: 0 });
  expect(await inKms('encrypt', 'rotate-master', '--finish')).toMatchObject({ code: 0 });
  expect(await inKms('encrypt', 'verify')).toMatchObject({ code: 0, stdout: '1 value opened, none failed.\n' });
});
