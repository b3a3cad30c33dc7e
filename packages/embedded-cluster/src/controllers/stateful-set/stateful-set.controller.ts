/** Drives {@link planStatefulSet}. */
import { keyOf, parseKey } from '@moorage/kube/objects';
import { allKeys, type ControllerDeps, dependentsOf } from '../framework/controller-deps.ts';
import { kinds, read, readAll } from '../framework/kinds.ts';
import { isControlledBy } from '../framework/owners.ts';
import type { Controller } from '../framework/runner.ts';
import { ordinalOfClaim } from './stateful-pod.plan.ts';
import { planStatefulSet } from './stateful-set.plan.ts';

export function createStatefulSetController(deps: ControllerDeps): Controller {
  const { api } = deps;
  return {
    name: 'stateful-set',
    watches: [
      { resource: kinds.statefulSet },
      dependentsOf(api, kinds.pod, kinds.statefulSet, () => readAll(api, kinds.statefulSet)),
      {
        resource: kinds.persistentVolumeClaim,
        keys: ({ metadata }) =>
          readAll(api, kinds.statefulSet, { namespace: metadata.namespace ?? '' })
            .filter((set) => ordinalOfClaim(set, metadata.name) !== undefined)
            .map(keyOf),
      },
    ],
    keys: allKeys(api, kinds.statefulSet),
    reconcile(key) {
      const set = read(api, kinds.statefulSet, parseKey(key));
      if (set === undefined) return undefined;
      const namespace = set.metadata.namespace ?? '';
      const plan = planStatefulSet({
        set,
        pods: readAll(api, kinds.pod, { namespace }),
        claimNames: new Set(api.list(kinds.persistentVolumeClaim, { namespace }).map((claim) => claim.metadata.name)),
        revisions: readAll(api, kinds.controllerRevision, { namespace }).filter((each) => isControlledBy(each, set)),
        now: deps.clock.now(),
      });
      deps.execute(plan.actions);
      return plan.requeue;
    },
  };
}
