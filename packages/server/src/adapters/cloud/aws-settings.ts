/** Clients of AWS for a credential that a tenant handed in: with nothing else, and to public addresses only. */
import { Agent } from 'node:http';
import { Secret } from '@moorage/core/secret';
import { awsClientSettings, type AwsClientSettings } from '../../platform/aws/client-settings.ts';
import { cloudTimeoutMs, createPublicAgent } from './guarded-http.ts';

export interface PresentedKey {
  readonly secret: Readonly<Record<string, Secret>>;
  readonly region?: string | undefined;
}

export interface PresentedWish {
  /** Of all services, where the configuration names one; it may be anywhere. */
  readonly endpoint: string | undefined;
  readonly maxAttempts: number;
}

export function presentedAwsSettings(
  { secret, region }: PresentedKey,
  { endpoint, maxAttempts }: PresentedWish,
): AwsClientSettings {
  const none = new Secret('');
  return awsClientSettings({
    region: secret['region']?.reveal() ?? region ?? 'us-east-1',
    credentials: {
      accessKeyId: secret['access_key_id']?.reveal() ?? '',
      secretAccessKey: secret['secret_access_key'] ?? none,
    },
    endpoint,
    maxAttempts,
    timeoutMs: cloudTimeoutMs,
    agent: endpoint === undefined ? { httpsAgent: createPublicAgent() } : { httpAgent: new Agent() },
  });
}
