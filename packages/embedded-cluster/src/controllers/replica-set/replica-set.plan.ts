/**
 * ReplicaSet: keep a number of pods of one template.
 *
 * Too few: new ones are created. Too many: those go first whose loss hurts least (not started, not ready, cheap to delete,
 * ready for the shortest time, restarted most, youngest). A pod that finished does not count and is replaced.
 */
import { type Action, adoption, normal, refOf, release, removal } from '../framework/actions.ts';
import { kinds } from '../framework/kinds.ts';
import type { Pod, ReplicaSet, ReplicaSetStatus, WorkloadCondition } from '../framework/model.ts';
import { planClaims } from '../framework/owners.ts';
import { podFromTemplate } from '../framework/pod-from-template.ts';
import { isActive, isAvailable, isReady, nextAvailability, readySince, restartsOf } from '../framework/pod-state.ts';
import { matchesSelector } from '../framework/selectors.ts';
import type { Requeue } from '../framework/runner.ts';

export interface ReplicaSetObserved {
  readonly replicaSet: ReplicaSet;
  /** All pods of the namespace. */
  readonly pods: readonly Pod[];
  readonly now: Date;
  readonly newSuffix: () => string;
}

export interface Plan {
  readonly actions: readonly Action[];
  readonly requeue: Requeue;
}

/** More than this many creations in one go wait for the next look. */
const burst = 200;
const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';

const phaseRank: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

/** What makes a pod dear, most important first; the smaller goes first. */
function worth(pod: Pod): readonly number[] {
  return [
    phaseRank[pod.status?.phase ?? 'Pending'] ?? 0,
    isReady(pod) ? 1 : 0,
    Number(pod.metadata.annotations?.[deletionCost] ?? '0'),
    -(readySince(pod) ?? 0),
    -restartsOf(pod),
    -Date.parse(pod.metadata.creationTimestamp ?? '1970-01-01T00:00:00Z'),
  ];
}

/** The order in which pods are given up. */
export function byWorth(a: Pod, b: Pod): number {
  const [left, right] = [worth(a), worth(b)];
  const difference = left.map((value, index) => value - (right[index] ?? 0)).find((each) => each !== 0);
  return difference ?? (a.metadata.name < b.metadata.name ? -1 : 1);
}

function creations(replicaSet: ReplicaSet, count: number, newSuffix: () => string): Action[] {
  return Array.from({ length: Math.min(count, burst) }, () => {
    const generateName = `${replicaSet.metadata.name}-`;
    const pod = podFromTemplate(replicaSet, replicaSet.spec.template, { name: `${generateName}${newSuffix()}`, generateName });
    return [
      { kind: 'create', resource: kinds.pod, object: pod } as const,
      normal(replicaSet, 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`),
    ];
  }).flat();
}

function deletions(replicaSet: ReplicaSet, active: readonly Pod[], count: number): Action[] {
  const victims = active.toSorted(byWorth).slice(0, count);
  return victims.flatMap((pod) => [
    removal(kinds.pod, pod),
    normal(replicaSet, 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`),
  ]);
}

/** The status as the pods tell it. */
export function replicaSetStatus(
  replicaSet: ReplicaSet,
  active: readonly Pod[],
  now: Date,
  failure?: WorkloadCondition,
): ReplicaSetStatus {
  const minReady = replicaSet.spec.minReadySeconds ?? 0;
  const templateLabels = { matchLabels: replicaSet.spec.template.metadata?.labels ?? {} };
  const others = (replicaSet.status?.conditions ?? []).filter((condition) => condition.type !== 'ReplicaFailure');
  const conditions = failure === undefined ? others : [...others, failure];
  return {
    replicas: active.length,
    fullyLabeledReplicas: active.filter((pod) => matchesSelector(templateLabels, pod.metadata.labels)).length,
    readyReplicas: active.filter(isReady).length,
    availableReplicas: active.filter((pod) => isAvailable(pod, minReady, now)).length,
    ...(replicaSet.metadata.generation === undefined ? {} : { observedGeneration: replicaSet.metadata.generation }),
    ...(conditions.length === 0 ? {} : { conditions }),
  };
}

/** The next steps of one ReplicaSet. */
export function planReplicaSet(observed: ReplicaSetObserved): Plan {
  const { replicaSet, pods, now, newSuffix } = observed;
  const claims = planClaims(replicaSet, replicaSet.spec.selector, pods);
  const active = claims.mine.filter(isActive);
  const missing = (replicaSet.spec.replicas ?? 1) - active.length;
  const scaling =
    replicaSet.metadata.deletionTimestamp !== undefined || missing === 0
      ? []
      : missing > 0
        ? creations(replicaSet, missing, newSuffix)
        : deletions(replicaSet, active, -missing);
  const status: Action = {
    kind: 'status',
    resource: kinds.replicaSet,
    key: refOf(replicaSet),
    status: replicaSetStatus(replicaSet, active, now),
  };
  return {
    actions: [
      ...claims.adopt.map((pod) => adoption(kinds.pod, pod, replicaSet)),
      ...claims.release.map((pod) => release(kinds.pod, pod, replicaSet)),
      ...scaling,
      status,
    ],
    requeue: nextAvailability(active, replicaSet.spec.minReadySeconds ?? 0, now),
  };
}
