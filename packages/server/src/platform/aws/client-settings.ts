/**
 * How clients of AWS are set up.
 *
 * The SDK waits forever unless it is told not to, and finds credentials in the machine's surroundings unless it is given some. The
 * platform's own clients may have the role of the machine; a client for what a tenant handed in never falls back to it, for its
 * credentials are always given, if only as empty text.
 */
import type { Agent } from 'node:http';
import type { Agent as TlsAgent } from 'node:https';
import type { Secret } from '@moorage/core/secret';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
}

export interface AwsClientWish {
  readonly region: string;
  /** Undefined is AWS. */
  readonly endpoint: string | undefined;
  /** Whoever the process is to AWS where there are none. */
  readonly credentials: AwsCredentials | undefined;
  readonly maxAttempts: number;
  readonly timeoutMs?: number | undefined;
  readonly agent?: { readonly httpAgent: Agent } | { readonly httpsAgent: TlsAgent };
}

export interface AwsClientSettings {
  readonly region: string;
  readonly maxAttempts: number;
  readonly requestHandler: object;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** What the constructor of every client of the SDK takes. */
export function awsClientSettings(wish: AwsClientWish): AwsClientSettings {
  const { region, endpoint, credentials, maxAttempts, timeoutMs = 10_000, agent } = wish;
  return {
    region,
    maxAttempts,
    requestHandler: { ...agent, connectionTimeout: timeoutMs, requestTimeout: timeoutMs, throwOnRequestTimeout: true },
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined
      ? {}
      : { credentials: { accessKeyId: credentials.accessKeyId, secretAccessKey: credentials.secretAccessKey.reveal() } }),
  };
}
