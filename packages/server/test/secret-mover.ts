/** What one process is made of that moves documents between stores, with the given stores and nothing else of the platform. */
import type { Clock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { createBuiltInValues, createSecretStores, type SecretValues } from '../src/domains/secret-stores/index.ts';
import { keepUp, type UpkeepDeps, type UpkeepResult } from '../src/domains/secrets/secret-upkeep.service.ts';
import type { Vault } from '../src/domains/vault/index.ts';
import type { Db } from '../src/platform/db/database.ts';

export interface MoverParts {
  readonly db: Db;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly stores: readonly SecretValues[];
}

export function createMover({ stores, ...parts }: MoverParts): UpkeepDeps {
  return {
    ...parts,
    log: silentLog,
    stores: createSecretStores(stores),
    targets: { list: async () => [], rollOut: async () => {} },
    jobs: { enqueue: async () => undefined },
  };
}

export function builtInStore({ db, vault, clock }: Omit<MoverParts, 'stores'>): SecretValues {
  return createBuiltInValues({ db, ids: createIds(clock), vault });
}

/** Until nothing is left to do: what a worker does with its job. */
export async function settle(deps: UpkeepDeps): Promise<UpkeepResult> {
  const result = await keepUp(deps);
  return result.isDone ? result : await settle(deps);
}
