/** The status of a Deployment: numbers from its ReplicaSets, and the conditions that `kubectl rollout status` waits for. */
import { findCondition, timestamp, withCondition, withoutCondition, type Conditions } from '../framework/conditions.ts';
import type { Deployment, DeploymentStatus, ReplicaSet } from '../framework/model.ts';
import { boundsOf, desiredReplicas } from './strategy.rules.ts';

export interface StatusInput {
  readonly deployment: Deployment;
  readonly current: ReplicaSet | undefined;
  readonly old: readonly ReplicaSet[];
  /** The current ReplicaSet was made in this very round. */
  readonly created?: boolean;
  readonly collisions: number;
  readonly now: Date;
}

interface Counts {
  readonly replicas: number;
  readonly updatedReplicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
}

const defaultProgressDeadlineSeconds = 600;

/** The deadline in seconds, or nothing when there is none (the API writes "none" as the largest 32-bit number). */
export function progressDeadline(deployment: Deployment): number | undefined {
  const seconds = deployment.spec.progressDeadlineSeconds ?? defaultProgressDeadlineSeconds;
  return seconds === 2_147_483_647 ? undefined : seconds;
}

function count(current: ReplicaSet | undefined, old: readonly ReplicaSet[]): Counts {
  const all = current === undefined ? old : [...old, current];
  const total = (pick: (each: ReplicaSet) => number | undefined): number => all.reduce((sum, each) => sum + (pick(each) ?? 0), 0);
  return {
    replicas: total((each) => each.status?.replicas),
    updatedReplicas: current?.status?.replicas ?? 0,
    readyReplicas: total((each) => each.status?.readyReplicas),
    availableReplicas: total((each) => each.status?.availableReplicas),
  };
}

export function isComplete(deployment: Deployment, counts: Counts): boolean {
  const desired = desiredReplicas(deployment);
  return counts.updatedReplicas === desired && counts.replicas === desired && counts.availableReplicas === desired;
}

function isProgressing(before: DeploymentStatus, counts: Counts): boolean {
  const oldBefore = (before.replicas ?? 0) - (before.updatedReplicas ?? 0);
  return (
    counts.updatedReplicas > (before.updatedReplicas ?? 0) ||
    counts.replicas - counts.updatedReplicas < oldBefore ||
    counts.readyReplicas > (before.readyReplicas ?? 0) ||
    counts.availableReplicas > (before.availableReplicas ?? 0)
  );
}

/** Milliseconds until the roll-out counts as stuck; nothing when it is not measured. */
export function untilTimedOut(deployment: Deployment, conditions: Conditions, now: Date): number | undefined {
  const deadline = progressDeadline(deployment);
  const condition = findCondition(conditions, 'Progressing');
  if (deadline === undefined || condition === undefined || deployment.spec.paused === true) return undefined;
  if (condition.reason === 'NewReplicaSetAvailable' || condition.reason === 'ProgressDeadlineExceeded') return undefined;
  const since = Date.parse(condition.lastUpdateTime ?? condition.lastTransitionTime);
  return Math.max(0, since + deadline * 1000 - now.getTime());
}

function progressing(conditions: Conditions, reason: string, message: string, now: Date): Conditions {
  const status = reason === 'ProgressDeadlineExceeded' ? 'False' : reason.startsWith('Deployment') ? 'Unknown' : 'True';
  const next = withCondition(conditions, { type: 'Progressing', status, reason, message }, now);
  return next.map((each) => (each.type === 'Progressing' ? { ...each, lastUpdateTime: timestamp(now) } : each));
}

function withProgress(input: StatusInput, counts: Counts, conditions: Conditions): Conditions {
  const { deployment, current, now } = input;
  const present = findCondition(conditions, 'Progressing');
  const paused = deployment.spec.paused === true;
  if (progressDeadline(deployment) === undefined) return withoutCondition(conditions, 'Progressing');
  if (paused && present?.reason === 'DeploymentPaused') return conditions;
  if (paused) return progressing(conditions, 'DeploymentPaused', 'Deployment is paused', now);
  if (present?.reason === 'DeploymentPaused') return progressing(conditions, 'DeploymentResumed', 'Deployment is resumed', now);
  const what = current === undefined ? `Deployment "${deployment.metadata.name}"` : `ReplicaSet "${current.metadata.name}"`;
  if (input.created === true)
    return progressing(conditions, 'NewReplicaSetCreated', `Created new replica set "${current?.metadata.name}"`, now);
  const wasComplete = present?.reason === 'NewReplicaSetAvailable' && counts.replicas === counts.updatedReplicas;
  if (wasComplete && present.message === `${what} has successfully progressed.`) return conditions;
  if (isComplete(deployment, counts))
    return progressing(conditions, 'NewReplicaSetAvailable', `${what} has successfully progressed.`, now);
  if (present === undefined || present.reason === 'NewReplicaSetAvailable') {
    return progressing(conditions, 'FoundNewReplicaSet', `Found new replica set "${current?.metadata.name}"`, now);
  }
  if (isProgressing(deployment.status ?? {}, counts))
    return progressing(conditions, 'ReplicaSetUpdated', `${what} is progressing.`, now);
  if (untilTimedOut(deployment, conditions, now) === 0) {
    return progressing(conditions, 'ProgressDeadlineExceeded', `${what} has timed out progressing.`, now);
  }
  return conditions;
}

function withAvailability(deployment: Deployment, counts: Counts, conditions: Conditions, now: Date): Conditions {
  const enough = counts.availableReplicas >= desiredReplicas(deployment) - boundsOf(deployment).maxUnavailable;
  const statement = enough
    ? ({ status: 'True', reason: 'MinimumReplicasAvailable', message: 'Deployment has minimum availability.' } as const)
    : ({
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      } as const);
  const next = withCondition(conditions, { type: 'Available', ...statement }, now);
  if (next === conditions) return conditions;
  return next.map((each) => (each.type === 'Available' ? { ...each, lastUpdateTime: timestamp(now) } : each));
}

function withFailure(input: StatusInput, conditions: Conditions): Conditions {
  const all = input.current === undefined ? input.old : [input.current, ...input.old];
  const failure = all.flatMap((each) => each.status?.conditions ?? []).find((each) => each.type === 'ReplicaFailure');
  if (failure === undefined) return withoutCondition(conditions, 'ReplicaFailure');
  const { status, reason = 'FailedCreate', message = '' } = failure;
  return withCondition(conditions, { type: 'ReplicaFailure', status, reason, message }, input.now);
}

/** The whole next status. */
export function deploymentStatus(input: StatusInput): DeploymentStatus {
  const { deployment, current, old } = input;
  const counts = count(current, old);
  const before = deployment.status?.conditions ?? [];
  const available = withAvailability(deployment, counts, before, input.now);
  const conditions = withFailure(input, withProgress(input, counts, available));
  const wanted = [...old, ...(current === undefined ? [] : [current])].reduce((sum, each) => sum + (each.spec.replicas ?? 1), 0);
  const unavailable = Math.max(0, wanted - counts.availableReplicas);
  return {
    ...(deployment.metadata.generation === undefined ? {} : { observedGeneration: deployment.metadata.generation }),
    ...counts,
    ...(unavailable === 0 ? {} : { unavailableReplicas: unavailable }),
    ...(input.collisions === 0 ? {} : { collisionCount: input.collisions }),
    conditions,
  };
}
