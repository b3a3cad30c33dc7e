import { describe, expect, it } from 'vitest';
import { aMeta, aPod, aReplicaSet, reportedStatus, testNow } from '../framework/objects.fake.ts';
import type { DisruptionBudget, DisruptionBudgetSpec, Pod } from '../framework/model.ts';
import { planBudget } from './disruption-budget.plan.ts';

const set = aReplicaSet('web');
const pods = (ready: number, unready: number): Pod[] => [
  ...Array.from({ length: ready }, (_each, index) => aPod(`r${index}`, { owner: set, ready: true })),
  ...Array.from({ length: unready }, (_each, index) => aPod(`u${index}`, { owner: set })),
];

function status(spec: DisruptionBudgetSpec, members: readonly Pod[], wanted = 4) {
  const budget: DisruptionBudget = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: aMeta('web'),
    spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
  };
  return reportedStatus(planBudget({ budget, pods: members, wanted: new Map([['uid-web', wanted]]), now: testNow }));
}

describe('a disruption budget', () => {
  it.each([
    [{ minAvailable: 3 }, 4, 0, 3, 1],
    [{ minAvailable: '50%' }, 4, 0, 2, 2],
    [{ maxUnavailable: 1 }, 4, 0, 3, 1],
    [{ maxUnavailable: 1 }, 3, 1, 3, 0],
    [{ maxUnavailable: '25%' }, 2, 2, 3, 0],
  ])('%j with %d ready and %d other pods keeps %d and allows %d', (spec, ready, unready, desiredHealthy, disruptionsAllowed) => {
    expect(status(spec, pods(ready, unready))).toMatchObject({ currentHealthy: ready, desiredHealthy, disruptionsAllowed });
  });

  it('allows nothing without pods, and says why', () => {
    expect(status({ minAvailable: 0 }, [])).toMatchObject({
      disruptionsAllowed: 0,
      conditions: [{ type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods' }],
    });
  });
});
