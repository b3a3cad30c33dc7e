/**
 * Deployment: move pods from one template to the next without losing service.
 *
 * One round takes one step and lets the statuses that it causes start the next: make or find the ReplicaSet of the present
 * template, scale it up within the surge, scale the others down within the availability, then report. A pause stops the
 * roll-out but not scaling. When it is complete the oldest spare ReplicaSets beyond the history limit go.
 */
import { type Action, adoption, normal, refOf, release, removal } from '../framework/actions.ts';
import { kinds } from '../framework/kinds.ts';
import type { Deployment, Pod, ReplicaSet } from '../framework/model.ts';
import { isControlledBy, planClaims } from '../framework/owners.ts';
import { isFinished } from '../framework/pod-state.ts';
import { canonicalJson } from '../framework/template-hash.ts';
import type { Plan } from '../replica-set/replica-set.plan.ts';
import { deploymentStatus, isComplete, untilTimedOut } from './deployment-status.plan.ts';
import {
  annotationNames,
  currentAnnotations,
  freeHash,
  newReplicaSet,
  nextRevision,
  revisionOf,
  sizeAnnotations,
  splitGenerations,
} from './revisions.plan.ts';
import { isScaling, nextCurrentSize, planOldSizes, planScaled, type Sizes } from './scaling.plan.ts';
import { desiredReplicas, isRecreate } from './strategy.rules.ts';

export interface DeploymentObserved {
  readonly deployment: Deployment;
  /** All ReplicaSets of the namespace. */
  readonly replicaSets: readonly ReplicaSet[];
  /** All pods of the namespace. */
  readonly pods: readonly Pod[];
  readonly now: Date;
}

interface Round {
  readonly deployment: Deployment;
  readonly current: ReplicaSet | undefined;
  readonly old: readonly ReplicaSet[];
  readonly observed: DeploymentObserved;
}

const sizeOf = (each: ReplicaSet): number => each.spec.replicas ?? 1;

function resize(round: Round, sizes: Sizes): Action[] {
  const all = [...round.old, ...(round.current === undefined ? [] : [round.current])];
  return all.flatMap((each) => {
    const size = sizes.get(each.metadata.name);
    const annotations = sizeAnnotations(round.deployment);
    const stale = Object.entries(annotations).some(([name, value]) => each.metadata.annotations?.[name] !== value);
    if (size === undefined || (size === sizeOf(each) && !(stale && size > 0))) return [];
    const patch: Action = {
      kind: 'patch',
      resource: kinds.replicaSet,
      key: refOf(each),
      patch: { metadata: { annotations }, spec: { replicas: size } },
    };
    if (size === sizeOf(each)) return [patch];
    const direction = size > sizeOf(each) ? 'up' : 'down';
    const message = `Scaled ${direction} replica set ${each.metadata.name} from ${sizeOf(each)} to ${size}`;
    return [patch, normal(round.deployment, 'ScalingReplicaSet', message)];
  });
}

/** Old pods of a Recreate that still hold their ports and volumes. */
function oldPodsRemain(round: Round): boolean {
  return round.observed.pods.some((pod) => !isFinished(pod) && round.old.some((each) => isControlledBy(pod, each)));
}

interface Creation {
  readonly actions: readonly Action[];
  readonly current: ReplicaSet;
  readonly collisions: number;
}

function planCreation(round: Round): Creation {
  const { deployment, old, observed } = round;
  const taken = new Set(observed.replicaSets.map((each) => each.metadata.name));
  const { hash, collisions } = freeHash(deployment, taken);
  const replicas = isRecreate(deployment) ? desiredReplicas(deployment) : nextCurrentSize(deployment, old, 0);
  const current = newReplicaSet(deployment, hash, replicas, nextRevision(old));
  const message = `Scaled up replica set ${current.metadata.name} from 0 to ${replicas}`;
  const creation: Action = { kind: 'create', resource: kinds.replicaSet, object: current };
  const announce = replicas === 0 ? [] : [normal(deployment, 'ScalingReplicaSet', message)];
  return { actions: [creation, ...announce], current, collisions };
}

/** Keeps the current ReplicaSet's annotations and readiness rule in step with the Deployment. */
function planMetadata(round: Round): Action[] {
  const { deployment, current, old } = round;
  if (current === undefined) return [];
  const annotations = currentAnnotations(deployment, current, nextRevision(old));
  for (const name of [annotationNames.desired, annotationNames.max]) {
    const present = current.metadata.annotations?.[name];
    if (present !== undefined) annotations[name] = present;
  }
  const minReadySeconds = deployment.spec.minReadySeconds ?? 0;
  const differs =
    canonicalJson(annotations) !== canonicalJson(current.metadata.annotations ?? {}) ||
    (current.spec.minReadySeconds ?? 0) !== minReadySeconds;
  if (!differs) return [];
  return [
    {
      kind: 'patch',
      resource: kinds.replicaSet,
      key: refOf(current),
      patch: { metadata: { annotations }, spec: { minReadySeconds } },
    },
  ];
}

function planRevision(deployment: Deployment, revision: number): Action[] {
  if (revision === 0 || deployment.metadata.annotations?.[annotationNames.revision] === String(revision)) return [];
  const patch = { metadata: { annotations: { [annotationNames.revision]: String(revision) } } };
  return [{ kind: 'patch', resource: kinds.deployment, key: refOf(deployment), patch }];
}

/** Spare ReplicaSets beyond the history limit, oldest revision first. */
function planHistory(round: Round): Action[] {
  const spare = round.old.filter(
    (each) => sizeOf(each) === 0 && (each.status?.replicas ?? 0) === 0 && each.metadata.deletionTimestamp === undefined,
  );
  const surplus = spare.length - (round.deployment.spec.revisionHistoryLimit ?? 10);
  if (surplus <= 0) return [];
  return spare
    .toSorted((a, b) => revisionOf(a) - revisionOf(b))
    .slice(0, surplus)
    .map((each) => removal(kinds.replicaSet, each));
}

function planRollout(round: Round): { readonly actions: readonly Action[]; readonly creation?: Creation } {
  const { deployment, current, old, observed } = round;
  const everyone = current === undefined ? old : [...old, current];
  if (deployment.spec.paused === true || isScaling(deployment, everyone)) {
    return { actions: resize(round, planScaled(deployment, current, old)) };
  }
  if (isRecreate(deployment)) {
    const stopping = resize(round, new Map(old.map((each) => [each.metadata.name, 0])));
    if (stopping.length > 0 || oldPodsRemain(round)) return { actions: stopping };
  }
  if (current === undefined) {
    const creation = planCreation(round);
    return { actions: creation.actions, creation };
  }
  const size = isRecreate(deployment) ? desiredReplicas(deployment) : nextCurrentSize(deployment, everyone, sizeOf(current));
  const growth = resize(round, new Map([[current.metadata.name, size]]));
  if (growth.length > 0) return { actions: [...planMetadata(round), ...growth] };
  const shrinking = resize(round, planOldSizes(deployment, current, old));
  const complete = isComplete(deployment, {
    replicas: everyone.reduce((sum, each) => sum + (each.status?.replicas ?? 0), 0),
    updatedReplicas: current.status?.replicas ?? 0,
    readyReplicas: 0,
    availableReplicas: everyone.reduce((sum, each) => sum + (each.status?.availableReplicas ?? 0), 0),
  });
  const history = complete && observed.deployment.metadata.deletionTimestamp === undefined ? planHistory(round) : [];
  return { actions: [...planMetadata(round), ...shrinking, ...history] };
}

/** The next steps of one Deployment. */
export function planDeployment(observed: DeploymentObserved): Plan {
  const { deployment, now } = observed;
  const claims = planClaims(deployment, deployment.spec.selector, observed.replicaSets);
  const { current, old } = splitGenerations(deployment, claims.mine);
  const isGoing = deployment.metadata.deletionTimestamp !== undefined;
  const round: Round = { deployment, current, old, observed };
  const rollout: ReturnType<typeof planRollout> = isGoing ? { actions: [] } : planRollout(round);
  const newest = rollout.creation?.current ?? current;
  const revision = newest === undefined ? 0 : Math.max(nextRevision(old), revisionOf(newest));
  const status = deploymentStatus({
    deployment,
    current: newest,
    old,
    created: rollout.creation !== undefined,
    collisions: rollout.creation?.collisions ?? deployment.status?.collisionCount ?? 0,
    now,
  });
  return {
    actions: [
      ...claims.adopt.map((each) => adoption(kinds.replicaSet, each, deployment)),
      ...claims.release.map((each) => release(kinds.replicaSet, each, deployment)),
      ...rollout.actions,
      ...(isGoing ? [] : planRevision(deployment, revision)),
      { kind: 'status', resource: kinds.deployment, key: refOf(deployment), status },
    ],
    requeue: untilTimedOut(deployment, status.conditions ?? [], now),
  };
}
