/**
 * SSH keys of organizations.
 *
 * A key is made here or taken in, and its private half is sealed by the vault in the transaction that writes the row. Reading a key
 * and reading its private half are two rights; the second is audited and limited. What uses keys says so by {@link KeyUses}, and a
 * key in use is not deleted.
 */
import { AppError } from '@moorage/core/errors';
import type { ConstraintErrors } from '../../platform/db/constraints.ts';
import type { BoundRoute } from '../../platform/http/bind.ts';
import { bindSshKeyRoutes } from './ssh-key.routes.ts';
import { createSshKeySecretService } from './ssh-key-secret.service.ts';
import { createSshKeyService, type SshKeyDeps } from './ssh-key.service.ts';

export type { KeyUses } from './ssh-key.ports.ts';
export type { SshKeyDeps };

export const sshKeyConstraints: ConstraintErrors = {
  ssh_keys__fingerprint_once: () => new AppError('already_exists', 'The organization has this key already.'),
};

export function createSshKeys(deps: SshKeyDeps): { readonly routes: readonly BoundRoute[] } {
  return { routes: bindSshKeyRoutes(createSshKeyService(deps), createSshKeySecretService(deps)) };
}
