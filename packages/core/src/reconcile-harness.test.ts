import { describe, expect, it } from 'vitest';
import {
  expectCleanDeletion,
  expectConvergence,
  expectPurePlan,
  expectRecovery,
  type ReconcileWorld,
} from './reconcile-harness.ts';

/** A reconciler of sets: the root wants names, the world holds names. */
interface Names {
  wanted: readonly string[] | undefined;
  held: string[];
}
type Step = { readonly add?: string; readonly drop?: string; readonly forget?: true };

function worldOf(
  names: Names,
  execute?: (step: Step) => void,
): ReconcileWorld<{ wanted: readonly string[]; held: readonly string[] }, Step> {
  const perform = (step: Step): void => {
    if (step.add !== undefined && !names.held.includes(step.add)) names.held.push(step.add);
    names.held = names.held.filter((name) => name !== step.drop);
    if (step.forget) names.wanted = undefined;
  };
  return {
    gather: async () => (names.wanted === undefined ? undefined : { wanted: [...names.wanted], held: [...names.held] }),
    plan: ({ wanted, held }) => ({
      actions:
        wanted.length === 0 && held.length === 0
          ? [{ forget: true }]
          : [
              ...wanted.filter((name) => !held.includes(name)).map((add) => ({ add })),
              ...held.filter((name) => !wanted.includes(name)).map((drop) => ({ drop })),
            ],
    }),
    execute: async (step) => (execute ?? perform)(step),
    settle: async () => {},
  };
}

describe('reconcile harness', () => {
  it('accepts a reconciler that has the four properties', async () => {
    const fresh = async () => worldOf({ wanted: ['a', 'b'], held: ['x'] });
    await expectPurePlan(await fresh());
    expect(await expectConvergence(await fresh(), 1)).toBe(1);
    expect(await expectRecovery(fresh, 2)).toBe(3);
    const names: Names = { wanted: ['a'], held: ['a'] };
    await expectCleanDeletion(worldOf(names), {
      remove: async () => void (names.wanted = []),
      leftovers: async () => names.held,
      maxRounds: 3,
    });
  });

  it('reports a plan that differs from one call to the next', async () => {
    let calls = 0;
    const world = { ...worldOf({ wanted: ['a'], held: [] }), plan: () => ({ actions: [{ add: String((calls += 1)) }] }) };
    await expect(expectPurePlan(world)).rejects.toThrow('differ');
  });

  it('reports a reconciler that never rests', async () => {
    await expect(
      expectConvergence(
        worldOf({ wanted: ['a'], held: [] }, () => {}),
        3,
      ),
    ).rejects.toThrow('no rest after 3 rounds');
  });

  it('reports what a deletion left behind', async () => {
    const names: Names = { wanted: ['a'], held: ['a'] };
    const check = { remove: async () => void (names.wanted = undefined), leftovers: async () => names.held, maxRounds: 1 };
    await expect(expectCleanDeletion(worldOf(names), check)).rejects.toThrow('left behind: a');
  });
});
