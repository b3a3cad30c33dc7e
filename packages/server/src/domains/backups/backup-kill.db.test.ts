/** Backups and restores in processes that are killed with SIGKILL at each of their steps. */
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { createTestDatabase, useTestDatabase } from '@moorage/testkit/postgres';
import { useTempDirs } from '@moorage/testkit/temp-dir';
import { waitUntil } from '@moorage/testkit/wait-until';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDirectoryTarget } from '../../adapters/backup-directory/directory-target.ts';
import { backupDeps, contentOf, plantOddRows, withClient } from '../../../test/backup-database.ts';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import { killsAt, useVictims } from '../../../test/victims.ts';
import { migrate } from '../../platform/db/migrate.ts';
import { listTarget } from './backup-listing.service.ts';
import { exportDatabase } from './backup-export.service.ts';
import { loadManifest } from './backup-restore.service.ts';
import type { BackupStep } from './backup.ports.ts';

const source = useTestDatabase(migratedDatabase('backup_kill'));
const startVictim = useVictims('backup-victim.ts');
const makeDir = useTempDirs('backup-kill');
const name = 'moorage-20261122T021500Z-0000abcd';
const next = 'moorage-20261122T031500Z-0000abce';

const exportSteps: BackupStep[] = ['locked', 'read', 'table begun', 'tables written', 'data stored', 'manifest stored'];
const restoreSteps: BackupStep[] = [
  ...(['read', 'locked', 'marked', 'migrated', 'opened for loading', 'table loading', 'loaded', 'compared'] as const),
  ...(['closed after loading', 'committed'] as const),
];

/** Where in the run each step is: what comes once for a table, at the first and at the last of them. */
function placesOf(steps: readonly string[]): { step: string; at: number }[] {
  return [...new Set(steps)].flatMap((step) => {
    const [first, last] = [steps.indexOf(step), steps.lastIndexOf(step)];
    return [...new Set([first, last])].map((at) => ({ step, at }));
  });
}

/** The server ends the session of a dead process as soon as it sees that nobody is there. */
async function noSession(dsn: string): Promise<void> {
  const count = () =>
    withClient(dsn, (client) =>
      client.query(`select from pg_stat_activity where datname = current_database() and application_name = 'moorage-db'`),
    );
  await waitUntil(async () => (await count()).rowCount === 0, { describe: 'the end of the session of a dead process' });
}

beforeAll(() => plantOddRows(source.dsn));

describe('kill -9', { timeout: 240_000 }, () => {
  it('of a backup leaves no backup or a whole one, at any step, and the next is made', async () => {
    let victim = startVictim();
    const { steps } = await victim.run({ work: 'backup', dsn: source.dsn, dir: makeDir(), name });
    expect([...new Set(steps)]).toEqual(exportSteps);
    for (const { step, at } of killsAt(placesOf(steps))) {
      const [dir, follower] = [makeDir(), startVictim()];
      const target = createDirectoryTarget(dir);
      await victim.die({ work: 'backup', dsn: source.dsn, dir, name }, at);
      const whole = (await listTarget(target)).filter((backup) => backup.isWhole);
      expect([step, whole.map((backup) => backup.name)]).toEqual([step, step === 'manifest stored' ? [name] : []]);
      await noSession(source.dsn);
      expect(await follower.run({ work: 'backup', dsn: source.dsn, dir, name: next })).toMatchObject({ value: next });
      expect(await loadManifest(backupDeps(source.dsn, target), next)).toMatchObject({ name: next });
      victim = follower;
    }
  });

  it('of a restore leaves nothing half at any step, and the same command goes on from there', async () => {
    const dir = makeDir();
    await exportDatabase(backupDeps(source.dsn, createDirectoryTarget(dir)), { name });
    const original = await contentOf(source.dsn);
    const empty = { fingerprint: 'empty', migrate: async () => {} };
    const database = await createTestDatabase({ name: 'backup_kill_empty', ...empty });
    const rehearsal = await createTestDatabase({ name: 'backup_kill_first', ...empty });
    const dsn = new Secret(database.dsn);
    const work = { work: 'restore', dsn: database.dsn, dir, name };
    let victim = startVictim();
    const { steps } = await victim.run({ ...work, dsn: rehearsal.dsn });
    expect([...new Set(steps)]).toEqual(restoreSteps);
    await rehearsal.drop();
    // Each meets what the one before left; the last is killed when it was done.
    for (const { step, at } of killsAt(placesOf(steps))) {
      const follower = startVictim();
      await victim.die(work, at);
      victim = follower;
      await noSession(database.dsn);
      if (['read', 'locked', 'committed'].includes(step)) continue;
      const refusal = { code: 'conflict', details: { nextStep: expect.stringContaining(`moorage db restore ${name}`) } };
      await expect(migrate({ dsn, log: silentLog })).rejects.toMatchObject(refusal);
      const server = openDatabase(database.dsn);
      await expect(server.start()).rejects.toMatchObject(refusal);
      await server.stop();
    }
    expect(await contentOf(database.dsn)).toEqual(original);
    await migrate({ dsn, log: silentLog });
    await database.drop();
  });
});
