/** What the pods of a Job come to. */
import type { Job, Pod } from '../framework/model.ts';
import { finishedAt, isActive, isFinished, isReady, isTerminating, restartsOf } from '../framework/pod-state.ts';

export const completionIndex = 'batch.kubernetes.io/job-completion-index';

export interface JobCount {
  readonly active: readonly Pod[];
  readonly terminating: number;
  readonly ready: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Restarts of containers that run still, which count as failures when the pod restarts them itself. */
  readonly restarts: number;
  /** When the last failed pod ended, in milliseconds. */
  readonly lastFailureAt: number | undefined;
  /** Indexes that are done, for an indexed Job. */
  readonly completedIndexes: ReadonlySet<number>;
}

export function isIndexed(job: Job): boolean {
  return job.spec.completionMode === 'Indexed';
}

export function indexOf(pod: Pod): number | undefined {
  const text = pod.metadata.annotations?.[completionIndex];
  return text === undefined ? undefined : Number(text);
}

/** A pod that was deleted before it ended counts as failed once it is gone from the node. */
function hasFailed(pod: Pod): boolean {
  return pod.status?.phase === 'Failed';
}

function lastFailure(failed: readonly Pod[]): number | undefined {
  const times = failed
    .map((pod) => finishedAt(pod) ?? Date.parse(pod.metadata.creationTimestamp ?? ''))
    .filter((at) => !Number.isNaN(at));
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Counts never fall below what was reported before: finished pods may be deleted by hand. */
export function countPods(job: Job, pods: readonly Pod[]): JobCount {
  const succeeded = pods.filter((pod) => pod.status?.phase === 'Succeeded');
  const failed = pods.filter(hasFailed);
  const active = pods.filter(isActive);
  const before = parseIndexes(job.status?.completedIndexes ?? '');
  const completedIndexes = new Set([...before, ...succeeded.flatMap((pod) => indexOf(pod) ?? [])]);
  const succeededNow = isIndexed(job) ? completedIndexes.size : succeeded.length;
  return {
    active,
    terminating: pods.filter((pod) => isTerminating(pod) && !isFinished(pod)).length,
    ready: active.filter(isReady).length,
    succeeded: Math.max(succeededNow, job.status?.succeeded ?? 0),
    failed: Math.max(failed.length, job.status?.failed ?? 0),
    restarts: active.reduce((sum, pod) => sum + restartsOf(pod), 0),
    lastFailureAt: lastFailure(failed),
    completedIndexes,
  };
}

/** `1,3-5` as numbers. */
export function parseIndexes(text: string): number[] {
  return text
    .split(',')
    .filter((part) => part !== '')
    .flatMap((part) => {
      const [from = 0, to = from] = part.split('-').map(Number);
      return Array.from({ length: to - from + 1 }, (_each, offset) => from + offset);
    });
}

/** Numbers as `1,3-5`. */
export function formatIndexes(indexes: ReadonlySet<number>): string {
  const ranges: [number, number][] = [];
  for (const index of [...indexes].toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === index - 1) last[1] = index;
    else ranges.push([index, index]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',');
}
