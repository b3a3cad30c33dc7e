/** Encryption for the command line of whoever runs the platform: on the database alone, without a server. */
import type { Config } from './config/config.ts';
import type { Encryption, EncryptionView } from './domains/vault/index.ts';
import { type OperatorDeps, withOperatorDatabase } from './operator-database.ts';
import type { RequestCtx } from './platform/http/context.ts';
import { createMetrics } from './platform/metrics/metrics.ts';
import { createVaultParts } from './vault-parts.ts';

export type { EncryptionView };

export type EncryptionDeps = OperatorDeps & { readonly config: Pick<Config, 'tokens' | 'encryption'> };

/** Opens the database, does the work and closes it again. What changes is audited as done by the platform. */
export async function withEncryption<T>(
  deps: EncryptionDeps,
  work: (encryption: Encryption, ctx: RequestCtx) => Promise<T>,
): Promise<T> {
  const { config, log, clock, ids } = deps;
  return await withOperatorDatabase(deps, 'moorage-encryption', (db, ctx) => {
    const { encryption } = createVaultParts({ config, db, log, clock, ids, metrics: createMetrics() });
    return work(encryption, ctx);
  });
}
