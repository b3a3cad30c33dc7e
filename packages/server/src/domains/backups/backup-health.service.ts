/** How backups stand: for the route, the metrics and the warning in the log. */
import type { Clock } from '@moorage/core/clock';
import type { Db } from '../../platform/db/database.ts';
import type { Metrics } from '../../platform/metrics/metrics.ts';
import { type Health, healthOf, type HealthSettings } from './backup-health.rules.ts';
import { type BackupTimes, listBackups, readTimes } from './backup.store.ts';
import type { BackupRow } from './backup.view.ts';

export interface HealthDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly settings: HealthSettings;
  readonly target: string | undefined;
}

export interface BackupHealth extends BackupTimes {
  readonly health: Health;
  /** The newest, newest first. */
  readonly rows: readonly BackupRow[];
}

export type ReadHealth = () => Promise<BackupHealth>;

const shownRows = 200;

export function createReadHealth({ db, clock, settings, target }: HealthDeps): ReadHealth {
  return async () => {
    const { times, rows } = await db.system('see how backups stand', async (tx) => ({
      times: await readTimes(tx),
      rows: await listBackups(tx, shownRows),
    }));
    const last = rows.find((row) => row.state !== 'running');
    const lastFailure =
      last === undefined || last.problem === null ? undefined : { reason: last.problem, nextStep: last.next_step ?? '' };
    return { ...times, rows, health: healthOf({ ...times, target, lastFailure }, settings, clock.now()) };
  };
}

/** Ages are absent while there is none, and `backup_overdue` says so in either case. */
export function reportHealth(metrics: Metrics, clock: Clock, read: ReadHealth): void {
  const good = metrics.gauge({ name: 'backup_last_good_age_seconds', help: 'Age of the last good backup of the platform.' });
  const verified = metrics.gauge({
    name: 'backup_last_verified_age_seconds',
    help: 'How long ago a backup was last restored into a scratch database and found equal.',
  });
  const overdue = metrics.gauge({
    name: 'backup_overdue',
    help: '1 while there is no good backup of the expected age, or none that was proved; alert on it.',
  });
  const configured = metrics.gauge({ name: 'backup_configured', help: '1 where a place for backups is configured.' });
  metrics.onScrape(async () => {
    const { health, lastGoodAt, lastVerifiedAt } = await read();
    const age = (at: Date): number => Math.round((clock.now().getTime() - at.getTime()) / 1000);
    if (lastGoodAt !== null) good.set(age(lastGoodAt));
    if (lastVerifiedAt !== null) verified.set(age(lastVerifiedAt));
    overdue.set(health.state === 'overdue' || health.state === 'unverified' ? 1 : 0);
    configured.set(health.state === 'off' ? 0 : 1);
  });
}
