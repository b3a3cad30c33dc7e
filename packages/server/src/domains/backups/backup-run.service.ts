/**
 * Backups as the platform makes them by itself: run, recorded, proved, cleared away. The target is the truth of what there is; the table
 * says what became of each attempt, and is brought in line with the target after every run.
 */
import { type AppError, messageOf, toAppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Log } from '@moorage/core/log';
import type { Secret } from '@moorage/core/secret';
import type { Clock } from '@moorage/core/clock';
import type { Db, Tx } from '../../platform/db/database.ts';
import { cancelJob, type JobCtx, jobDone, type JobResult } from '../../platform/jobs/job.ts';
import type { Audit } from '../audit/index.ts';
import { exportDatabase } from './backup-export.service.ts';
import { type BackupManifest, backupNameOf, isBusy } from './backup-format.rules.ts';
import { type HealthSettings, planRemoval, type RetentionSettings } from './backup-health.rules.ts';
import type { ReadHealth } from './backup-health.service.ts';
import { type BackupListing, listTarget } from './backup-listing.service.ts';
import { loadManifest } from './backup-restore.service.ts';
import {
  deleteBackupByName,
  deleteEnded,
  findBackup,
  findNewestGood,
  type GoodFacts,
  insertFound,
  insertRunning,
  listBackups,
  setEnded,
  setGood,
  setVerified,
  type Trouble,
} from './backup.store.ts';
import type { BackupRow } from './backup.view.ts';
import { verifyBackup } from './backup-verify.service.ts';
import type { BackupKeeper, BackupTarget } from './backup.ports.ts';

export interface BackupRunDeps {
  readonly db: Db;
  readonly dsn: Secret;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly audit: Audit;
  readonly target: BackupTarget;
  readonly keys: {
    readonly sealing: () => Promise<readonly BackupKeeper[]>;
    readonly opening: () => Promise<readonly BackupKeeper[]>;
  };
  readonly settings: HealthSettings & RetentionSettings;
  readonly productVersion: string;
  readonly readHealth: ReadHealth;
}

export interface BackupRuns {
  backup(ctx: JobCtx): Promise<void>;
  verify(ctx: JobCtx, id: string | undefined): Promise<JobResult>;
  /** Warns while there is no good backup. */
  watch(ctx: JobCtx): Promise<void>;
}

const dayMs = 86_400_000;
const rowLimit = 1_000;
const platformTarget = (name: string) => ({ type: 'backup', id: name });

function troubleOf(error: AppError): Trouble {
  const nextStep = typeof error.details?.nextStep === 'string' ? error.details.nextStep : 'Look at the log of the worker.';
  return { reason: error.message, nextStep };
}

function goodFacts(manifest: BackupManifest, bytes: number, at: Date): GoodFacts {
  return {
    finished_at: at,
    bytes,
    table_count: manifest.tables.length,
    row_count: manifest.tables.reduce((sum, { rows }) => sum + rows, 0),
    migration:
      manifest.migrations
        .map(({ name }) => name)
        .toSorted()
        .at(-1) ?? '',
    product_version: manifest.productVersion,
  };
}

async function recordFailure(
  deps: BackupRunDeps,
  ctx: JobCtx,
  row: { id: string; name: string },
  thrown: unknown,
): Promise<void> {
  const trouble = troubleOf(toAppError(thrown));
  ctx.log.warn('a backup of the platform failed', { backup: row.name, error: thrown, nextStep: trouble.nextStep });
  await deps.db.system('record a failed backup', async (tx) => {
    await setEnded(tx, row.id, { state: 'failed', at: deps.clock.now(), trouble });
    await deps.audit.append(tx, ctx, { event: 'backup.failed', target: platformTarget(row.name), data: { ...trouble } });
  });
}

async function backup(deps: BackupRunDeps, ctx: JobCtx): Promise<void> {
  const { db, dsn, clock, ids, audit, target, keys, productVersion } = deps;
  const id = ids.uuid();
  const name = backupNameOf(clock.now(), id);
  await db.system('begin a backup', (tx) => insertRunning(tx, { id, name, target: target.description, started_at: clock.now() }));
  try {
    const exporting = { dsn, target, keepers: keys.sealing, clock, productVersion };
    const { manifest, bytes } = await exportDatabase(exporting, { name, signal: ctx.signal });
    const facts = goodFacts(manifest, bytes, clock.now());
    await db.system('record a backup', async (tx) => {
      await setGood(tx, id, facts);
      const { table_count: tables, row_count: rows } = facts;
      await audit.append(tx, ctx, { event: 'backup.made', target: platformTarget(name), data: { bytes, tables, rows } });
    });
    ctx.log.info('backup of the platform made', { backup: name, bytes });
  } catch (error) {
    if (isBusy(error)) await db.system('forget a backup that did not begin', (tx) => deleteBackupByName(tx, name));
    else await recordFailure(deps, ctx, { id, name }, error);
    throw error;
  }
  await tidy(deps, ctx);
}

/** Rows of what is gone, and rows for what nobody knew, as after a restore on a new machine. */
async function followTarget(deps: BackupRunDeps, found: readonly BackupListing[]): Promise<BackupRow[]> {
  const { db, clock, ids, target } = deps;
  const whole = new Map(found.filter((one) => one.isWhole).map((one) => [one.name, one]));
  const rows = await db.system('read backups', (tx) => listBackups(tx, rowLimit));
  const reading = { target, keepers: deps.keys.opening, log: deps.log };
  for (const row of rows.filter((one) => one.state === 'good' && !whole.has(one.name))) {
    const trouble = {
      reason: `It is not in ${target.description} any more.`,
      nextStep: 'See who deletes there, and back up now.',
    };
    await db.system('record a missing backup', (tx) => setEnded(tx, row.id, { state: 'missing', at: clock.now(), trouble }));
  }
  const known = new Set(rows.filter((row) => row.state === 'good' || row.state === 'running').map((row) => row.name));
  for (const one of [...whole.values()].filter(({ name }) => !known.has(name))) {
    const manifest = await loadManifest(reading, one.name).catch((error: unknown) => {
      deps.log.warn('a backup at the target cannot be opened', { backup: one.name, reason: messageOf(error) });
    });
    if (manifest === undefined) continue;
    const row = { id: ids.uuid(), name: one.name, target: target.description, started_at: one.startedAt };
    await db.system('record a backup that was found', async (tx) => {
      await setGood(tx, await insertFound(tx, row), goodFacts(manifest, one.bytes, one.startedAt));
    });
  }
  return await db.system('read backups', (tx) => listBackups(tx, rowLimit));
}

async function removeOne({ db, target, audit }: BackupRunDeps, ctx: JobCtx, name: string): Promise<void> {
  // The manifest first: what is half removed is no backup.
  await target.remove(`${name}/manifest`);
  await target.remove(`${name}/data`);
  await db.system('record a removed backup', async (tx: Tx) => {
    await deleteBackupByName(tx, name);
    await audit.append(tx, ctx, { event: 'backup.removed', target: platformTarget(name) });
  });
}

/** After a backup that succeeded: what goes wrong here costs no backup, and is said. */
async function tidy(deps: BackupRunDeps, ctx: JobCtx): Promise<void> {
  const { db, clock, target, settings } = deps;
  try {
    const found = await listTarget(target);
    const rows = await followTarget(deps, found);
    const proved = rows.find((row) => row.state === 'good' && row.verify_state === 'passed');
    const running = rows.filter((row) => row.state === 'running').map((row) => row.name);
    const stay = new Set([...running, ...(proved === undefined ? [] : [proved.name])]);
    for (const name of planRemoval(found, stay, settings, clock.now())) await removeOne(deps, ctx, name);
    await target.sweep(new Date(clock.now().getTime() - dayMs));
    await db.system('forget ended backups', (tx) => deleteEnded(tx, new Date(clock.now().getTime() - settings.keepMs)));
  } catch (error) {
    ctx.log.warn('old backups could not be cleared away', { error });
  }
}

async function verify(deps: BackupRunDeps, ctx: JobCtx, id: string | undefined): Promise<JobResult> {
  const { db, dsn, clock, ids, log, audit, target, keys } = deps;
  const row = await db.system('find a backup to verify', (tx) => (id === undefined ? findNewestGood(tx) : findBackup(tx, id)));
  if (row === undefined || row.state !== 'good') return cancelJob('there is no such good backup');
  const failure = await verifyBackup({ dsn, target, keepers: keys.opening, log, ids }, row.name, ctx.signal).then(
    () => undefined,
    (error: unknown) => toAppError(error),
  );
  // What was stopped says nothing of the backup.
  if (isBusy(failure) || (failure !== undefined && ctx.signal.aborted)) throw failure;
  const trouble = failure === undefined ? undefined : troubleOf(failure);
  if (trouble !== undefined) ctx.log.warn('a backup could not be restored', { backup: row.name, error: failure, ...trouble });
  await db.system('record a verification', async (tx) => {
    await setVerified(tx, row.id, clock.now(), trouble);
    const event = trouble === undefined ? 'backup.verified' : 'backup.verification_failed';
    await audit.append(tx, ctx, { event, target: platformTarget(row.name), data: { ...trouble } });
  });
  return jobDone();
}

export function createBackupRuns(deps: BackupRunDeps): BackupRuns {
  return {
    backup: (ctx) => backup(deps, ctx),
    verify: (ctx, id) => verify(deps, ctx, id),
    async watch(ctx) {
      const { health, lastGoodAt } = await deps.readHealth();
      if (health.problem === null || health.state === 'off') return;
      ctx.log.warn('backups of the platform need attention', { state: health.state, lastGoodAt, ...health.problem });
    },
  };
}
