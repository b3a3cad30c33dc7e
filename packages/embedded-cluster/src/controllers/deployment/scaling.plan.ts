/**
 * How many pods each ReplicaSet of a Deployment should have next.
 *
 * Two promises bound a rolling update: never more pods than `replicas + maxSurge`, never fewer available ones than
 * `replicas - maxUnavailable`. Pods that never became available go first, because losing them costs nothing. Sizes are
 * read from the specs and availability from the statuses; a status may lag behind, so it is never believed beyond the spec.
 */
import type { Deployment, ReplicaSet } from '../framework/model.ts';
import { annotationNames } from './revisions.plan.ts';
import { boundsOf, desiredReplicas } from './strategy.rules.ts';

/** The wanted sizes by name of the ReplicaSet; those that stay as they are do not appear. */
export type Sizes = ReadonlyMap<string, number>;

const sizeOf = (each: ReplicaSet): number => each.spec.replicas ?? 1;
const availableOf = (each: ReplicaSet): number => Math.min(each.status?.availableReplicas ?? 0, sizeOf(each));
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The size to give the current ReplicaSet, `present` being what it has. */
export function nextCurrentSize(deployment: Deployment, all: readonly ReplicaSet[], present: number): number {
  const desired = desiredReplicas(deployment);
  if (present >= desired) return desired;
  const room = desired + boundsOf(deployment).maxSurge - sum(all.map(sizeOf));
  return room <= 0 ? present : present + Math.min(room, desired - present);
}

interface Shrinking {
  readonly sizes: Map<string, number>;
  left: number;
}

function shrink(state: Shrinking, replicaSet: ReplicaSet, most: number): void {
  const { name } = replicaSet.metadata;
  const size = state.sizes.get(name) ?? sizeOf(replicaSet);
  const count = Math.min(most, size, state.left);
  if (count <= 0) return;
  state.sizes.set(name, size - count);
  state.left -= count;
}

/** Scales the old ReplicaSets down as far as availability allows. */
export function planOldSizes(deployment: Deployment, current: ReplicaSet, old: readonly ReplicaSet[]): Sizes {
  const all = [...old, current];
  const minAvailable = desiredReplicas(deployment) - boundsOf(deployment).maxUnavailable;
  const currentMissing = sizeOf(current) - availableOf(current);
  const unhealthy: Shrinking = { sizes: new Map(), left: Math.max(0, sum(all.map(sizeOf)) - minAvailable - currentMissing) };
  if (unhealthy.left === 0) return unhealthy.sizes;
  for (const each of old) shrink(unhealthy, each, sizeOf(each) - availableOf(each));
  const sizeAfter = (each: ReplicaSet): number => unhealthy.sizes.get(each.metadata.name) ?? sizeOf(each);
  const available = sum(all.map((each) => Math.min(availableOf(each), sizeAfter(each))));
  const healthy: Shrinking = { sizes: unhealthy.sizes, left: Math.max(0, Math.min(available - minAvailable, unhealthy.left)) };
  for (const each of old) shrink(healthy, each, sizeAfter(each));
  return healthy.sizes;
}

/** True when the wanted number changed since the ReplicaSets were last sized. */
export function isScaling(deployment: Deployment, all: readonly ReplicaSet[]): boolean {
  const desired = String(desiredReplicas(deployment));
  const sized = all.filter((each) => sizeOf(each) > 0).map((each) => each.metadata.annotations?.[annotationNames.desired]);
  return sized.some((annotation) => annotation !== undefined && annotation !== desired);
}

function isSaturated(deployment: Deployment, current: ReplicaSet | undefined): boolean {
  const desired = desiredReplicas(deployment);
  return current !== undefined && sizeOf(current) === desired && availableOf(current) === desired;
}

function fairShare(deployment: Deployment, each: ReplicaSet): number {
  const target = desiredReplicas(deployment) + boundsOf(deployment).maxSurge;
  const before = Number(each.metadata.annotations?.[annotationNames.max] ?? target) || target;
  return Math.round((sizeOf(each) * target) / before) - sizeOf(each);
}

/** Spreads a change of size in the middle of a roll-out over the active ReplicaSets by their share, largest first. */
function planProportional(deployment: Deployment, active: readonly ReplicaSet[]): Sizes {
  const desired = desiredReplicas(deployment);
  const target = desired === 0 ? 0 : desired + boundsOf(deployment).maxSurge;
  const toAdd = target - sum(active.map(sizeOf));
  const sorted = active.toSorted((a, b) => sizeOf(b) - sizeOf(a));
  const sizes = new Map<string, number>();
  let left = toAdd;
  for (const each of sorted) {
    const share = fairShare(deployment, each);
    const part = toAdd > 0 ? Math.max(0, Math.min(share, left)) : Math.min(0, Math.max(share, left));
    sizes.set(each.metadata.name, sizeOf(each) + part);
    left -= part;
  }
  for (const each of sorted) {
    const size = sizes.get(each.metadata.name) ?? 0;
    const next = Math.max(0, size + left);
    sizes.set(each.metadata.name, next);
    left -= next - size;
  }
  return sizes;
}

/** Sizes after the wanted number changed, without moving the roll-out on. */
export function planScaled(deployment: Deployment, current: ReplicaSet | undefined, old: readonly ReplicaSet[]): Sizes {
  const all = current === undefined ? old : [...old, current];
  const active = all.filter((each) => sizeOf(each) > 0);
  const only = active.length <= 1 ? (active[0] ?? current ?? old.at(-1)) : undefined;
  if (only !== undefined) return new Map([[only.metadata.name, desiredReplicas(deployment)]]);
  if (isSaturated(deployment, current)) return new Map(old.map((each) => [each.metadata.name, 0]));
  if (deployment.spec.strategy?.type === 'Recreate') return new Map();
  return planProportional(deployment, active);
}
