/**
 * Who decides how many copies run: the spec, or an autoscaler.
 *
 * While an autoscaler decides, our apply leaves `replicas` out. A field that its only owner stops applying is reset to its
 * default, which would throw all copies but one away; so before the first apply without it another field manager takes the field
 * over at its present value. The autoscaler then changes it as it sees fit. The way back needs nothing: a forced apply takes the
 * field again.
 */
import type { UserDeployment, UserDeploymentService } from '@moorage/kube/crds/user-deployment';
import { apiVersionOf } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import type { Action } from '@moorage/kube/runtime/execute';
import type { Deployment } from '../pod.ts';
import { annotations } from '../user-deployment.names.ts';

/** Owns `replicas` from the hand-over until the autoscaler first changes it. */
const replicasManager = 'moorage-autoscaling';

export type ReplicaPlan =
  | { readonly kind: 'fixed'; readonly replicas: number }
  | {
      readonly kind: 'autoscaled';
      /** The number that the other manager must own before we let go. */
      readonly handOver?: number;
    };

/** An autoscaler decides: one is asked for, and neither a pause nor a zero overrules it. */
export function isAutoscaled(root: UserDeployment, service: UserDeploymentService): boolean {
  return service.autoscaling !== undefined && root.spec?.paused !== true && service.replicas !== 0;
}

/** More than one copy may run at a time. */
export function hasCopies(root: UserDeployment, service: UserDeploymentService): boolean {
  if (root.spec?.paused === true) return false;
  return isAutoscaled(root, service) ? (service.autoscaling?.minReplicas ?? 1) > 1 : (service.replicas ?? 1) > 1;
}

/** Copies that should run now, as far as the spec or the autoscaler has said. */
export function wantedReplicas(root: UserDeployment, service: UserDeploymentService, present: Deployment | undefined): number {
  if (root.spec?.paused === true) return 0;
  if (!isAutoscaled(root, service)) return service.replicas ?? 1;
  return present?.spec?.replicas ?? service.autoscaling?.minReplicas ?? 1;
}

/** What our apply says about copies. */
export function planReplicas(root: UserDeployment, service: UserDeploymentService, present: Deployment | undefined): ReplicaPlan {
  const { autoscaling } = service;
  if (autoscaling === undefined || !isAutoscaled(root, service)) {
    return { kind: 'fixed', replicas: root.spec?.paused === true ? 0 : (service.replicas ?? 1) };
  }
  // A new one begins with the fewest copies instead of with the default of one.
  if (present === undefined) return { kind: 'fixed', replicas: autoscaling.minReplicas };
  if (present.metadata.annotations?.[annotations.replicas] === 'autoscaled') return { kind: 'autoscaled' };
  const current = present.spec?.replicas ?? autoscaling.minReplicas;
  // An autoscaler leaves a workload alone that has no copies.
  return { kind: 'autoscaled', handOver: Math.min(Math.max(current, autoscaling.minReplicas), autoscaling.maxReplicas) };
}

/** The step before the first apply without `replicas`. The uid keeps it from making a new object. */
export function planHandOver(root: UserDeployment, service: UserDeploymentService, present: Deployment | undefined): Action[] {
  const copies = planReplicas(root, service, present);
  if (present === undefined || present.metadata.deletionTimestamp !== undefined) return [];
  if (copies.kind !== 'autoscaled' || copies.handOver === undefined) return [];
  const { name, namespace = 'default', uid } = present.metadata;
  const object = {
    apiVersion: apiVersionOf(resources.deployment),
    kind: resources.deployment.kind,
    metadata: { name, namespace, ...(uid === undefined ? {} : { uid }) },
    spec: { replicas: copies.handOver },
  };
  return [{ kind: 'apply', resource: resources.deployment, object, isNew: false, fieldManager: replicasManager }];
}
