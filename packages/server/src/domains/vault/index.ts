import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import type { SealedBox } from '../../platform/crypto/sealed-box.ts';
import type { ConstraintErrors } from '../../platform/db/constraints.ts';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { BoundRoute } from '../../platform/http/bind.ts';
import type { BoundJob } from '../../platform/jobs/job.ts';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import type { Metrics } from '../../platform/metrics/metrics.ts';
import type { Audit } from '../audit/index.ts';
import { createEncryptionAdmin } from './encryption-admin.service.ts';
import { createEncryption, type Encryption } from './encryption.service.ts';
import { createFingerprint, type Fingerprint } from './fingerprint.service.ts';
import { createKeyring } from './keyring.service.ts';
import { createRootKeys } from './root-key.service.ts';
import { createRootRotation } from './root-rotation.service.ts';
import { createRotation, type RotationDeps } from './rotation.service.ts';
import { bindVaultJobs } from './vault.jobs.ts';
import type { RootKeySource } from './vault.ports.ts';
import { bindVaultRoutes } from './vault.routes.ts';
import { keysChannel } from './vault.rules.ts';
import { createVaultService, type Vault } from './vault.service.ts';
import { destroyKeysOf } from './shredding.service.ts';

export type { Encryption, Verified } from './encryption.service.ts';
export type { EncryptionView } from './encryption.view.ts';
export type { RootKeyKeeper, RootKeySource } from './vault.ports.ts';
export type { Vault } from './vault.service.ts';

export interface VaultDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly audit: Audit;
  readonly metrics: Metrics;
  readonly sources: readonly RootKeySource[];
  /** For values from before the vault, while there are any. */
  readonly earlier: SealedBox | undefined;
  /** How rotation works; tests say. */
  readonly rotation?: Pick<RotationDeps, 'onStep' | 'columns' | 'batchSize'>;
}

export interface VaultParts extends Service {
  readonly vault: Vault;
  readonly encryption: Encryption;
  /** Of texts that may hold secrets: without the root key nobody can tell which text it is of. */
  readonly fingerprint: Fingerprint;
  /** In the transaction that removes an organization: nothing of it can be read again, wherever copies of it are. */
  destroyKeysOf(tx: Tx, orgId: string): Promise<void>;
}

export const vaultConstraints: ConstraintErrors = {
  vault_keys_org_id_fkey: () => new AppError('not_found', 'This organization does not exist or you may not see it.'),
};

const sweepMs = 30_000;

function createCore({ sources, earlier, metrics, rotation: how = {}, ...deps }: VaultDeps) {
  const roots = createRootKeys({ ...deps, sources });
  const keyring = createKeyring({ ...deps, roots });
  const counter = (name: string, help: string, labels: string[]) => metrics.counter({ name, help, labels });
  const operations = counter('vault_operations_total', 'Values sealed and opened.', ['operation', 'outcome']);
  const resealed = counter('vault_resealed_total', 'Values sealed anew under another key.', []);
  const unreadable = metrics.gauge({
    name: 'vault_unreadable_values',
    help: 'Sealed values that the last verification could not open.',
  });
  const kept = metrics.gauge({ name: 'vault_keys_in_memory', help: 'Keys of organizations that are unwrapped in memory.' });
  metrics.onScrape(() => kept.set(keyring.size()));
  const vault = createVaultService({ keyring, operations, earlier });
  const shared = { ...deps, ...how, roots, keyring, vault };
  const rotation = createRotation(shared);
  const rootRotation = createRootRotation(shared);
  return { roots, keyring, vault, encryption: createEncryption({ ...shared, rotation, rootRotation, resealed, unreadable }) };
}

/** As a service it refuses to start with a wrong root key, and lets no key stay in memory for long. */
export function createVault(deps: VaultDeps): VaultParts {
  const { roots, keyring, vault, encryption } = createCore(deps);
  let status: ServiceStatus = { state: 'stopped' };
  let run: { readonly aborter: AbortController; readonly ended: Promise<void>; unlisten(): Promise<void> } | undefined;

  async function sweepForEver(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await deps.clock.sleep(sweepMs, signal);
      keyring.sweep();
    }
  }

  function refresh(owner: string): void {
    const orgId = owner === 'platform' ? null : owner;
    keyring.refresh(orgId).catch((error: unknown) => deps.log.warn('keys could not be read again', { error }));
  }

  return {
    name: 'vault',
    vault,
    encryption,
    fingerprint: createFingerprint({ ...deps, vault }),
    destroyKeysOf: (tx, orgId) => destroyKeysOf(deps, tx, orgId),
    status: () => ({ ...status, keys: keyring.size() }),
    async start() {
      await roots.held();
      const unlisten = await deps.db.listen(keysChannel, refresh, () => keyring.forget());
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

/** What a server has beside the vault itself. */
export function bindVault(
  { encryption }: VaultParts,
  deps: { readonly db: Db; readonly audit: Audit; readonly jobs: Pick<JobQueue, 'enqueue'> },
): { readonly routes: readonly BoundRoute[]; readonly jobs: readonly BoundJob[] } {
  return { routes: bindVaultRoutes(createEncryptionAdmin({ ...deps, encryption })), jobs: bindVaultJobs(encryption) };
}
