import type { Service } from '@moorage/core/lifecycle';
import type { BoundRoute } from '../../platform/http/bind.ts';
import type { BoundJob, Job } from '../../platform/jobs/job.ts';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import type { Metrics } from '../../platform/metrics/metrics.ts';
import { createBackupAdmin } from './backup-admin.service.ts';
import { createReadHealth, reportHealth } from './backup-health.service.ts';
import { type BackupJobSettings, backupJobsOf, bindBackupJobs } from './backup.jobs.ts';
import { type BackupRunDeps, createBackupRuns } from './backup-run.service.ts';
import { bindBackupRoutes } from './backup.routes.ts';
import { createRestoredJobs } from './restored-jobs.service.ts';
import type { BackupTarget } from './backup.ports.ts';

export { exportDatabase, type ExportResult } from './backup-export.service.ts';
export { type BackupManifest, backupNameOf } from './backup-format.rules.ts';
export { type BackupListing, chooseBackup, listTarget } from './backup-listing.service.ts';
export { restoreDatabase } from './backup-restore.service.ts';
export { verifyBackup } from './backup-verify.service.ts';
export type { BackupKeeper, BackupTarget } from './backup.ports.ts';

export interface BackupsDeps extends Omit<BackupRunDeps, 'target' | 'settings' | 'readHealth'> {
  readonly metrics: Metrics;
  readonly jobs: JobQueue & { readonly desk: { nextRun(job: Job, after: Date): Date | undefined } };
  /** Undefined where none is configured: then nothing is backed up, and that is said. */
  readonly target: BackupTarget | undefined;
  readonly settings: BackupRunDeps['settings'] & BackupJobSettings;
  /** Every kind of job of this process. */
  readonly kinds: () => readonly BoundJob[];
}

export interface Backups {
  readonly routes: readonly BoundRoute[];
  readonly jobs: readonly BoundJob[];
  /** Belongs behind the jobs. */
  readonly restoredJobs: Service;
}

export function createBackups(deps: BackupsDeps): Backups {
  const { db, clock, log, audit, settings, target, jobs: queue } = deps;
  // Without a place nothing runs by itself.
  const jobs = backupJobsOf(target === undefined ? { ...settings, schedule: undefined, verifySchedule: undefined } : settings);
  const description = target?.description;
  const readHealth = createReadHealth({ db, clock, settings, target: description });
  reportHealth(deps.metrics, clock, readHealth);
  const nextRun = (job: Job, after: Date): Date | undefined => queue.desk.nextRun(job, after);
  const admin = createBackupAdmin({ db, audit, queue, jobs, nextRun, target: description, readHealth });
  return {
    routes: bindBackupRoutes(admin),
    jobs: bindBackupJobs(jobs, target === undefined ? undefined : createBackupRuns({ ...deps, target, readHealth })),
    restoredJobs: createRestoredJobs({ db, log, queue, kinds: deps.kinds }),
  };
}
