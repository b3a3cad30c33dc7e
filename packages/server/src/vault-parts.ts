/** The part of the composition root that is about keys: where the root key is, and the vault on it. */
import { createEnvironmentSource, createFileSource } from './adapters/root-key/local-source.ts';
import type { Config } from './config/config.ts';
import type { RootKeyPlace } from './config/env-encryption.ts';
import { createAudit } from './domains/audit/index.ts';
import { bindVault, createVault, type RootKeySource, type VaultDeps, type VaultParts } from './domains/vault/index.ts';
import type { Platform } from './platform-parts.ts';
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
}: Omit<VaultDeps, 'sources' | 'earlier' | 'audit'> & { readonly config: Pick<Config, 'encryption' | 'tokens'> }): VaultParts {
  const earlier = sealedBoxOf(config.tokens.sealingKey);
  return createVault({ ...deps, audit: createAudit(deps), earlier, sources: rootKeySources(config) });
}

/** With what a server has beside the vault itself. */
export function createServerVault(platform: Platform) {
  const { database: db, jobs } = platform;
  const parts = createVaultParts({ ...platform, db });
  return { ...parts, ...bindVault(parts, { db, jobs, audit: createAudit({ db, ids: platform.ids }) }) };
}
