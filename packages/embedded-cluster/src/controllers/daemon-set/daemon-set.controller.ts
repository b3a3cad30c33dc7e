/** Drives {@link planDaemonSet}. */
import { parseKey } from '@moorage/kube/objects';
import { allKeys, type ControllerDeps, dependentsOf } from '../framework/controller-deps.ts';
import { kinds, read, readAll } from '../framework/kinds.ts';
import { isControlledBy } from '../framework/owners.ts';
import type { Controller } from '../framework/runner.ts';
import { planDaemonSet } from './daemon-set.plan.ts';

export function createDaemonSetController(deps: ControllerDeps): Controller {
  const { api } = deps;
  const keys = allKeys(api, kinds.daemonSet);
  return {
    name: 'daemon-set',
    watches: [
      { resource: kinds.daemonSet },
      dependentsOf(api, kinds.pod, kinds.daemonSet, () => readAll(api, kinds.daemonSet)),
      { resource: kinds.node, keys: (_node, event) => (event.type === 'MODIFIED' ? [] : keys()) },
    ],
    keys,
    reconcile(key) {
      const set = read(api, kinds.daemonSet, parseKey(key));
      if (set === undefined) return undefined;
      const namespace = set.metadata.namespace ?? '';
      const plan = planDaemonSet({
        set,
        nodes: readAll(api, kinds.node),
        pods: readAll(api, kinds.pod, { namespace }),
        revisions: readAll(api, kinds.controllerRevision, { namespace }).filter((each) => isControlledBy(each, set)),
        now: deps.clock.now(),
        newSuffix: () => deps.ids.name(5),
      });
      deps.execute(plan.actions);
      return plan.requeue;
    },
  };
}
