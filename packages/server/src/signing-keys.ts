/** The signing keys of access tokens, for the command line of whoever runs the platform: on the database alone, without a server. */
import type { Config } from './config/config.ts';
import { createAudit } from './domains/audit/index.ts';
import { createSigningKeyService, type SigningKeyService, type SigningKeySummary } from './domains/tokens/index.ts';
import { type OperatorDeps, withOperatorDatabase } from './operator-database.ts';
import type { RequestCtx } from './platform/http/context.ts';
import { createMetrics } from './platform/metrics/metrics.ts';
import { createVaultParts } from './vault-parts.ts';

export type { SigningKeySummary };

export type SigningKeysDeps = OperatorDeps & { readonly config: Pick<Config, 'tokens' | 'encryption'> };

/** Does the work on the database; what changes is audited as done by the platform. */
export async function withSigningKeys<T>(
  deps: SigningKeysDeps,
  work: (keys: SigningKeyService, ctx: RequestCtx) => Promise<T>,
): Promise<T> {
  const { config, log, clock, ids } = deps;
  return await withOperatorDatabase(deps, 'moorage-signing-keys', (db, ctx) => {
    const audit = createAudit({ db, ids });
    const { vault } = createVaultParts({ config, db, log, clock, ids, metrics: createMetrics() });
    const { algorithm } = config.tokens;
    return work(createSigningKeyService({ db, clock, audit, vault, algorithm }), ctx);
  });
}
