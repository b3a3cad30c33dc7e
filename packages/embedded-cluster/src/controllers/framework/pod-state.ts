/** What a pod's status says, in the words that the controllers use. */
import type { Pod } from './model.ts';

/** Neither finished nor being deleted: counts as a replica. */
export function isActive(pod: Pod): boolean {
  return !isFinished(pod) && pod.metadata.deletionTimestamp === undefined;
}

/** All containers ended and none will be restarted. */
export function isFinished(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

export function isTerminating(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined;
}

function readyCondition(pod: Pod): { readonly status: string; readonly lastTransitionTime?: string } | undefined {
  return pod.status?.conditions?.find((condition) => condition.type === 'Ready');
}

export function isReady(pod: Pod): boolean {
  return readyCondition(pod)?.status === 'True';
}

/** When it became ready, in milliseconds; undefined while it is not. */
export function readySince(pod: Pod): number | undefined {
  const condition = readyCondition(pod);
  if (condition?.status !== 'True') return undefined;
  return condition.lastTransitionTime === undefined ? 0 : Date.parse(condition.lastTransitionTime);
}

/** Milliseconds until the pod counts as available: 0 when it does, undefined while it is not ready. */
export function untilAvailable(pod: Pod, minReadySeconds: number, now: Date): number | undefined {
  const since = readySince(pod);
  if (since === undefined) return undefined;
  return Math.max(0, since + minReadySeconds * 1000 - now.getTime());
}

export function isAvailable(pod: Pod, minReadySeconds: number, now: Date): boolean {
  return untilAvailable(pod, minReadySeconds, now) === 0;
}

/** The shortest time after which one more of the pods becomes available by age alone. */
export function nextAvailability(pods: readonly Pod[], minReadySeconds: number, now: Date): number | undefined {
  const waits = pods.map((pod) => untilAvailable(pod, minReadySeconds, now)).filter((wait) => wait !== undefined && wait > 0);
  return waits.length === 0 ? undefined : Math.min(...waits.map((wait) => wait ?? 0));
}

/** The most restarts among its containers. */
export function restartsOf(pod: Pod): number {
  return Math.max(0, ...(pod.status?.containerStatuses ?? []).map((container) => container.restartCount ?? 0));
}

/** When its last container ended, in milliseconds; undefined when no container tells. */
export function finishedAt(pod: Pod): number | undefined {
  const times = (pod.status?.containerStatuses ?? []).flatMap((container) => {
    const at = container.state?.terminated?.finishedAt;
    return at === undefined ? [] : [Date.parse(at)];
  });
  return times.length === 0 ? undefined : Math.max(...times);
}
