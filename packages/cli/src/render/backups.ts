/** How backups of the platform stand, for people. */
import type { PlatformBackup, PlatformBackups } from '@moorage/sdk/types';
import type { View } from './output.ts';
import { ageOf } from './table.ts';

function proofOf({ verification }: PlatformBackup): string {
  if (verification === null) return 'not yet';
  return verification.state === 'passed' ? verification.at : `failed: ${verification.problem?.reason ?? ''}`;
}

/** Columns of `admin backups list`. */
export function backupListView(now: Date): View<PlatformBackup> {
  return {
    name: (row) => row.name,
    empty: 'No backups.',
    columns: [
      { title: 'id', value: (row) => row.id },
      { title: 'name', value: (row) => row.name },
      { title: 'state', value: (row) => row.state },
      { title: 'bytes', value: (row) => String(row.bytes ?? '') },
      { title: 'verified', value: proofOf },
      { title: 'age', value: (row) => ageOf(row.startedAt, now) },
    ],
  };
}

export function describeBackup(backup: PlatformBackup): string {
  return [
    `Id:        ${backup.id}`,
    `Name:      ${backup.name}`,
    `State:     ${backup.state}`,
    `Begun:     ${backup.startedAt}`,
    `Size:      ${backup.bytes ?? '-'} bytes, ${backup.tables ?? '-'} tables, ${backup.rows ?? '-'} rows`,
    `Verified:  ${proofOf(backup)}`,
    ...(backup.problem === null ? [] : [`Problem:   ${backup.problem.reason}`, `Next step: ${backup.problem.nextStep}`]),
  ].join('\n');
}

/** Before the list: what somebody who looks must know. */
export function describeBackups(all: PlatformBackups): string {
  return [
    `State:          ${all.state}`,
    `Place:          ${all.target ?? 'none'}`,
    `Last good:      ${all.lastGoodAt ?? 'never'}`,
    `Last verified:  ${all.lastVerifiedAt ?? 'never'}`,
    `Next:           ${all.nextRunAt ?? 'only when asked for'}`,
    ...(all.problem === null ? [] : [`Problem:        ${all.problem.reason}`, `Next step:      ${all.problem.nextStep}`]),
  ].join('\n');
}
