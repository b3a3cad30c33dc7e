/**
 * The mark of a restore that has not ended.
 *
 * It is set in the transaction that finds the database empty (or empties it), and taken away in the one that loads every row: so a
 * database either bears it and holds nothing of worth, or does not and is whole. Nothing may be served from one that bears it.
 */
import { AppError } from '@moorage/core/errors';

type Query = (text: string) => Promise<{ readonly rows: readonly Record<string, unknown>[] }>;

/** Which backup was being restored here, or undefined where none is half done. */
export async function findHalfRestored(query: Query): Promise<string | undefined> {
  const { rows } = await query(`select to_regclass('moorage_restore.progress') is not null as marked`);
  if (rows[0]?.['marked'] !== true) return undefined;
  const progress = await query('select backup from moorage_restore.progress');
  const backup = progress.rows[0]?.['backup'];
  return typeof backup === 'string' ? backup : 'latest';
}

/** Throws where a restore began and did not end. */
export async function refuseHalfRestored(query: Query): Promise<void> {
  const backup = await findHalfRestored(query);
  if (backup === undefined) return;
  throw new AppError('conflict', `The database is half restored: the restore of ${backup} began and did not end.`, {
    details: { nextStep: `Run \`moorage db restore ${backup}\` again; it begins anew by itself.` },
  });
}
