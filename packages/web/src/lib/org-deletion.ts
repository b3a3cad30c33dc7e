/** What goes with an organization, in words. */
import { formatCount } from './format.ts';

/** Kinds come as plurals: `custom domains` → `1 custom domain`. */
export function contentText({ kind, count }: { readonly kind: string; readonly count: number }): string {
  const singular = kind.replace(/s$/, '');
  return `${formatCount(count)} ${count === 1 ? singular : kind}`;
}
