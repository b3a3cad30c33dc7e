/** When a sink is asked again, and when no more. */

export interface SinkRow {
  readonly id: string;
  readonly org_id: string;
  readonly url: string;
  readonly sealed_secret: Uint8Array;
  readonly created_at: Date;
  readonly delivered_seq: string;
  readonly delivered_at: Date | null;
  readonly failures: number;
  readonly failing_since: Date | null;
  readonly last_error: string | null;
  readonly disabled_at: Date | null;
  readonly disabled_reason: string | null;
}

export const mostSinks = 5;
const dayMs = 86_400_000;
const patienceDays = 3;
const firstPauseMs = 5_000;
const longestPauseMs = 600_000;
/** A sink that took something lately is asked more often than one of a quiet organization. */
const [busyPauseMs, quietPauseMs, quietAfterMs] = [5_000, 30_000, 600_000];

export function pauseAfterFailure(failures: number): number {
  return Math.min(firstPauseMs * 2 ** Math.min(failures - 1, 20), longestPauseMs);
}

export function pauseWhenIdle(deliveredAt: Date | null, now: Date): number {
  const isBusy = deliveredAt !== null && now.getTime() - deliveredAt.getTime() < quietAfterMs;
  return isBusy ? busyPauseMs : quietPauseMs;
}

/** Why it is given up, where it has failed for too long. */
export function reasonToDisable(failingSince: Date, now: Date): string | undefined {
  if (now.getTime() - failingSince.getTime() < patienceDays * dayMs) return undefined;
  return `Nothing was taken for ${patienceDays} days.`;
}

export function statusOf(row: SinkRow): 'waiting' | 'delivering' | 'failing' | 'disabled' {
  if (row.disabled_reason !== null) return 'disabled';
  if (row.failing_since !== null) return 'failing';
  return row.delivered_at === null ? 'waiting' : 'delivering';
}
