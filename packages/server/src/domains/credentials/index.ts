/**
 * Credentials of cloud providers.
 *
 * What one consists of follows from its provider, its kind and their version (credential-kind.rules.ts); any number may have the same
 * scope. Secrets are sealed by the vault in the transaction that writes the row, replaced without being read, and shown only to
 * who may reveal them. A test asks the provider itself. What uses credentials says so by {@link CredentialUses}, and one in use is not
 * deleted.
 */
import type { BoundRoute } from '../../platform/http/bind.ts';
import { bindCredentialRoutes } from './provider-credential.routes.ts';
import { createCredentialSecretService } from './credential-secret.service.ts';
import { createCredentialService, type CredentialDeps } from './provider-credential.service.ts';

export { type CredentialLoan, createCredentialLoan } from './credential-loan.service.ts';
export type { CredentialUses } from './provider-credential.ports.ts';
export type { CredentialDeps };

export function createCredentials(deps: CredentialDeps): { readonly routes: readonly BoundRoute[] } {
  return { routes: bindCredentialRoutes(createCredentialService(deps), createCredentialSecretService(deps)) };
}
