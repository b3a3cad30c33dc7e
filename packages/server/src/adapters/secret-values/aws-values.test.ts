import { randomUUID } from 'node:crypto';
import { Secret } from '@moorage/core/secret';
import { readTestConfig } from '@moorage/testkit/test-config';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeSecretValues } from '../../../test/secret-values.conformance.ts';
import { type SecretsManagerServer, startSecretsManagerServer } from '../../../test/secrets-manager-server.ts';
import { type AwsValuesSettings, createAwsValues } from './aws-values.ts';

const orgId = randomUUID();
const key = { orgId, path: `orgs/${orgId}/secrets` };
const value = { A: new Secret('hunter2') };
const settings: Omit<AwsValuesSettings, 'endpoint'> = {
  region: 'eu-central-1',
  prefix: 'moorage',
  kmsKeyId: undefined,
  tags: { app: 'moorage' },
  recoveryDays: 7,
  credentials: { accessKeyId: 'AKIATEST', secretAccessKey: new Secret('test') },
};
let server: SecretsManagerServer;

beforeAll(async () => {
  server = await startSecretsManagerServer();
});
afterEach(() => server.misbehave(undefined));
afterAll(() => server.stop());

const storeOf = (more: Partial<AwsValuesSettings> = {}) => createAwsValues({ ...settings, endpoint: server.url, ...more });

async function failureOf(work: Promise<unknown>) {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const all =
    error instanceof Error ? [error, error.cause, error.stack].map((one) => `${String(one)} ${JSON.stringify(one)}`) : [];
  expect(all.join()).not.toContain('hunter2');
  return error;
}

describeSecretValues('a server that speaks as AWS Secrets Manager', () => ({ store: storeOf(), orgId }));
describeSecretValues('one without a time to recover', () => ({ store: storeOf({ recoveryDays: 0, prefix: 'now' }), orgId }));

describe('secrets in AWS Secrets Manager', () => {
  it('have the key, the tags and the prefix of the installation', async () => {
    const store = storeOf({ kmsKeyId: 'alias/moorage', prefix: 'marked' });
    await store.put(key, value, 0);
    expect(server.secrets.get(`marked/${key.path}`)?.made).toMatchObject({
      KmsKeyId: 'alias/moorage',
      Tags: [{ Key: 'app', Value: 'moorage' }],
      SecretString: '{"A":"hunter2"}',
    });
  });

  it('are refused where they are larger than the service takes, before it is asked', async () => {
    const before = server.asked.length;
    const failure = await failureOf(storeOf().put(key, { A: new Secret('hunter2'.repeat(10_000)) }, 0));
    expect(failure).toMatchObject({ code: 'limit_exceeded', details: { nextStep: expect.any(String) } });
    expect(server.asked.length).toBe(before);
  });

  it('are asked for again where the service is asked too often', async () => {
    const store = storeOf({ prefix: 'busy' });
    let left = 2;
    server.misbehave((operation) => {
      if (operation !== 'CreateSecret' || left === 0) return undefined;
      left -= 1;
      return { status: 400, body: { __type: 'ThrottlingException', message: 'Rate exceeded' } };
    });
    expect(await store.put(key, value, 0)).toEqual({ kind: 'stored', version: 1 });
    expect(left).toBe(0);
  });

  it.each([
    ['allows nothing', { status: 400, body: { __type: 'AccessDeniedException', message: 'hunter2' } }, 'upstream_failed'],
    ['cannot use the key', { status: 400, body: { __type: 'EncryptionFailure', message: 'hunter2' } }, 'upstream_failed'],
    ['is out of order', { status: 500, body: { __type: 'InternalServiceError', message: 'hunter2' } }, 'unavailable'],
    ['is asked too often for long', { status: 400, body: { __type: 'ThrottlingException', message: '' } }, 'unavailable'],
    ['hangs up', 'hang up', 'unavailable'],
    ['hangs', 'hang', 'unavailable'],
  ] as const)('say what to do where the service %s, and no value', async (_what, said, code) => {
    const store = storeOf(said === 'hang' ? { maxAttempts: 1, timeoutMs: 100 } : { maxAttempts: 1 });
    server.misbehave(() => said);
    for (const ask of [() => store.put(key, value, 0), () => store.get(key), () => store.remove(key), () => store.list(orgId)]) {
      expect(await failureOf(ask())).toMatchObject({ code, details: { nextStep: expect.any(String) } });
    }
  });

  it('are written over where somebody else has changed them', async () => {
    const store = storeOf({ prefix: 'foreign' });
    await store.put(key, value, 0);
    const held = server.secrets.get(`foreign/${key.path}`);
    held?.versions.set('a-uuid', '{"A":5}');
    if (held !== undefined) held.current = 'a-uuid';
    const found = await store.get(key);
    expect(found?.values['A']?.reveal()).toBe('5');
    expect((await store.put(key, value, 1)).kind).toBe('conflict');
    expect((await store.put(key, value, found?.version ?? 0)).kind).toBe('stored');
    expect((await store.get(key))?.values['A']?.reveal()).toBe('hunter2');
  });
});

const { awsUrl } = readTestConfig();

describe.runIf(awsUrl !== undefined)('secrets in an emulator of AWS', () => {
  describeSecretValues('AWS Secrets Manager', () => ({
    store: createAwsValues({ ...settings, endpoint: awsUrl, prefix: `moorage-${orgId}` }),
    orgId,
  }));
});
