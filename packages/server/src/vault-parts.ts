/** The part of the composition root that is about keys: where the root key is, and the vault on it. */
import { systemClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { createKmsSource } from './adapters/root-key/kms-source.ts';
import { createEnvironmentSource, createFileSource } from './adapters/root-key/local-source.ts';
import { createTransitSource } from './adapters/root-key/transit-source.ts';
import type { Config } from './config/config.ts';
import type { RootKeyPlace } from './config/env-encryption.ts';
import { createAudit } from './domains/audit/index.ts';
import { bindVault, createVault, type RootKeySource, type VaultDeps, type VaultParts } from './domains/vault/index.ts';
import type { Platform } from './platform-parts.ts';
import { sealedBoxOf } from './platform/crypto/sealed-box.ts';
import type { VaultHttpDeps } from './platform/vault-http/vault-http.ts';

function sourceOf(deps: VaultHttpDeps, place: RootKeyPlace): RootKeySource {
  switch (place.kind) {
    case 'environment':
      return createEnvironmentSource(place.name, place.key);
    case 'file':
      return createFileSource(place.path, place.mayCreate);
    case 'kms':
      return createKmsSource(place);
    case 'transit':
      return createTransitSource(deps, place);
  }
}

/** Where root keys may be; the one of this installation first. */
export function rootKeySources(
  { encryption }: Pick<Config, 'encryption'>,
  deps: VaultHttpDeps = { clock: systemClock, log: silentLog },
): RootKeySource[] {
  return encryption.roots.map((place) => sourceOf(deps, place));
}

export function createVaultParts({
  config,
  ...deps
}: Omit<VaultDeps, 'sources' | 'earlier' | 'audit'> & { readonly config: Pick<Config, 'encryption' | 'tokens'> }): VaultParts {
  const earlier = sealedBoxOf(config.tokens.sealingKey);
  return createVault({ ...deps, audit: createAudit(deps), earlier, sources: rootKeySources(config, deps) });
}

/** With what a server has beside the vault itself. */
export function createServerVault(platform: Platform) {
  const { database: db, jobs } = platform;
  const parts = createVaultParts({ ...platform, db });
  return { ...parts, ...bindVault(parts, { db, jobs, audit: createAudit({ db, ids: platform.ids }) }) };
}
