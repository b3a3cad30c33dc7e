/** A root key in AWS KMS, a symmetric one. The context is the encryption context of what it encrypts. */
import type { KMSClient } from '@aws-sdk/client-kms';
import type { RootKeyKeeper, RootKeySource } from '../../domains/vault/vault.ports.ts';
import { type AwsCredentials, awsClientSettings } from '../../platform/aws/client-settings.ts';
import { refused } from './refused.ts';
import { createRemoteSource, unopened } from './remote-source.ts';

export interface KmsPlace {
  /** An id, an alias or an ARN. */
  readonly keyId: string;
  readonly region: string;
  readonly endpoint: string | undefined;
  /** Whoever the process is to AWS where there are none. */
  readonly credentials?: AwsCredentials | undefined;
  /** How often it is asked before it counts as out of order; tests say. */
  readonly maxAttempts?: number;
  readonly timeoutMs?: number;
}

const ofValue = new Set(['InvalidCiphertextException', 'IncorrectKeyException']);
const ofRights = new Set(['AccessDeniedException', 'AccessDenied']);
const ofCredentials = new Set([
  'CredentialsProviderError',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'UnrecognizedClientException',
]);
/** Only names that AWS could have given; what else it says is not repeated. */
const codePattern = /^[A-Za-z][A-Za-z0-9.]{1,63}$/;

function codeOf(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  return codePattern.test(name) ? name : 'Unknown';
}

/** What is said of a key that cannot be used, to whoever runs the platform. */
function failureOf({ keyId, region }: KmsPlace, error: unknown): Error {
  const code = codeOf(error);
  const key = `The KMS key ${keyId} in ${region}`;
  if (code === 'NotFoundException')
    return refused(`${key} does not exist (${code}).`, 'Look at ROOT_KEY_KMS_KEY_ID and ROOT_KEY_KMS_REGION.', error);
  if (code === 'DisabledException') return refused(`${key} is disabled.`, 'Enable it in KMS.', error);
  if (code === 'KMSInvalidStateException')
    return refused(`${key} cannot be used in its state.`, 'Cancel its deletion, or enable it, in KMS.', error);
  if (ofRights.has(code)) {
    const nextStep = 'Allow kms:DescribeKey, kms:Encrypt and kms:Decrypt on it to the role of this process.';
    return refused(`${key} may not be used by this process (${code}).`, nextStep, error);
  }
  if (ofCredentials.has(code)) {
    const nextStep = 'Give the process a role, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.';
    return refused(`AWS does not accept the credentials of this process (${code}).`, nextStep, error);
  }
  return refused(
    `AWS KMS in ${region} does not answer (${code}).`,
    'Look at the network and at the state of AWS; it is asked again.',
    error,
  );
}

function contextOf(context: string): Record<string, string> {
  return { moorage: context };
}

async function createKmsKeeper(client: KMSClient, place: KmsPlace): Promise<RootKeyKeeper> {
  const { DecryptCommand, DescribeKeyCommand, EncryptCommand } = await import('@aws-sdk/client-kms');
  const fail = (error: unknown): never => {
    throw failureOf(place, error);
  };
  const { KeyMetadata: found } = await client.send(new DescribeKeyCommand({ KeyId: place.keyId })).catch(fail);
  const arn = found?.Arn ?? place.keyId;
  if (found?.KeySpec !== undefined && found.KeySpec !== 'SYMMETRIC_DEFAULT')
    throw refused(`The KMS key ${arn} is of the kind ${found.KeySpec}.`, 'Use a symmetric key for encryption.');
  if (found?.KeyState === 'Disabled') throw refused(`The KMS key ${arn} is disabled.`, 'Enable it in KMS.');
  const id = `kms:${arn}`;
  const bytesOf = (bytes: Uint8Array | undefined): Buffer => {
    if (bytes === undefined) throw refused(`AWS KMS in ${place.region} gave no bytes.`, 'Look at ROOT_KEY_KMS_ENDPOINT.');
    return Buffer.from(bytes);
  };
  return {
    id,
    kind: 'kms',
    async wrap(plain, context) {
      const command = new EncryptCommand({ KeyId: arn, Plaintext: plain, EncryptionContext: contextOf(context) });
      return bytesOf((await client.send(command).catch(fail)).CiphertextBlob);
    },
    async unwrap(wrapped, context) {
      // By its key and not by whatever the value names.
      const command = new DecryptCommand({ KeyId: arn, CiphertextBlob: wrapped, EncryptionContext: contextOf(context) });
      const { Plaintext } = await client.send(command).catch((error: unknown) => {
        throw ofValue.has(codeOf(error)) ? unopened(id, context, error) : failureOf(place, error);
      });
      return bytesOf(Plaintext);
    },
  };
}

export function createKmsSource(place: KmsPlace): RootKeySource {
  return createRemoteSource(`the KMS key ${place.keyId} in ${place.region}`, async () => {
    // Large, and most installations never ask for it.
    const { KMSClient } = await import('@aws-sdk/client-kms');
    const { region, endpoint, credentials, timeoutMs, maxAttempts = 4 } = place;
    const client = new KMSClient(awsClientSettings({ region, endpoint, credentials, timeoutMs, maxAttempts }));
    try {
      return await createKmsKeeper(client, place);
    } catch (error) {
      client.destroy();
      throw error;
    }
  });
}
