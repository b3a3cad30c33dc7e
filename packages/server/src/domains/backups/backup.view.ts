import type { PlatformBackup } from './backup.contract.ts';

export interface BackupRow {
  readonly id: string;
  readonly name: string;
  readonly target: string;
  readonly state: string;
  readonly started_at: Date;
  readonly finished_at: Date | null;
  readonly bytes: string | null;
  readonly table_count: number | null;
  readonly row_count: string | null;
  readonly migration: string | null;
  readonly product_version: string | null;
  readonly problem: string | null;
  readonly next_step: string | null;
  readonly verified_at: Date | null;
  readonly verify_state: string | null;
  readonly verify_problem: string | null;
  readonly verify_next_step: string | null;
}

const timeOrNull = (at: Date | null): string | null => at?.toISOString() ?? null;
const numberOrNull = (text: string | null): number | null => (text === null ? null : Number(text));

const states = ['running', 'good', 'failed', 'missing'] as const;

function problemOf(reason: string | null, nextStep: string | null): PlatformBackup['problem'] {
  return reason === null ? null : { reason, nextStep: nextStep ?? '' };
}

export function backupToView(row: BackupRow): PlatformBackup {
  const at = row.verified_at?.toISOString();
  const verification =
    at === undefined
      ? null
      : {
          state: row.verify_state === 'passed' ? ('passed' as const) : ('failed' as const),
          at,
          problem: problemOf(row.verify_problem, row.verify_next_step),
        };
  return {
    id: row.id,
    name: row.name,
    state: states.find((state) => state === row.state) ?? 'failed',
    startedAt: row.started_at.toISOString(),
    finishedAt: timeOrNull(row.finished_at),
    bytes: numberOrNull(row.bytes),
    tables: row.table_count,
    rows: numberOrNull(row.row_count),
    productVersion: row.product_version,
    problem: problemOf(row.problem, row.next_step),
    verification,
  };
}
