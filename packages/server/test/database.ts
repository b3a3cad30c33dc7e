/** A migrated database for a file of tests. */
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { fingerprintDir, type TestDatabaseOptions } from '@moorage/testkit/postgres';
import { migrate, migrationsDir } from '../src/platform/db/migrate.ts';

/** For `useTestDatabase` and `createTestDatabase`. */
export function migratedDatabase(name: string): TestDatabaseOptions {
  return {
    name,
    fingerprint: fingerprintDir(migrationsDir),
    migrate: async (dsn) => void (await migrate({ dsn: new Secret(dsn), log: silentLog })),
  };
}

export { openDatabase } from './open-database.ts';

/** For benchmarks, which bring no library of their own. */
export { sql } from 'kysely';
