/**
 * The four properties that every reconciler must have, as checks that a test calls.
 *
 * 1. Planning is pure: the same observation gives the same plan.
 * 2. It converges: executing plans leads, within a stated number of rounds, to a plan without actions.
 * 3. It survives: whichever single action fails (before it took effect, or after it did and only the answer was lost), later
 *    rounds still converge.
 * 4. It cleans up: after the root was removed, nothing of it is left.
 *
 * The harness knows neither Kubernetes nor a database; a {@link ReconcileWorld} says how to look, think and act. It is for
 * tests only, but lives in core because reconcilers of every package are held to it.
 */
import { isDeepStrictEqual } from 'node:util';

export interface ReconcileWorld<O, A> {
  /** What gather sees now; undefined when the root does not exist. */
  gather(): Promise<O | undefined>;
  plan(observed: O): { readonly actions: readonly A[] };
  execute(action: A): Promise<void>;
  /** Resolves when everything else that reacts to our writes (other controllers, caches) has come to rest. */
  settle(): Promise<void>;
}

/** How an injected failure looks from outside: nothing happened, or it happened and nobody was told. */
export type FailureMoment = 'before-effect' | 'after-effect';

const injected = 'failure injected by the reconcile harness';

function describe(actions: readonly unknown[]): string {
  return JSON.stringify(actions, null, 2).slice(0, 4_000);
}

/** Property 1. Throws when two plans of one observation differ, or when planning changed the observation. */
export async function expectPurePlan<O, A>(world: ReconcileWorld<O, A>): Promise<void> {
  const observed = await world.gather();
  if (observed === undefined) throw new Error('the root does not exist, so there is nothing to plan');
  const before = structuredClone(observed);
  const first = world.plan(observed);
  const second = world.plan(structuredClone(before));
  if (!isDeepStrictEqual(observed, before)) throw new Error('planning changed what it was given');
  if (!isDeepStrictEqual(first, second)) throw new Error(`two plans of one observation differ:\n${describe([first, second])}`);
}

async function runRounds<O, A>(
  world: ReconcileWorld<O, A>,
  maxRounds: number,
  execute: (action: A) => Promise<void>,
): Promise<number> {
  let last: readonly A[] = [];
  for (let round = 0; round <= maxRounds; round += 1) {
    const observed = await world.gather();
    if (observed === undefined) return round;
    last = world.plan(observed).actions;
    if (last.length === 0) return round;
    for (const action of last) await execute(action);
    await world.settle();
  }
  throw new Error(`no rest after ${maxRounds} rounds; still wanted:\n${describe(last)}`);
}

/** Property 2. Gives the number of rounds that had actions; throws when there were more than `maxRounds`. */
export async function expectConvergence<O, A>(world: ReconcileWorld<O, A>, maxRounds: number): Promise<number> {
  return runRounds(world, maxRounds, (action) => world.execute(action));
}

async function convergeWithFailure<O, A>(world: ReconcileWorld<O, A>, failAt: number, moment: FailureMoment): Promise<number> {
  let executed = 0;
  for (;;) {
    const observed = await world.gather();
    const actions = observed === undefined ? [] : world.plan(observed).actions;
    if (actions.length === 0) return executed;
    for (const action of actions) {
      const fails = executed === failAt;
      executed += 1;
      if (fails && moment === 'before-effect') break;
      await world.execute(action);
      if (fails) break;
    }
    await world.settle();
    if (executed > failAt) return executed;
  }
}

/** Property 3. Makes a fresh world for every action and both moments, fails that action once, and demands convergence. */
export async function expectRecovery<O, A>(makeWorld: () => Promise<ReconcileWorld<O, A>>, maxRounds: number): Promise<number> {
  for (let failAt = 0; ; failAt += 1) {
    for (const moment of ['before-effect', 'after-effect'] as const) {
      const world = await makeWorld();
      const executed = await convergeWithFailure(world, failAt, moment);
      if (executed <= failAt) return failAt;
      try {
        await expectConvergence(world, maxRounds);
      } catch (error) {
        throw new Error(`${injected}: action ${failAt} ${moment}`, { cause: error });
      }
    }
  }
}

export interface DeletionCheck {
  /** Asks for the removal of the root, as a user would. */
  remove(): Promise<void>;
  /** Names of everything that is still there and should not be. */
  leftovers(): Promise<readonly string[]>;
  readonly maxRounds: number;
}

/** Property 4. */
export async function expectCleanDeletion<O, A>(world: ReconcileWorld<O, A>, check: DeletionCheck): Promise<void> {
  await check.remove();
  await world.settle();
  await expectConvergence(world, check.maxRounds);
  await world.settle();
  const left = await check.leftovers();
  if ((await world.gather()) !== undefined) throw new Error('the root still exists after its deletion');
  if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`);
}
