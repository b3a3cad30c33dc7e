import type { Tx } from '../../platform/db/database.ts';
import type { BackupRow } from './backup.view.ts';

export interface GoodFacts {
  readonly finished_at: Date;
  readonly bytes: number;
  readonly table_count: number;
  readonly row_count: number;
  readonly migration: string;
  readonly product_version: string;
}

export interface Trouble {
  readonly reason: string;
  readonly nextStep: string;
}

/** Newest first. */
export async function listBackups(tx: Tx, limit: number): Promise<BackupRow[]> {
  return await tx.selectFrom('backups').selectAll().orderBy('started_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
}

export async function findBackup(tx: Tx, id: string): Promise<BackupRow | undefined> {
  return await tx.selectFrom('backups').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function findNewestGood(tx: Tx): Promise<BackupRow | undefined> {
  return await tx
    .selectFrom('backups')
    .selectAll()
    .where('state', '=', 'good')
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export interface BackupTimes {
  readonly lastGoodAt: Date | null;
  readonly lastVerifiedAt: Date | null;
  /** Since when this database could have been backed up. */
  readonly expectedSince: Date;
}

export async function readTimes(tx: Tx): Promise<BackupTimes> {
  const times = await tx
    .selectFrom('backups')
    .select(({ fn }) => [
      fn.max('started_at').filterWhere('state', '=', 'good').as('good'),
      fn.max('verified_at').filterWhere('state', '=', 'good').filterWhere('verify_state', '=', 'passed').as('verified'),
    ])
    .executeTakeFirst();
  const since = await tx
    .selectFrom('schema_migrations')
    .select('applied_at')
    .where('name', 'like', '0050\\_%')
    .executeTakeFirstOrThrow();
  return { lastGoodAt: times?.good ?? null, lastVerifiedAt: times?.verified ?? null, expectedSince: since.applied_at };
}

/** Whatever was running before ended with its process. */
export async function insertRunning(
  tx: Tx,
  row: { readonly id: string; readonly name: string; readonly target: string; readonly started_at: Date },
): Promise<void> {
  await tx
    .updateTable('backups')
    .set({
      state: 'failed',
      finished_at: row.started_at,
      problem: 'The process that made it ended before it did.',
      next_step: 'See why the worker was stopped; the next backup is made by itself.',
    })
    .where('state', '=', 'running')
    .execute();
  await tx
    .insertInto('backups')
    .values({ ...row, state: 'running' })
    .execute();
}

export async function setGood(tx: Tx, id: string, facts: GoodFacts): Promise<void> {
  const { bytes, row_count, ...rest } = facts;
  await tx
    .updateTable('backups')
    .set({ ...rest, bytes: String(bytes), row_count: String(row_count), state: 'good', problem: null, next_step: null })
    .where('id', '=', id)
    .execute();
}

/** Of a backup that is at the target and not in the database, as after a restore. */
export async function insertFound(
  tx: Tx,
  row: { readonly id: string; readonly name: string; readonly target: string; readonly started_at: Date },
): Promise<string> {
  const made = await tx
    .insertInto('backups')
    .values({ ...row, state: 'failed' })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ target: row.target }))
    .returning('id')
    .executeTakeFirstOrThrow();
  return made.id;
}

export interface Ended {
  readonly state: 'failed' | 'missing';
  readonly at: Date;
  readonly trouble: Trouble;
}

export async function setEnded(tx: Tx, id: string, { state, at, trouble }: Ended): Promise<void> {
  await tx
    .updateTable('backups')
    .set({ state, finished_at: at, problem: trouble.reason, next_step: trouble.nextStep })
    .where('id', '=', id)
    .execute();
}

export async function setVerified(tx: Tx, id: string, at: Date, trouble: Trouble | undefined): Promise<void> {
  await tx
    .updateTable('backups')
    .set({
      verified_at: at,
      verify_state: trouble === undefined ? 'passed' : 'failed',
      verify_problem: trouble?.reason ?? null,
      verify_next_step: trouble?.nextStep ?? null,
    })
    .where('id', '=', id)
    .execute();
}

export async function deleteBackupByName(tx: Tx, name: string): Promise<void> {
  await tx.deleteFrom('backups').where('name', '=', name).execute();
}

/** Of what failed or went missing long ago nobody needs to know. */
export async function deleteEnded(tx: Tx, before: Date): Promise<void> {
  await tx.deleteFrom('backups').where('state', 'in', ['failed', 'missing']).where('started_at', '<', before).execute();
}

export interface RestoredJob {
  readonly id: string;
  readonly kind: string;
  readonly payload: unknown;
  readonly start_after: Date;
}

/** Some of them, taken: whoever comes at the same time gets others. */
export async function takeRestoredJobs(tx: Tx, limit: number): Promise<RestoredJob[]> {
  const found = await tx.selectFrom('restored_jobs').selectAll().limit(limit).forUpdate().skipLocked().execute();
  if (found.length > 0) {
    await tx
      .deleteFrom('restored_jobs')
      .where(
        'id',
        'in',
        found.map(({ id }) => id),
      )
      .execute();
  }
  return found;
}
