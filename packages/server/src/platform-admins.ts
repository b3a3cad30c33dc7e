/** Who runs the platform, for its command line: on the database alone, for a start and for when nobody can get in any more. */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Log } from '@moorage/core/log';
import type { Config } from './config/config.ts';
import { type AdminUserService, createAdminUsers } from './domains/admin/index.ts';
import { createAudit } from './domains/audit/index.ts';
import { createDatabase } from './platform/db/database.ts';
import { createSystemCtx, type RequestCtx } from './platform/http/context.ts';

export interface PlatformAdminsDeps {
  readonly config: Pick<Config, 'database'>;
  readonly log: Log;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Opens the database, does the work and closes it again. What changes is audited as done by the platform. */
export async function withPlatformAdmins<T>(
  { config, log, clock, ids }: PlatformAdminsDeps,
  work: (users: AdminUserService, ctx: RequestCtx) => Promise<T>,
): Promise<T> {
  const { dsn, statementTimeoutMs } = config.database;
  if (dsn === undefined) {
    throw new AppError('invalid_request', 'No database is configured.', { details: { nextStep: 'Set DATABASE_DSN.' } });
  }
  const db = createDatabase({ config: { dsn, poolSize: 2, statementTimeoutMs, applicationName: 'moorage-admin' }, log, clock });
  const audit = createAudit({ db, ids });
  // Sessions may be kept elsewhere than in the database. They lose the role by the news of the change, in every process.
  const users = createAdminUsers({ db, audit, endAllOf: async () => {}, forgetActor: () => {} });
  const signal = new AbortController().signal;
  await db.start();
  try {
    return await work(users, createSystemCtx({ requestId: ids.uuid(), log, clock, signal }, 'script'));
  } finally {
    await db.stop();
  }
}
