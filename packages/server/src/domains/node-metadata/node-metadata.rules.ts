/** What is there once: a key with a value, and of a taint with an effect. */
import { placeIssues } from '@moorage/core/all-or-none';
import type { FieldIssue } from '@moorage/core/errors';
import type { MetadataKind } from './node-metadata.contract.ts';

interface Marked {
  readonly kind: MetadataKind;
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

/** As kubectl writes it; the value of an annotation may be a whole document. */
function writtenOf({ kind, key, value, effect }: Marked): string {
  if (kind === 'annotation') return `annotation ${key} with this value`;
  return `${kind} ${key}=${value}${effect === '' ? '' : `:${effect}`}`;
}

/** Which of these cannot be made beside one another, and beside those that are there, which are told by their place in the list. */
export function markIssues(list: string, wanted: readonly Marked[], taken: ReadonlySet<number>): FieldIssue[] {
  return placeIssues(wanted, {
    list,
    placeOf: ({ key, value, effect }) => JSON.stringify([key, effect, value]),
    takenBy: (one, index) => (taken.has(index) ? `the organization has the ${writtenOf(one)} already` : undefined),
  });
}
