import { z } from 'zod';
import { type BoundJob, bindJob, cancelJob, defineJob, type JobResult, jobDone, snooze } from '../../platform/jobs/job.ts';
import { isBusy } from './backup-format.rules.ts';
import type { BackupRuns } from './backup-run.service.ts';

export interface BackupJobSettings {
  readonly schedule: string | undefined;
  readonly verifySchedule: string | undefined;
  readonly deadlineMs: number;
}

const busyMs = 60_000;

/** The kinds; when they run by themselves is a setting. */
export function backupJobsOf({ schedule, verifySchedule, deadlineMs }: BackupJobSettings) {
  const cronOf = (cron: string | undefined) => (cron === undefined ? {} : { cron });
  const common = { actsFor: 'platform:backups', deadlineMs, concurrency: 1, retryLimit: 3, retryDelaySeconds: 60 } as const;
  return {
    run: defineJob({
      ...common,
      kind: 'backup.run',
      about: 'Backs the whole platform up, and removes backups that are old.',
      payload: z.object({}),
      uniqueKey: () => 'all',
      ...cronOf(schedule),
    }),
    verify: defineJob({
      ...common,
      kind: 'backup.verify',
      about: 'Restores the newest backup into a scratch database and compares.',
      /** The newest good one unless one is named. */
      payload: z.object({ id: z.uuid().optional() }),
      uniqueKey: ({ id }) => id ?? 'newest',
      ...cronOf(verifySchedule),
    }),
    watch: defineJob({
      kind: 'backup.watch',
      actsFor: 'system',
      payload: z.object({}),
      uniqueKey: () => 'all',
      about: 'Raises an alert where the last good backup or its proof is too old.',
      cron: '*/15 * * * *',
    }),
  };
}

export type BackupJobs = ReturnType<typeof backupJobsOf>;

/** Another one on this database is waited for and costs no attempt. */
async function patiently(work: () => Promise<JobResult>): Promise<JobResult> {
  try {
    return await work();
  } catch (error) {
    if (isBusy(error)) return snooze(busyMs);
    throw error;
  }
}

export function bindBackupJobs(jobs: BackupJobs, runs: BackupRuns | undefined): BoundJob[] {
  const off = cancelJob('no place for backups is configured');
  return [
    bindJob(jobs.run, (ctx) =>
      patiently(async () => {
        if (runs === undefined) return off;
        await runs.backup(ctx);
        return jobDone();
      }),
    ),
    bindJob(jobs.verify, (ctx, { id }) => patiently(async () => (runs === undefined ? off : await runs.verify(ctx, id)))),
    bindJob(jobs.watch, async (ctx) => {
      await runs?.watch(ctx);
      return jobDone();
    }),
  ];
}
