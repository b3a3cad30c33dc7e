import { systemClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { createDatabase, type Database, type DatabaseDeps } from '../src/platform/db/database.ts';

/** A database service on a test database, not started. */
export function openDatabase(dsn: string, overrides: Partial<DatabaseDeps> = {}): Database {
  return createDatabase({
    config: { dsn: new Secret(dsn), poolSize: 8, statementTimeoutMs: 10_000, applicationName: 'test' },
    log: silentLog,
    clock: systemClock,
    ...overrides,
  });
}
