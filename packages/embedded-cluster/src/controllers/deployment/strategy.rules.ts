/** The numbers of a Deployment's strategy, with the API's defaults. */
import { resolveCount } from '../framework/int-or-percent.ts';
import type { Deployment } from '../framework/model.ts';

export interface Bounds {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
}

export function desiredReplicas(deployment: Deployment): number {
  return deployment.spec.replicas ?? 1;
}

export function isRecreate(deployment: Deployment): boolean {
  return deployment.spec.strategy?.type === 'Recreate';
}

/** Surge is rounded up and unavailability down; both being 0 would stand still, so one pod may then be missing. */
export function boundsOf(deployment: Deployment): Bounds {
  if (isRecreate(deployment)) return { maxSurge: 0, maxUnavailable: 0 };
  const replicas = desiredReplicas(deployment);
  const rolling = deployment.spec.strategy?.rollingUpdate;
  const maxSurge = resolveCount(rolling?.maxSurge ?? '25%', replicas, 'up');
  const maxUnavailable = resolveCount(rolling?.maxUnavailable ?? '25%', replicas, 'down');
  if (maxSurge === 0 && maxUnavailable === 0) return { maxSurge: 0, maxUnavailable: 1 };
  return { maxSurge, maxUnavailable: Math.min(maxUnavailable, replicas) };
}
