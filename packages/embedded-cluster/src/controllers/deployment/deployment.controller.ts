/** Drives {@link planDeployment}. */
import { type KubeObject, parseKey } from '@moorage/kube/objects';
import { allKeys, type ControllerDeps, dependentsOf } from '../framework/controller-deps.ts';
import { kinds, read, readAll } from '../framework/kinds.ts';
import { controllerKeys, controllerOf } from '../framework/owners.ts';
import type { Controller } from '../framework/runner.ts';
import { planDeployment } from './deployment.plan.ts';

export function createDeploymentController(deps: ControllerDeps): Controller {
  const { api } = deps;
  /** A pod that goes away may be the last one that a Recreate waits for. */
  const ownersOfPod = (pod: KubeObject): readonly string[] => {
    const owner = controllerOf(pod);
    if (owner?.kind !== 'ReplicaSet') return [];
    const replicaSet = read(api, kinds.replicaSet, { namespace: pod.metadata.namespace ?? '', name: owner.name });
    return replicaSet === undefined ? [] : controllerKeys(replicaSet, 'Deployment');
  };
  return {
    name: 'deployment',
    watches: [
      { resource: kinds.deployment },
      dependentsOf(api, kinds.replicaSet, kinds.deployment, () => readAll(api, kinds.deployment)),
      { resource: kinds.pod, keys: (object, event) => (event.type === 'DELETED' ? ownersOfPod(object) : []) },
    ],
    keys: allKeys(api, kinds.deployment),
    reconcile(key) {
      const deployment = read(api, kinds.deployment, parseKey(key));
      if (deployment === undefined) return undefined;
      const namespace = deployment.metadata.namespace ?? '';
      const replicaSets = readAll(api, kinds.replicaSet, { namespace });
      const pods = readAll(api, kinds.pod, { namespace });
      const plan = planDeployment({ deployment, replicaSets, pods, now: deps.clock.now() });
      deps.execute(plan.actions);
      return plan.requeue;
    },
  };
}
