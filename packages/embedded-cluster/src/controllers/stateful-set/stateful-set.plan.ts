/**
 * StatefulSet: pods with names and volumes that outlive them.
 *
 * Ordered by default: ordinal n+1 is made when 0..n are running and ready, the highest goes first, one at a time. Updates
 * walk from the highest ordinal down to the partition, each waiting for the one before. Parallel lets creation and deletion
 * go at once, updates stay one at a time. Volume claims are made before their pod and are never deleted with it.
 */
import { type Action, adoption, normal, refOf, release, removal } from '../framework/actions.ts';
import { kinds } from '../framework/kinds.ts';
import type { ControllerRevision, Pod, StatefulSet, StatefulSetStatus } from '../framework/model.ts';
import { planClaims } from '../framework/owners.ts';
import { isAvailable, isFinished, isReady, isTerminating, nextAvailability } from '../framework/pod-state.ts';
import type { Plan } from '../replica-set/replica-set.plan.ts';
import { planRevisionHistory, planRevisions, revisionLabel } from './revision.plan.ts';
import { claimsOf, ordinalOf, ordinalOfClaim, statefulPod } from './stateful-pod.plan.ts';

export interface StatefulSetObserved {
  readonly set: StatefulSet;
  /** All pods of the namespace. */
  readonly pods: readonly Pod[];
  /** Names of all claims of the namespace. */
  readonly claimNames: ReadonlySet<string>;
  /** The set's own revisions. */
  readonly revisions: readonly ControllerRevision[];
  readonly now: Date;
}

interface Round {
  readonly set: StatefulSet;
  readonly byOrdinal: ReadonlyMap<number, Pod>;
  readonly claimNames: ReadonlySet<string>;
  readonly current: ControllerRevision;
  readonly wanted: ControllerRevision;
  readonly now: Date;
}

interface Ordinals {
  readonly first: number;
  readonly end: number;
}

function ordinalsOf(set: StatefulSet): Ordinals {
  const first = set.spec.ordinals?.start ?? 0;
  return { first, end: first + (set.spec.replicas ?? 1) };
}

const partitionOf = (set: StatefulSet): number => set.spec.updateStrategy?.rollingUpdate?.partition ?? 0;
const isOrdered = (set: StatefulSet): boolean => set.spec.podManagementPolicy !== 'Parallel';
const revisionOfPod = (pod: Pod): string | undefined => pod.metadata.labels?.[revisionLabel];

function isHealthy(round: Round, pod: Pod): boolean {
  return !isTerminating(pod) && !isFinished(pod) && isAvailable(pod, round.set.spec.minReadySeconds ?? 0, round.now);
}

/** First the claims, then, when they are there and had the chance to be bound, the pod. */
function createOrdinal(round: Round, ordinal: number): Action[] {
  const { set } = round;
  const name = `${set.metadata.name}-${ordinal}`;
  const missing = claimsOf(set, ordinal).filter((claim) => !round.claimNames.has(claim.metadata.name));
  if (missing.length > 0) {
    return missing.flatMap((claim): Action[] => [
      { kind: 'create', resource: kinds.persistentVolumeClaim, object: claim },
      normal(
        set,
        'SuccessfulCreate',
        `create Claim ${claim.metadata.name} Pod ${name} in StatefulSet ${set.metadata.name} success`,
      ),
    ]);
  }
  const belowPartition = ordinal < ordinalsOf(set).first + partitionOf(set);
  const revision = belowPartition ? round.current : round.wanted;
  return [
    {
      kind: 'create',
      resource: kinds.pod,
      object: statefulPod(set, revision.data.spec.template, ordinal, revision.metadata.name),
    },
    normal(set, 'SuccessfulCreate', `create Pod ${name} in StatefulSet ${set.metadata.name} successful`),
  ];
}

function deletePod(round: Round, pod: Pod): Action[] {
  const message = `delete Pod ${pod.metadata.name} in StatefulSet ${round.set.metadata.name} successful`;
  return [removal(kinds.pod, pod), normal(round.set, 'SuccessfulDelete', message)];
}

interface Step {
  readonly actions: readonly Action[];
  /** False while a pod of the order is not there yet. */
  readonly settled: boolean;
}

/** Makes what is missing and replaces what has finished. */
function planGrowth(round: Round): Step {
  const { first, end } = ordinalsOf(round.set);
  const actions: Action[] = [];
  let settled = true;
  for (let ordinal = first; ordinal < end; ordinal++) {
    const pod = round.byOrdinal.get(ordinal);
    if (pod !== undefined && isHealthy(round, pod)) continue;
    settled = false;
    if (pod === undefined) actions.push(...createOrdinal(round, ordinal));
    else if (isFinished(pod) && !isTerminating(pod)) actions.push(...deletePod(round, pod));
    if (isOrdered(round.set)) break;
  }
  return { actions, settled };
}

/** Takes down the pods beyond the wanted number, highest ordinal first. */
function planShrinking(round: Round, grown: boolean): Step {
  const { first, end } = ordinalsOf(round.set);
  const surplus = [...round.byOrdinal].filter(([ordinal]) => ordinal < first || ordinal >= end).toSorted(([a], [b]) => b - a);
  if (surplus.length === 0) return { actions: [], settled: true };
  const live = surplus.map(([, pod]) => pod).filter((pod) => !isTerminating(pod));
  if (!isOrdered(round.set)) return { actions: live.flatMap((pod) => deletePod(round, pod)), settled: false };
  const highest = surplus[0]?.[1];
  const blocked = highest === undefined || isTerminating(highest) || (!grown && isHealthy(round, highest));
  return { actions: blocked ? [] : deletePod(round, highest), settled: false };
}

/** Replaces the highest pod of another revision, one at a time. */
function planUpdate(round: Round): readonly Action[] {
  const { set, wanted } = round;
  if (set.spec.updateStrategy?.type === 'OnDelete') return [];
  const { first, end } = ordinalsOf(set);
  for (let ordinal = end - 1; ordinal >= first + partitionOf(set); ordinal--) {
    const pod = round.byOrdinal.get(ordinal);
    if (pod === undefined) return [];
    if (revisionOfPod(pod) !== wanted.metadata.name) return isTerminating(pod) ? [] : deletePod(round, pod);
    if (!isHealthy(round, pod)) return [];
  }
  return [];
}

/**
 * A pod of an old template that never got ready must not hold the update up: it is replaced though the order is not
 * settled, because waiting for it could take for ever.
 */
function planStuckUpdate(round: Round): readonly Action[] {
  const { first, end } = ordinalsOf(round.set);
  if (round.set.spec.updateStrategy?.type === 'OnDelete') return [];
  const stuck = [...round.byOrdinal].find(
    ([ordinal, pod]) =>
      ordinal >= first + partitionOf(round.set) &&
      ordinal < end &&
      !isReady(pod) &&
      revisionOfPod(pod) !== round.wanted.metadata.name,
  )?.[1];
  return stuck === undefined || isTerminating(stuck) ? [] : deletePod(round, stuck);
}

/** Claims of ordinals that are gone, where the set asks for their deletion. */
function planSpareClaims(round: Round): Action[] {
  const { set } = round;
  if (set.spec.persistentVolumeClaimRetentionPolicy?.whenScaled !== 'Delete') return [];
  const { first, end } = ordinalsOf(set);
  const isSpare = (name: string): boolean => {
    const ordinal = ordinalOfClaim(set, name);
    return ordinal !== undefined && (ordinal < first || ordinal >= end) && !round.byOrdinal.has(ordinal);
  };
  const namespace = set.metadata.namespace ?? '';
  return [...round.claimNames]
    .filter(isSpare)
    .map((name) => ({ kind: 'remove', resource: kinds.persistentVolumeClaim, key: { namespace, name } }));
}

function planScale(round: Round): readonly Action[] {
  const growth = planGrowth(round);
  const shrinking = planShrinking(round, growth.settled);
  if (growth.actions.length > 0 || shrinking.actions.length > 0) return [...growth.actions, ...shrinking.actions];
  if (!growth.settled) return planStuckUpdate(round);
  return shrinking.settled ? planUpdate(round) : [];
}

function statusOf(round: Round): StatefulSetStatus {
  const { set, current, wanted, now } = round;
  const pods = [...round.byOrdinal.values()].filter((pod) => !isFinished(pod));
  const live = pods.filter((pod) => !isTerminating(pod));
  const updated = live.filter((pod) => revisionOfPod(pod) === wanted.metadata.name).length;
  const ready = pods.filter(isReady).length;
  const desired = set.spec.replicas ?? 1;
  const complete = updated === desired && ready === desired && pods.length === desired;
  const currentRevision = complete ? wanted.metadata.name : current.metadata.name;
  return {
    ...(set.metadata.generation === undefined ? {} : { observedGeneration: set.metadata.generation }),
    replicas: pods.length,
    readyReplicas: ready,
    availableReplicas: pods.filter((pod) => isAvailable(pod, set.spec.minReadySeconds ?? 0, now)).length,
    currentReplicas: live.filter((pod) => revisionOfPod(pod) === currentRevision).length,
    updatedReplicas: updated,
    currentRevision,
    updateRevision: wanted.metadata.name,
    collisionCount: 0,
  };
}

/** The next steps of one StatefulSet. */
export function planStatefulSet(observed: StatefulSetObserved): Plan {
  const { set, now, claimNames } = observed;
  const named = observed.pods.filter((pod) => ordinalOf(set, pod) !== undefined);
  const claims = planClaims(set, set.spec.selector, named);
  const byOrdinal = new Map(claims.mine.map((pod) => [ordinalOf(set, pod) ?? 0, pod]));
  const revisions = planRevisions(set, observed.revisions);
  const { wanted } = revisions;
  const current = observed.revisions.find((each) => each.metadata.name === set.status?.currentRevision) ?? wanted;
  const round: Round = { set, byOrdinal, claimNames, current, wanted, now };
  const inUse = new Set([current.metadata.name, wanted.metadata.name, ...claims.mine.map((pod) => revisionOfPod(pod) ?? '')]);
  const isGoing = set.metadata.deletionTimestamp !== undefined;
  const status: Action = { kind: 'status', resource: kinds.statefulSet, key: refOf(set), status: statusOf(round) };
  const work = isGoing
    ? []
    : [
        ...revisions.actions,
        ...planScale(round),
        ...planSpareClaims(round),
        ...planRevisionHistory(observed.revisions, inUse, set.spec.revisionHistoryLimit ?? 10),
      ];
  return {
    actions: [
      ...claims.adopt.map((pod) => adoption(kinds.pod, pod, set)),
      ...claims.release.map((pod) => release(kinds.pod, pod, set)),
      ...work,
      status,
    ],
    requeue: nextAvailability(claims.mine, set.spec.minReadySeconds ?? 0, now),
  };
}
