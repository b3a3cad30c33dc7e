/** When a registry is asked again, and what its answers mean for a service. */

export interface Watch {
  readonly key: string;
  readonly registry: string;
  readonly repository: string;
  readonly policy: 'digest' | 'semver';
  /** The tag of the policy `digest`, the range of `semver`. */
  readonly wanted: string;
  readonly found: Found | null;
  readonly checkedAt: Date | null;
  readonly nextAt: Date;
  /** In a row. */
  readonly failures: number;
  readonly problem: Problem | null;
}

export interface Found {
  readonly tag: string;
  readonly digest: string;
}

export interface Problem {
  readonly reason: string;
  readonly message: string;
  readonly nextStep: string;
}

const longestPauseMs = 3_600_000;

/** Twice as long after each failure in a row, up to an hour; never sooner than the registry asks. */
export function pauseAfter(failures: number, intervalMs: number, retryAfterSeconds = 0): number {
  const grown = intervalMs * 2 ** Math.min(failures, 12);
  return Math.max(Math.min(grown, Math.max(longestPauseMs, intervalMs)), retryAfterSeconds * 1000);
}

/** What is wrong when a registry has nothing of the kind. */
export function nothingFound({ registry, repository, policy, wanted }: Watch): Problem {
  const name = `${registry}/${repository}`;
  if (policy === 'semver') {
    const message = `${name} has no tag that is a version within ${wanted}.`;
    return { reason: 'NoVersion', message, nextStep: 'Check the range, and that the repository exists and can be read.' };
  }
  const message = `${name}:${wanted} does not exist.`;
  return { reason: 'NotFound', message, nextStep: 'Check the image reference; a private registry may also say so to strangers.' };
}

export type WatchState = 'waiting' | 'current' | 'updating' | 'held-back' | 'paused' | 'error';

export interface StateInput {
  readonly paused: boolean;
  readonly watch: Watch | undefined;
  /** Of the service now; null where it is not known. */
  readonly digest: string | null;
  readonly takenBack: readonly string[];
  /** Whether the tag that was found is newer than that of the service, for the policy `semver`. */
  readonly isBehind: boolean;
}

export function stateOf({ paused, watch, digest, takenBack, isBehind }: StateInput): WatchState {
  if (paused) return 'paused';
  if (watch?.checkedAt == null) return 'waiting';
  if (watch.problem !== null || watch.found === null) return 'error';
  const isSame = watch.policy === 'semver' ? !isBehind : digest === null || digest === watch.found.digest;
  if (isSame) return 'current';
  return takenBack.includes(watch.found.digest) ? 'held-back' : 'updating';
}
