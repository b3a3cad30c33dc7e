/**
 * A database as a platform leaves it that has started once: migrated, with the tables and queues of the job engine and the templates
 * that ship with the platform. To make these anew was the dearest part of the start of every test server, and most of it is the
 * engine's own installation. What a start does on an empty database is for the tests of migrations, of jobs and of the program.
 *
 * A start brings what is older than the sources up to date, as after an upgrade, so a change of a kind of job need not be known here.
 */
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import type { TestDatabaseOptions } from '@moorage/testkit/postgres';
import type { App } from '../src/app-types.ts';
import { seedSystemTemplates } from '../src/domains/templates/system-template.service.ts';
import { createBoss, declareQueues, declareSchedules } from '../src/platform/jobs/boss.ts';
import { migratedDatabase } from './database.ts';
import { startedFingerprint } from './started-fingerprint.ts';

async function install({ database, jobs }: App): Promise<void> {
  await database.start();
  try {
    const boss = createBoss(database, silentLog, false);
    await boss.start();
    await declareQueues(boss, jobs.desk.kinds());
    await declareSchedules(boss, jobs.desk.kinds());
    await boss.stop({ graceful: false, close: false });
    await seedSystemTemplates({ db: database, ids: createIds(systemClock), clock: systemClock });
  } finally {
    await database.stop();
  }
}

/** For `useTestDatabase`; `appOn` makes the platform whose jobs are declared. */
export function startedDatabase(name: string, appOn: (dsn: string) => App): TestDatabaseOptions {
  const migrated = migratedDatabase(name);
  return {
    name,
    fingerprint: startedFingerprint(),
    async migrate(dsn) {
      await migrated.migrate(dsn);
      await install(appOn(dsn));
    },
  };
}
