/** The part of the composition root that is about keys: where the root key is, and the vault on it. */
import { createEnvironmentSource, createFileSource } from './adapters/root-key/local-source.ts';
import type { Config } from './config/config.ts';
import type { RootKeyPlace } from './config/env-encryption.ts';
import { createVault, type RootKeySource, type VaultDeps, type VaultParts } from './domains/vault/index.ts';

function sourceOf(place: RootKeyPlace): RootKeySource {
  if (place.kind === 'environment') return createEnvironmentSource(place.name, place.key);
  return createFileSource(place.path, place.mayCreate);
}

export function createVaultParts({
  config,
  ...deps
}: Omit<VaultDeps, 'sources'> & { readonly config: Pick<Config, 'encryption'> }): VaultParts {
  return createVault({ ...deps, sources: config.encryption.roots.map(sourceOf) });
}
