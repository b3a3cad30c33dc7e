/** A vault on a test database, with root keys of one repeated byte each. */
import type { Clock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { createLocalKeeper } from '../src/adapters/root-key/local-keeper.ts';
import {
  createVault,
  type RootKeyKeeper,
  type RootKeySource,
  type VaultDeps,
  type VaultParts,
} from '../src/domains/vault/index.ts';
import { createAudit } from '../src/domains/audit/index.ts';
import type { Db } from '../src/platform/db/database.ts';
import { createMetrics } from '../src/platform/metrics/metrics.ts';

export const keeperOf = (byte: number): RootKeyKeeper => createLocalKeeper('environment', Buffer.alloc(32, byte));

export function sourceOf(keeper: RootKeyKeeper | undefined): RootKeySource {
  return { name: 'a test', open: async () => keeper, create: undefined };
}

/** Without a byte there is no root key. */
export function createTestVault(
  db: Db,
  clock: Clock,
  byte: number | undefined,
  more: Partial<Pick<VaultDeps, 'earlier' | 'sources' | 'rotation'>> = {},
): VaultParts {
  const sources = byte === undefined ? [] : [sourceOf(keeperOf(byte))];
  const deps = {
    db,
    clock,
    ids: createIds(clock),
    log: silentLog,
    metrics: createMetrics(),
    audit: createAudit({ db, ids: createIds(clock) }),
  };
  return createVault({ ...deps, sources, earlier: undefined, ...more });
}
