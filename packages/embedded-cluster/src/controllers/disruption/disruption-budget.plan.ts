/** PodDisruptionBudget: how many of its pods may be taken down now. */
import { type Action, refOf } from '../framework/actions.ts';
import { withCondition } from '../framework/conditions.ts';
import { resolveCount } from '../framework/int-or-percent.ts';
import { kinds } from '../framework/kinds.ts';
import type { DisruptionBudget, Pod } from '../framework/model.ts';
import { isActive, isReady } from '../framework/pod-state.ts';
import { matchesSelector } from '../framework/selectors.ts';

export interface BudgetObserved {
  readonly budget: DisruptionBudget;
  /** All pods of the namespace. */
  readonly pods: readonly Pod[];
  /** Replicas that the controller of a pod wants, by uid of the controller. */
  readonly wanted: ReadonlyMap<string, number>;
  readonly now: Date;
}

function expectedOf(pods: readonly Pod[], wanted: ReadonlyMap<string, number>): number {
  const controllers = new Set(
    pods.map((pod) => pod.metadata.ownerReferences?.find((each) => each.controller === true)?.uid ?? pod.metadata.uid),
  );
  return [...controllers].reduce((sum, uid) => sum + (wanted.get(uid ?? '') ?? 1), 0);
}

/** How many pods must stay healthy. */
export function desiredHealthy(budget: DisruptionBudget, expected: number): number {
  const { minAvailable, maxUnavailable } = budget.spec;
  if (maxUnavailable !== undefined) return Math.max(0, expected - resolveCount(maxUnavailable, expected, 'up'));
  return minAvailable === undefined ? 1 : resolveCount(minAvailable, expected, 'up');
}

/** The status to report. */
export function planBudget(observed: BudgetObserved): readonly Action[] {
  const { budget, now } = observed;
  const pods = observed.pods.filter((pod) => isActive(pod) && matchesSelector(budget.spec.selector, pod.metadata.labels));
  const isAbsolute = typeof budget.spec.minAvailable === 'number';
  const expectedPods = isAbsolute ? pods.length : expectedOf(pods, observed.wanted);
  const currentHealthy = pods.filter(isReady).length;
  const desired = desiredHealthy(budget, expectedPods);
  const disruptionsAllowed = expectedPods === 0 ? 0 : Math.max(0, currentHealthy - desired);
  const before = budget.status?.conditions ?? [];
  const conditions = withCondition(
    before,
    disruptionsAllowed > 0
      ? { type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods', message: '' }
      : { type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods', message: '' },
    now,
  );
  const status = {
    currentHealthy,
    desiredHealthy: desired,
    expectedPods,
    disruptionsAllowed,
    conditions,
    ...(budget.metadata.generation === undefined ? {} : { observedGeneration: budget.metadata.generation }),
  };
  return [{ kind: 'status', resource: kinds.disruptionBudget, key: refOf(budget), status }];
}
