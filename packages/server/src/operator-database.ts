/** The database for commands of whoever runs the platform: opened for one piece of work, without a server. */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Log } from '@moorage/core/log';
import type { Config } from './config/config.ts';
import { createDatabase, type Database } from './platform/db/database.ts';
import { createSystemCtx, type RequestCtx } from './platform/http/context.ts';

export interface OperatorDeps {
  readonly config: Pick<Config, 'database'>;
  readonly log: Log;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Ends the work early. */
  readonly signal?: AbortSignal;
}

/** Opens the database, does the work as the system and closes it again; `name` is what the database sees it as. */
export async function withOperatorDatabase<T>(
  { config, log, clock, ids, signal = new AbortController().signal }: OperatorDeps,
  name: string,
  work: (db: Database, ctx: RequestCtx) => Promise<T>,
): Promise<T> {
  const { dsn, statementTimeoutMs } = config.database;
  if (dsn === undefined) {
    throw new AppError('invalid_request', 'No database is configured.', { details: { nextStep: 'Set DATABASE_DSN.' } });
  }
  const db = createDatabase({ config: { dsn, poolSize: 2, statementTimeoutMs, applicationName: name }, log, clock });
  await db.start();
  try {
    return await work(db, createSystemCtx({ requestId: ids.uuid(), log, clock, signal }, 'script'));
  } finally {
    await db.stop();
  }
}
