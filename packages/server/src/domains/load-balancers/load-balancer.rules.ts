/** What is said about load balancers, and what cannot be said of two. */
import { placeIssues } from '@moorage/core/all-or-none';
import type { FieldIssue } from '@moorage/core/errors';

/** Which of these cannot be made beside those that are there, and beside one another. */
export function nameIssues(wanted: readonly { readonly name: string }[], taken: readonly string[]): FieldIssue[] {
  return placeIssues(wanted, {
    ...{ list: 'load_balancers', field: 'name' },
    placeOf: ({ name }) => name,
    takenBy: ({ name }) => (taken.includes(name) ? `is taken: the organization has a load balancer ${name} already` : undefined),
  });
}
