/** The part of the composition root that belongs to the infrastructure plane: what is kept to reach providers and servers. */
import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import type { Config } from './config/config.ts';
import type { Audit } from './domains/audit/index.ts';
import { createCredentials, type CredentialDeps, type CredentialUses } from './domains/credentials/index.ts';
import { createSshKeys, type KeyUses, type SshKeyDeps } from './domains/ssh-keys/index.ts';
import type { Vault } from './domains/vault/index.ts';
import type { Db } from './platform/db/database.ts';
import type { BoundRoute } from './platform/http/bind.ts';
import { createExactLimit, type ExactAllowance, type ExactLimit } from './platform/limits/exact-limit.ts';
import type { Limiter } from './platform/limits/limiter.ts';

/** What refers to credentials and keys, and keeps them from being deleted. */
export interface InfraUses {
  readonly credentials: readonly CredentialUses[];
  readonly sshKeys: readonly KeyUses[];
}

export interface InfraParts {
  readonly config: Config;
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly vault: Vault;
  readonly limiter: Limiter;
  readonly check: CredentialDeps['check'];
  readonly works: SshKeyDeps['works'];
  readonly uses?: InfraUses | undefined;
}

const revealed: ExactAllowance = { perMinute: 30, burst: 60 };
const tested: ExactAllowance = { perMinute: 10, burst: 20 };
const made: ExactAllowance = { perMinute: 30, burst: 60 };

export function createInfraParts(parts: InfraParts): { readonly routes: readonly BoundRoute[] } {
  const { config, limiter, uses, check, works, ...shared } = parts;
  const limit = (name: string, allowance: ExactAllowance): ExactLimit =>
    config.http.rateLimit.enabled ? createExactLimit(limiter, name, allowance) : () => Promise.resolve();
  const reveal = limit('reveal', revealed);
  const credentials = createCredentials({
    ...shared,
    check,
    uses: uses?.credentials ?? [],
    limits: { reveal, test: limit('credential-test', tested) },
  });
  const sshKeys = createSshKeys({
    ...shared,
    works,
    uses: uses?.sshKeys ?? [],
    limits: { reveal, make: limit('ssh-key', made) },
  });
  return { routes: [...credentials.routes, ...sshKeys.routes] };
}
