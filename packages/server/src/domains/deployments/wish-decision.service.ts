import { invalidDeployment } from './deployment.service.ts';
import { isVersionRange } from './image-version.service.ts';
import type { ParameterChange } from '../secrets/index.ts';
import { parametersOf } from './secret-parameters.service.ts';
import { decideWish, type Wish, type WishChange } from './wish.rules.ts';

export interface DecidedChange {
  readonly wish: Wish;
  readonly changed: readonly string[];
  readonly parameters: ParameterChange;
}

/** Applies a change, or throws with everything that is wrong with it. `elsewhere` are keys of secrets that are there anyway. */
export function decided(present: Wish, change: WishChange, elsewhere: readonly string[] = []): DecidedChange {
  const ranges = Object.entries(change.autoUpdate ?? {}).flatMap(([name, update]) =>
    update?.policy !== 'semver' || isVersionRange(update.range)
      ? []
      : [{ path: `autoUpdate.${name}.range`, message: 'is not a range of versions such as ^1.2 or >=1 <3' }],
  );
  const decision = decideWish(present, change, elsewhere);
  const issues = [...ranges, ...(decision.kind === 'invalid' ? decision.issues : [])];
  if (decision.kind === 'invalid' || issues.length > 0) throw invalidDeployment(issues);
  return { wish: decision.wish, changed: decision.changed, parameters: parametersOf(decision.parameters) };
}
