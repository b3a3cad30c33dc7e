/** What a target really holds. */
import { AppError } from '@moorage/core/errors';
import { isBackupName, timeOfName } from './backup-format.rules.ts';
import type { BackupTarget } from './backup.ports.ts';

export interface BackupListing {
  readonly name: string;
  readonly startedAt: Date;
  readonly bytes: number;
  /** Without a manifest it is one that runs, or the rest of one that did not end. */
  readonly isWhole: boolean;
}

/** Newest first; whatever else is there is left alone. */
export async function listTarget(target: BackupTarget): Promise<BackupListing[]> {
  const objects = (await target.list()).map((object) => ({ ...object, parts: object.name.split('/') }));
  const ours = objects.filter(({ parts: [name = '', part = '', ...rest] }) => {
    return rest.length === 0 && isBackupName(name) && (part === 'data' || part === 'manifest');
  });
  const byName = Map.groupBy(ours, ({ parts }) => parts[0] ?? '');
  return [...byName]
    .map(([name, found]) => ({
      name,
      startedAt: timeOfName(name),
      bytes: found.reduce((sum, { bytes }) => sum + bytes, 0),
      isWhole: found.length === 2,
    }))
    .toSorted((a, b) => (a.name < b.name ? 1 : -1));
}

/** The one that is named, or the newest whole one. */
export async function chooseBackup(target: BackupTarget, name: string | undefined): Promise<string> {
  const whole = (await listTarget(target)).filter((backup) => backup.isWhole);
  const found = name === undefined || name === 'latest' ? whole[0] : whole.find((backup) => backup.name === name);
  if (found !== undefined) return found.name;
  const what = name === undefined || name === 'latest' ? 'no backup' : `no backup ${name}`;
  throw new AppError('not_found', `${target.description} has ${what}.`, {
    details: { nextStep: 'See that BACKUP_DIR or BACKUP_S3_BUCKET and BACKUP_S3_PREFIX are those that it was made with.' },
  });
}
