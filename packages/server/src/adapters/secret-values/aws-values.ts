/**
 * Secrets in AWS Secrets Manager: one secret for each document, whose text is an object with a field for each key.
 *
 * The service compares no versions, but it refuses a second version of one identifier with another text. So we name the versions
 * ourselves, by number: of two that write number 8 at once one is refused, and one that is written twice is the same. What somebody
 * else has written there has an identifier of another kind and counts as a version of a number of its own.
 *
 * A removed document can be brought back for some days, under the settings of the installation, and its name is taken as long; a
 * new one brings it back first and goes on counting.
 */
import { createHash } from 'node:crypto';
import type * as Sdk from '@aws-sdk/client-secrets-manager';
import { AppError } from '@moorage/core/errors';
import type { Secret } from '@moorage/core/secret';
import { z } from 'zod';
import type {
  DocumentKey,
  ExternalSource,
  PutResult,
  SecretDocument,
  SecretValues,
} from '../../domains/secret-stores/secret-store.ports.ts';
import { type AwsCredentials, awsClientSettings } from '../../platform/aws/client-settings.ts';
import { plainOf, storedValues } from './values.ts';

export interface AwsValuesSettings {
  readonly region: string;
  /** Undefined is AWS. */
  readonly endpoint: string | undefined;
  /** Before the path of every document, without slashes at its ends. */
  readonly prefix: string;
  /** The account's own key of the service where there is none. */
  readonly kmsKeyId: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** 0 removes at once. */
  readonly recoveryDays: number;
  /** Undefined takes the machine's own role. Never a tenant's: nobody can hand one in. */
  readonly credentials: AwsCredentials | undefined;
  readonly storeRef?: ExternalSource['storeRef'] | undefined;
  /** For tests: how often one request is made. */
  readonly maxAttempts?: number;
  readonly timeoutMs?: number;
}

interface Service {
  readonly sdk: typeof Sdk;
  readonly client: Sdk.SecretsManagerClient;
  readonly settings: AwsValuesSettings;
}

/** What the service takes. */
const maxBytes = 65_536;
const stored = z.record(z.string(), z.unknown());

async function connect(settings: AwsValuesSettings): Promise<Service> {
  const { region, endpoint, credentials, timeoutMs, maxAttempts = 6 } = settings;
  // Large, and an installation that keeps secrets elsewhere never needs it.
  const sdk = await import('@aws-sdk/client-secrets-manager');
  const client = new sdk.SecretsManagerClient(awsClientSettings({ region, endpoint, credentials, timeoutMs, maxAttempts }));
  return { sdk, client, settings };
}

function codeOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

const nextSteps: Readonly<Record<string, string>> = {
  AccessDeniedException:
    'Allow the credential CreateSecret, GetSecretValue, PutSecretValue, DeleteSecret, RestoreSecret, ListSecrets and TagResource on names below the prefix.',
  UnrecognizedClientException: 'Give it a credential that is valid.',
  InvalidSignatureException: 'Give it the secret that belongs to its access key.',
  EncryptionFailure: 'Allow the credential to use the key of KMS, and see that it is enabled.',
  DecryptionFailure: 'Allow the credential to use the key of KMS, and see that it is enabled.',
};

/** Its code alone: the service's words, and what the client keeps of the request, may hold what was sent. */
function failed(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = codeOf(error);
  const nextStep = nextSteps[code];
  if (nextStep !== undefined) {
    return new AppError('upstream_failed', `AWS Secrets Manager refused (${code}).`, { details: { nextStep } });
  }
  const isWrong = /^(InvalidParameter|InvalidRequest|MalformedPolicy|Validation|LimitExceeded)/.test(code);
  return new AppError(isWrong ? 'upstream_failed' : 'unavailable', `AWS Secrets Manager does not work now (${code}).`, {
    details: { nextStep: 'See its region and endpoint; it is tried again by itself.' },
  });
}

function versionId(number: number): string {
  return `moorage-${String(number).padStart(24, '0')}`;
}

function numberOf(id: string): number {
  const ours = /^moorage-(\d{24})$/.exec(id)?.[1];
  return ours === undefined ? createHash('sha256').update(id).digest().readUInt32BE() % 2 ** 30 : Number(ours);
}

function nameOf({ prefix }: Pick<AwsValuesSettings, 'prefix'>, path: string): string {
  return prefix === '' ? path : `${prefix}/${path}`;
}

type Found = SecretDocument | 'nothing' | 'removed';

async function find({ sdk, client, settings }: Service, path: string): Promise<Found> {
  try {
    const answer = await client.send(new sdk.GetSecretValueCommand({ SecretId: nameOf(settings, path) }));
    const text: unknown = JSON.parse(answer.SecretString ?? '{}');
    return { version: numberOf(answer.VersionId ?? ''), values: storedValues(stored.parse(text)) };
  } catch (error) {
    if (codeOf(error) === 'ResourceNotFoundException') return 'nothing';
    if (codeOf(error) === 'InvalidRequestException') return 'removed';
    if (error instanceof SyntaxError || error instanceof z.ZodError) {
      throw new AppError('upstream_failed', 'A secret of ours in AWS Secrets Manager holds something else.', {
        internal: path,
        details: { nextStep: 'Remove it there; it is written again.' },
      });
    }
    throw error;
  }
}

function versionOf(found: Found): number {
  return typeof found === 'string' ? 0 : found.version;
}

async function create({ sdk, client, settings }: Service, path: string, text: string): Promise<void> {
  const { kmsKeyId, tags } = settings;
  await client.send(
    new sdk.CreateSecretCommand({
      Name: nameOf(settings, path),
      ClientRequestToken: versionId(1),
      SecretString: text,
      Description: 'Kept by Moorage; changes made here are written over.',
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      ...(kmsKeyId === undefined ? {} : { KmsKeyId: kmsKeyId }),
    }),
  );
}

async function write(service: Service, path: string, text: string, present: Found): Promise<number> {
  const { sdk, client, settings } = service;
  if (present === 'nothing') {
    await create(service, path, text);
    return 1;
  }
  const SecretId = nameOf(settings, path);
  if (present === 'removed') await client.send(new sdk.RestoreSecretCommand({ SecretId }));
  const before = present === 'removed' ? await find(service, path) : present;
  const number = versionOf(before) + 1;
  const version = { SecretId, ClientRequestToken: versionId(number), SecretString: text };
  await client.send(new sdk.PutSecretValueCommand(version));
  return number;
}

async function put(
  service: Service,
  { path }: DocumentKey,
  values: Readonly<Record<string, Secret>>,
  expected: number,
): Promise<PutResult> {
  const text = JSON.stringify(plainOf(values));
  if (Buffer.byteLength(text) > maxBytes) {
    throw new AppError(
      'limit_exceeded',
      `The secrets of one place are more than ${maxBytes} bytes together, which AWS does not take.`,
      {
        details: { limit: maxBytes, nextStep: 'Keep some of them for single services, or choose another store.' },
      },
    );
  }
  const present = await find(service, path);
  if (versionOf(present) !== expected) return { kind: 'conflict', version: versionOf(present) };
  try {
    return { kind: 'stored', version: await write(service, path, text, present) };
  } catch (error) {
    if (codeOf(error) !== 'ResourceExistsException') throw error;
    return { kind: 'conflict', version: versionOf(await find(service, path)) };
  }
}

async function remove({ sdk, client, settings }: Service, { path }: DocumentKey): Promise<void> {
  const { recoveryDays } = settings;
  const how = recoveryDays === 0 ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: recoveryDays };
  try {
    await client.send(new sdk.DeleteSecretCommand({ SecretId: nameOf(settings, path), ...how }));
  } catch (error) {
    if (!['ResourceNotFoundException', 'InvalidRequestException'].includes(codeOf(error))) throw error;
  }
}

async function list({ sdk, client, settings }: Service, orgId: string): Promise<string[]> {
  const below = nameOf(settings, `orgs/${orgId}/`);
  const paths: string[] = [];
  let NextToken: string | undefined;
  do {
    const query = { Filters: [{ Key: sdk.FilterNameStringType.name, Values: [below] }], MaxResults: 100 };
    const page = await client.send(new sdk.ListSecretsCommand({ ...query, ...(NextToken === undefined ? {} : { NextToken }) }));
    for (const { Name = '' } of page.SecretList ?? []) {
      if (Name.startsWith(below)) paths.push(Name.slice(nameOf(settings, '').length));
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return paths.toSorted();
}

export function createAwsValues(settings: AwsValuesSettings): SecretValues {
  const { region, endpoint, prefix, storeRef } = settings;
  let connected: Promise<Service> | undefined;
  const using = async <T>(work: (service: Service) => Promise<T>): Promise<T> => {
    connected ??= connect(settings);
    try {
      return await work(await connected);
    } catch (error) {
      throw failed(error);
    }
  };
  return {
    name: 'aws',
    place: `AWS Secrets Manager at ${endpoint ?? region}, ${prefix}`,
    external: storeRef === undefined ? undefined : { storeRef, keyOf: (path) => nameOf(settings, path) },
    async get({ path }) {
      const found = await using((service) => find(service, path));
      return typeof found === 'string' ? undefined : found;
    },
    put: (key, values, expected) => using((service) => put(service, key, values, expected)),
    remove: (key) => using((service) => remove(service, key)),
    list: (orgId) => using((service) => list(service, orgId)),
  };
}
