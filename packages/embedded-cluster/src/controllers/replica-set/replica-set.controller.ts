/** Drives {@link planReplicaSet}; a pod that the API refuses is said in the status as ReplicaFailure. */
import { messageOf } from '@moorage/core/errors';
import { parseKey } from '@moorage/kube/objects';
import { refOf, warning } from '../framework/actions.ts';
import { timestamp } from '../framework/conditions.ts';
import { allKeys, type ControllerDeps, dependentsOf } from '../framework/controller-deps.ts';
import { kinds, read, readAll } from '../framework/kinds.ts';
import type { ReplicaSet } from '../framework/model.ts';
import { isControlledBy } from '../framework/owners.ts';
import { isActive } from '../framework/pod-state.ts';
import type { Controller } from '../framework/runner.ts';
import { planReplicaSet, replicaSetStatus } from './replica-set.plan.ts';

function reportFailure(deps: ControllerDeps, replicaSet: ReplicaSet, error: unknown): void {
  const message = messageOf(error);
  const now = deps.clock.now();
  const pods = readAll(deps.api, kinds.pod, { namespace: replicaSet.metadata.namespace ?? '' });
  const active = pods.filter((pod) => isActive(pod) && isControlledBy(pod, replicaSet));
  const condition = {
    type: 'ReplicaFailure',
    status: 'True',
    reason: 'FailedCreate',
    message,
    lastTransitionTime: timestamp(now),
  } as const;
  const status = replicaSetStatus(replicaSet, active, now, condition);
  deps.execute([
    warning(replicaSet, 'FailedCreate', `Error creating: ${message}`),
    { kind: 'status', resource: kinds.replicaSet, key: refOf(replicaSet), status },
  ]);
}

export function createReplicaSetController(deps: ControllerDeps): Controller {
  const { api } = deps;
  return {
    name: 'replica-set',
    watches: [
      { resource: kinds.replicaSet },
      dependentsOf(api, kinds.pod, kinds.replicaSet, () => readAll(api, kinds.replicaSet)),
    ],
    keys: allKeys(api, kinds.replicaSet),
    reconcile(key) {
      const replicaSet = read(api, kinds.replicaSet, parseKey(key));
      if (replicaSet === undefined) return undefined;
      const pods = readAll(api, kinds.pod, { namespace: replicaSet.metadata.namespace ?? '' });
      const plan = planReplicaSet({ replicaSet, pods, now: deps.clock.now(), newSuffix: () => deps.ids.name(5) });
      try {
        deps.execute(plan.actions);
      } catch (error) {
        reportFailure(deps, replicaSet, error);
        throw error;
      }
      return plan.requeue;
    },
  };
}
