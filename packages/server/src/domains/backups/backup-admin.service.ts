/** Backups for those who run the platform: how they stand, and work that is asked for. */
import { AppError } from '@moorage/core/errors';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { Job } from '../../platform/jobs/job.ts';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import type { Audit } from '../audit/index.ts';
import type { PlatformBackup, PlatformBackups } from './backup.contract.ts';
import type { BackupJobs } from './backup.jobs.ts';
import type { ReadHealth } from './backup-health.service.ts';
import { findBackup } from './backup.store.ts';
import { backupToView } from './backup.view.ts';

export interface BackupAdminDeps {
  readonly db: Db;
  readonly audit: Audit;
  readonly queue: JobQueue;
  readonly jobs: BackupJobs;
  readonly nextRun: (job: Job, after: Date) => Date | undefined;
  readonly target: string | undefined;
  readonly readHealth: ReadHealth;
}

export interface BackupAdmin {
  list(ctx: RequestCtx): Promise<PlatformBackups>;
  run(ctx: RequestCtx): Promise<PlatformBackups>;
  verify(ctx: RequestCtx, id: string): Promise<PlatformBackup>;
}

const platform = { type: 'platform' } as const;

function requireTarget(target: string | undefined): void {
  if (target !== undefined) return;
  throw new AppError('conflict', 'No place for backups is configured.', {
    details: { nextStep: 'Set BACKUP_DIR or BACKUP_S3_BUCKET and start again; see docs/backups.md.' },
  });
}

async function overview({ readHealth, jobs, nextRun, target }: BackupAdminDeps, ctx: RequestCtx): Promise<PlatformBackups> {
  const { health, rows, lastGoodAt, lastVerifiedAt } = await readHealth();
  const next = (job: Job): string | null =>
    (target === undefined ? undefined : nextRun(job, ctx.clock.now()))?.toISOString() ?? null;
  return {
    state: health.state,
    target: target ?? null,
    problem: health.problem,
    lastGoodAt: lastGoodAt?.toISOString() ?? null,
    lastVerifiedAt: lastVerifiedAt?.toISOString() ?? null,
    nextRunAt: next(jobs.run),
    nextVerificationAt: next(jobs.verify),
    backups: rows.map(backupToView),
  };
}

async function requestVerify(
  { queue, audit, jobs }: BackupAdminDeps,
  tx: Tx,
  ctx: RequestCtx,
  id: string,
): Promise<PlatformBackup> {
  const row = await findBackup(tx, id);
  if (row === undefined) throw new AppError('not_found', 'There is no such backup.');
  if (row.state !== 'good') {
    throw new AppError('conflict', `The backup is ${row.state}; there is nothing to restore.`, {
      details: { nextStep: 'Verify a good one, or back up now.' },
    });
  }
  await queue.enqueue(tx, jobs.verify, { id });
  await audit.append(tx, ctx, { event: 'backup.verification_requested', target: { type: 'backup', id: row.name } });
  return backupToView(row);
}

export function createBackupAdmin(deps: BackupAdminDeps): BackupAdmin {
  const { db, audit, queue, jobs } = deps;
  return {
    list(ctx) {
      ctx.authorize('platform:read', platform);
      return overview(deps, ctx);
    },
    async run(ctx) {
      ctx.authorize('platform:backups', platform);
      requireTarget(deps.target);
      await db.system('ask for a backup', async (tx) => {
        await queue.enqueue(tx, jobs.run, {});
        await audit.append(tx, ctx, { event: 'backup.requested', target: { type: 'backup', id: 'new' } });
      });
      return await overview(deps, ctx);
    },
    verify(ctx, id) {
      ctx.authorize('platform:backups', platform);
      requireTarget(deps.target);
      return db.system('ask for a verification', (tx) => requestVerify(deps, tx, ctx, id));
    },
  };
}
