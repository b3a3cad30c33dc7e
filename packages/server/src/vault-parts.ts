/** The part of the composition root that is about keys: where the root key is, and the vault on it. */
import { createEnvironmentSource, createFileSource } from './adapters/root-key/local-source.ts';
import type { Config } from './config/config.ts';
import type { RootKeyPlace } from './config/env-encryption.ts';
import { createVault, type RootKeySource, type VaultDeps, type VaultParts } from './domains/vault/index.ts';
import { sealedBoxOf } from './platform/crypto/sealed-box.ts';

function sourceOf(place: RootKeyPlace): RootKeySource {
  if (place.kind === 'environment') return createEnvironmentSource(place.name, place.key);
  return createFileSource(place.path, place.mayCreate);
}

/** Where root keys may be; the one of this installation first. */
export function rootKeySources({ encryption }: Pick<Config, 'encryption'>): RootKeySource[] {
  return encryption.roots.map(sourceOf);
}

export function createVaultParts({
  config,
  ...deps
}: Omit<VaultDeps, 'sources' | 'earlier'> & { readonly config: Pick<Config, 'encryption' | 'tokens'> }): VaultParts {
  const earlier = sealedBoxOf(config.tokens.sealingKey);
  return createVault({ ...deps, earlier, sources: rootKeySources(config) });
}
