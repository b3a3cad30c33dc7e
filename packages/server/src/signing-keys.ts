/** The signing keys of access tokens, for the command line of whoever runs the platform: on the database alone, without a server. */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Log } from '@moorage/core/log';
import type { Config } from './config/config.ts';
import { createAudit } from './domains/audit/index.ts';
import { createSigningKeyService, type SigningKeyService, type SigningKeySummary } from './domains/tokens/index.ts';
import { createDatabase } from './platform/db/database.ts';
import { createSystemCtx, type RequestCtx } from './platform/http/context.ts';
import { createMetrics } from './platform/metrics/metrics.ts';
import { createVaultParts } from './vault-parts.ts';

export type { SigningKeySummary };

export interface SigningKeysDeps {
  readonly config: Pick<Config, 'database' | 'tokens' | 'encryption'>;
  readonly log: Log;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Opens the database, does the work and closes it again. What changes is audited as done by the platform. */
export async function withSigningKeys<T>(
  deps: SigningKeysDeps,
  work: (keys: SigningKeyService, ctx: RequestCtx) => Promise<T>,
): Promise<T> {
  const { config, log, clock, ids } = deps;
  const { dsn, statementTimeoutMs } = config.database;
  if (dsn === undefined) {
    throw new AppError('invalid_request', 'No database is configured.', { details: { nextStep: 'Set DATABASE_DSN.' } });
  }
  const settings = { dsn, poolSize: 2, statementTimeoutMs, applicationName: 'moorage-signing-keys' };
  const db = createDatabase({ config: settings, log, clock });
  const { algorithm } = config.tokens;
  const { vault } = createVaultParts({ config, db, log, clock, ids, metrics: createMetrics() });
  const keys = createSigningKeyService({ db, clock, audit: createAudit({ db, ids }), vault, algorithm });
  const signal = new AbortController().signal;
  await db.start();
  try {
    return await work(keys, createSystemCtx({ requestId: ids.uuid(), log, clock, signal }, 'script'));
  } finally {
    await db.stop();
  }
}
