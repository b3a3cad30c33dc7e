import type { Secret } from '@moorage/core/secret';
import type { Tx } from '../../platform/db/database.ts';
import type { Fields, Kind, Provider } from './credential-kind.rules.ts';
import type { Scope } from './provider-credential.rules.ts';

/** A credential with its secret, for the one who shows it to its provider. */
export interface Presented extends Scope {
  readonly provider: Provider;
  readonly kind: Kind;
  readonly accountId: string | undefined;
  readonly region: string | undefined;
  readonly secret: Readonly<Record<string, Secret>>;
}

export interface Finding {
  readonly status: 'verified' | 'refused' | 'unreachable' | 'unsupported';
  /** What was confirmed, in sentences. */
  readonly verified: readonly string[];
  readonly reason?: string;
  /** Never anything secret. */
  readonly evidence: Fields;
  readonly nextStep?: string;
}

/** Asks providers, reading only. Never throws for what a provider says or does not say. */
export interface ProviderCheck {
  check(presented: Presented, signal: AbortSignal): Promise<Finding>;
}

/** Whatever refers to credentials, such as DNS zones; each kind of it is one. */
export interface CredentialUses {
  /** For people, such as `domain example.org`. */
  list(tx: Tx, orgId: string, credentialId: string): Promise<readonly string[]>;
  /** Whether something still needs it that ends by itself; it is then kept for that, out of sight. */
  isEnding?(tx: Tx, orgId: string, credentialId: string): Promise<boolean>;
}
