import { invalidDeployment } from './deployment.service.ts';
import { isVersionRange } from './image-version.service.ts';
import { decideWish, type Wish, type WishChange } from './wish.rules.ts';

/** Applies a change, or throws with everything that is wrong with it. */
export function decided(present: Wish, change: WishChange): { readonly wish: Wish; readonly changed: readonly string[] } {
  const ranges = Object.entries(change.autoUpdate ?? {}).flatMap(([name, update]) =>
    update?.policy !== 'semver' || isVersionRange(update.range)
      ? []
      : [{ path: `autoUpdate.${name}.range`, message: 'is not a range of versions such as ^1.2 or >=1 <3' }],
  );
  const decision = decideWish(present, change);
  const issues = [...ranges, ...(decision.kind === 'invalid' ? decision.issues : [])];
  if (decision.kind === 'invalid' || issues.length > 0) throw invalidDeployment(issues);
  return decision;
}
