/** Drives {@link planBudget}. */
import { keyOf, parseKey } from '@moorage/kube/objects';
import { allKeys, type ControllerDeps } from '../framework/controller-deps.ts';
import { kinds, read, readAll } from '../framework/kinds.ts';
import type { Controller } from '../framework/runner.ts';
import { matchesSelector } from '../framework/selectors.ts';
import { planBudget } from './disruption-budget.plan.ts';

export function createDisruptionBudgetController(deps: ControllerDeps): Controller {
  const { api } = deps;
  return {
    name: 'disruption-budget',
    watches: [
      { resource: kinds.disruptionBudget },
      {
        resource: kinds.pod,
        keys: (pod) =>
          readAll(api, kinds.disruptionBudget, { namespace: pod.metadata.namespace ?? '' })
            .filter((budget) => matchesSelector(budget.spec.selector, pod.metadata.labels))
            .map(keyOf),
      },
    ],
    keys: allKeys(api, kinds.disruptionBudget),
    reconcile(key) {
      const budget = read(api, kinds.disruptionBudget, parseKey(key));
      if (budget === undefined) return undefined;
      const namespace = budget.metadata.namespace ?? '';
      const scalable = [...readAll(api, kinds.replicaSet, { namespace }), ...readAll(api, kinds.statefulSet, { namespace })];
      const wanted = new Map(scalable.map((each) => [each.metadata.uid ?? '', each.spec.replicas ?? 1]));
      deps.execute(planBudget({ budget, pods: readAll(api, kinds.pod, { namespace }), wanted, now: deps.clock.now() }));
      return undefined;
    },
  };
}
