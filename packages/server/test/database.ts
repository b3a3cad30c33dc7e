/** A migrated database for a file of tests. */
import { systemClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { fingerprintDir, type TestDatabaseOptions } from '@moorage/testkit/postgres';
import { createDatabase, type Database, type DatabaseDeps } from '../src/platform/db/database.ts';
import { migrate, migrationsDir } from '../src/platform/db/migrate.ts';

/** For `useTestDatabase` and `createTestDatabase`. */
export function migratedDatabase(name: string): TestDatabaseOptions {
  return {
    name,
    fingerprint: fingerprintDir(migrationsDir),
    migrate: async (dsn) => void (await migrate({ dsn: new Secret(dsn), log: silentLog })),
  };
}

/** A database service on a test database, not started. */
export function openDatabase(dsn: string, overrides: Partial<DatabaseDeps> = {}): Database {
  return createDatabase({
    config: { dsn: new Secret(dsn), poolSize: 8, statementTimeoutMs: 10_000, applicationName: 'test' },
    log: silentLog,
    clock: systemClock,
    ...overrides,
  });
}

/** For benchmarks, which bring no library of their own. */
export { sql } from 'kysely';
