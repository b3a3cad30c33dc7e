import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import type { ConstraintErrors } from '../../platform/db/constraints.ts';
import type { SealedBox } from '../../platform/crypto/sealed-box.ts';
import type { Db } from '../../platform/db/database.ts';
import type { Metrics } from '../../platform/metrics/metrics.ts';
import { createKeyring } from './keyring.service.ts';
import { createRootKeys } from './root-key.service.ts';
import type { RootKeySource } from './vault.ports.ts';
import { createVaultService, type Vault } from './vault.service.ts';

export type { RootKeyKeeper, RootKeySource } from './vault.ports.ts';
export type { Vault } from './vault.service.ts';

export interface VaultDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly sources: readonly RootKeySource[];
  /** For values from before the vault, while there are any. */
  readonly earlier: SealedBox | undefined;
}

export interface VaultParts extends Service {
  readonly vault: Vault;
}

export const vaultConstraints: ConstraintErrors = {
  vault_keys_org_id_fkey: () => new AppError('not_found', 'This organization does not exist or you may not see it.'),
};

const keysChannel = 'moorage_vault_keys';
const sweepMs = 30_000;

/** As a service it refuses to start with a wrong root key, and lets no key stay in memory for long. */
export function createVault({ sources, earlier, metrics, ...deps }: VaultDeps): VaultParts {
  const roots = createRootKeys({ ...deps, sources });
  const keyring = createKeyring({ ...deps, roots });
  const operations = metrics.counter({
    name: 'vault_operations_total',
    help: 'Values sealed and opened.',
    labels: ['operation', 'outcome'],
  });
  const kept = metrics.gauge({ name: 'vault_keys_in_memory', help: 'Keys of organizations that are unwrapped in memory.' });
  metrics.onScrape(() => kept.set(keyring.size()));
  let status: ServiceStatus = { state: 'stopped' };
  let run: { readonly aborter: AbortController; readonly ended: Promise<void>; unlisten(): Promise<void> } | undefined;

  async function sweepForEver(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await deps.clock.sleep(sweepMs, signal);
      keyring.sweep();
    }
  }

  return {
    name: 'vault',
    vault: createVaultService({ keyring, operations, earlier }),
    status: () => ({ ...status, keys: keyring.size() }),
    async start() {
      await roots.held();
      const forget = (orgId: string): void => keyring.forget(orgId === 'platform' ? null : orgId);
      const unlisten = await deps.db.listen(keysChannel, forget, () => keyring.forget());
      const aborter = new AbortController();
      run = { aborter, ended: sweepForEver(aborter.signal), unlisten };
      status = { state: 'running' };
    },
    async stop() {
      run?.aborter.abort();
      await run?.ended;
      await run?.unlisten();
      run = undefined;
      keyring.forget();
      status = { state: 'stopped' };
    },
  };
}
