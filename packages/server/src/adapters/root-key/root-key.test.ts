import { randomBytes, randomUUID } from 'node:crypto';
import path from 'node:path';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { type Clock, systemClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { type KmsServer, startKmsServer } from '@moorage/testkit/kms-server';
import { makeTempDir } from '@moorage/testkit/temp-dir';
import { readTestConfig } from '@moorage/testkit/test-config';
import { startVaultServer, vaultLogins, type VaultServer } from '@moorage/testkit/vault-server';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeRootKey } from '../../../test/root-key.conformance.ts';
import type { RootKeyKeeper, RootKeySource } from '../../domains/vault/vault.ports.ts';
import { createVaultHttp } from '../../platform/vault-http/vault-http.ts';
import { createKmsSource, type KmsPlace } from './kms-source.ts';
import { createEnvironmentSource, createFileSource } from './local-source.ts';
import { createTransitSource, type TransitPlace } from './transit-source.ts';

/** Real time, except that nobody waits for a pause. */
const hasty: Clock = { ...systemClock, sleep: () => Promise.resolve() };
const deps = { clock: hasty, log: silentLog };
const dir = makeTempDir('root-key');
let vault: VaultServer;
let kms: KmsServer;

beforeAll(async () => {
  [vault, kms] = [await startVaultServer(), await startKmsServer()];
  vault.transitKey('moorage');
});
afterEach(() => {
  vault.misbehave(undefined);
  kms.fail(undefined);
});
afterAll(async () => {
  await vault.stop();
  await kms.stop();
  dir.remove();
});

async function opened(source: RootKeySource): Promise<RootKeyKeeper> {
  const keeper = (await source.open()) ?? (await source.create?.());
  if (keeper === undefined) throw new Error('there is no root key');
  return keeper;
}

const rootToken = () => ({ kind: 'token', token: new Secret(vault.rootToken) }) as const;

function transitAt(parts: Partial<TransitPlace> = {}): RootKeySource {
  const place = { url: vault.url, mount: 'transit', key: 'moorage', namespace: undefined, caPath: undefined, timeoutMs: 60_000 };
  return createTransitSource(deps, { ...place, login: rootToken(), ...parts });
}

const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: new Secret('an-example') };

function kmsAt(parts: Partial<KmsPlace> = {}): RootKeySource {
  const place = {
    keyId: 'alias/moorage',
    region: 'eu-central-1',
    endpoint: kms.url,
    credentials,
    maxAttempts: 1,
    timeoutMs: 60_000,
  };
  return createKmsSource({ ...place, ...parts });
}

const text = new Secret(randomBytes(32).toString('base64'));
describeRootKey('in the environment', () => opened(createEnvironmentSource('ROOT_KEY', text)));
describeRootKey('in a file', () => opened(createFileSource(path.join(dir.path, 'root.key'), true)));
describeRootKey('in the transit engine', () => opened(transitAt()));
describeRootKey('in KMS', () => opened(kmsAt()));

function refusal(message: string, nextStep: string): object {
  return {
    code: 'unavailable',
    message: expect.stringContaining(message),
    details: { nextStep: expect.stringContaining(nextStep) },
  };
}

describe('a root key in the transit engine', () => {
  it('is refused at start with what is wrong and what to do', async () => {
    await expect(transitAt({ key: 'none' }).open()).rejects.toMatchObject(refusal('has no key none', 'vault write -f'));
    const wrong = { kind: 'token', token: new Secret('not-a-token') } as const;
    await expect(transitAt({ login: wrong }).open()).rejects.toMatchObject(refusal('does not accept the token', 'token'));
    await expect(transitAt({ url: 'http://127.0.0.1:1' }).open()).rejects.toMatchObject(refusal('cannot be reached', 'address'));
    vault.transitKey('signing').type = 'ed25519';
    await expect(transitAt({ key: 'signing' }).open()).rejects.toMatchObject(refusal('ed25519', 'aes256-gcm96'));
    vault.misbehave(({ path: asked }) => (asked.startsWith('transit/') ? { status: 403, body: { errors: ['no'] } } : undefined));
    await expect(transitAt().open()).rejects.toMatchObject(refusal('403', 'policy'));
    vault.misbehave(() => ({ status: 503, body: { errors: ['Vault is sealed'] } }));
    await expect(transitAt().open()).rejects.toMatchObject(refusal('Vault is sealed', 'Unseal'));
    vault.misbehave(() => 'hang');
    await expect(transitAt({ timeoutMs: 20 }).open()).rejects.toMatchObject(refusal('did not answer in time', 'network'));
  });

  it('is refused where the server ignores what binds it to a context', async () => {
    vault.misbehave(({ path: asked }) => {
      if (asked.includes('/encrypt/')) return { status: 200, body: { data: { ciphertext: 'vault:v1:x' } } };
      const plaintext = Buffer.from('moorage probe').toString('base64');
      return asked.includes('/decrypt/') ? { status: 200, body: { data: { plaintext } } } : undefined;
    });
    await expect(transitAt().open()).rejects.toMatchObject(refusal('does not bind', 'associated data'));
  });

  it('opens what a former version wrapped, until that is forbidden', async () => {
    const key = vault.transitKey('versions');
    const keeper = await opened(transitAt({ key: 'versions' }));
    const wrapped = await keeper.wrap(Buffer.from('key'), 'x');
    key.versions.push(randomBytes(32));
    expect((await keeper.unwrap(wrapped, 'x')).toString()).toBe('key');
    key.leastVersion = 2;
    await expect(keeper.unwrap(wrapped, 'x')).rejects.toMatchObject(refusal('too old', 'min_decryption_version'));
    expect((await keeper.unwrap(await keeper.wrap(Buffer.from('key'), 'x'), 'x')).toString()).toBe('key');
    vault.removeTransitKey('versions');
    await expect(keeper.unwrap(wrapped, 'x')).rejects.toMatchObject(refusal('encryption key not found', 'still there'));
  });

  it('takes an AppRole', async () => {
    const secretId = new Secret(vaultLogins.secretId);
    const login = { kind: 'approle', mount: 'approle', roleId: vaultLogins.roleId, secretId } as const;
    expect(await opened(transitAt({ login, namespace: 'team' }))).toMatchObject({ id: 'transit:team/transit/moorage' });
  });
});

describe('a root key in KMS', () => {
  it('is named by its ARN, whichever name it was given', async () => {
    expect(await opened(kmsAt())).toMatchObject({ id: `kms:${kms.keyArn}`, kind: 'kms' });
  });

  it('is refused with what is wrong and what to do', async () => {
    const cases = [
      ['NotFoundException', 'does not exist', 'ROOT_KEY_KMS_KEY_ID'],
      ['AccessDeniedException', 'may not be used', 'kms:Decrypt'],
      ['DisabledException', 'is disabled', 'Enable it'],
      ['KMSInvalidStateException', 'in its state', 'deletion'],
      ['UnrecognizedClientException', 'does not accept the credentials', 'role'],
      ['ThrottlingException', 'does not answer (ThrottlingException)', 'asked again'],
    ] as const;
    for (const [error, message, nextStep] of cases) {
      kms.fail((operation) => (operation === 'Decrypt' ? error : undefined));
      await expect(kmsAt().open()).rejects.toMatchObject(refusal(message, nextStep));
    }
    await expect(kmsAt({ endpoint: 'http://127.0.0.1:1' }).open()).rejects.toMatchObject(refusal('does not answer', 'network'));
    kms.fail(() => 'hang');
    await expect(kmsAt({ timeoutMs: 50 }).open()).rejects.toMatchObject(refusal('does not answer', 'network'));
  });

  it('is asked again when it is throttled', async () => {
    let left = 1;
    kms.fail(() => (left-- > 0 ? 'ThrottlingException' : undefined));
    expect(await opened(kmsAt({ maxAttempts: 3 }))).toMatchObject({ kind: 'kms' });
  });
});

/** `npm run test:real` starts them. */
const { vault: real, awsUrl } = readTestConfig();

if (real !== undefined) {
  const key = `root-${randomUUID()}`;
  const login = { kind: 'token', token: new Secret(real.token) } as const;
  let made: Promise<unknown> | undefined;
  describeRootKey('in the transit engine of a real Vault', async () => {
    const admin = createVaultHttp(deps, { url: real.url, namespace: undefined, ca: undefined, login });
    made ??= admin.request({ method: 'POST', path: `transit/keys/${key}`, body: {} });
    await made;
    admin.close();
    return await opened(transitAt({ url: real.url, key, login }));
  });
}

if (awsUrl !== undefined) {
  const region = 'eu-central-1';
  let made: Promise<string> | undefined;
  const create = async (): Promise<string> => {
    const secretAccessKey = credentials.secretAccessKey.reveal();
    const client = new KMSClient({ region, endpoint: awsUrl, credentials: { ...credentials, secretAccessKey } });
    const { KeyMetadata } = await client.send(new CreateKeyCommand({}));
    client.destroy();
    return KeyMetadata?.KeyId ?? '';
  };
  describeRootKey('in the KMS of an emulator', async () => {
    made ??= create();
    return await opened(kmsAt({ endpoint: awsUrl, keyId: await made, region }));
  });
}
