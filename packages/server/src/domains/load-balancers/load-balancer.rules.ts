/** What is said about load balancers, and what cannot be said of two. */
import type { FieldIssue } from '@moorage/core/errors';

/** Which of these cannot be made beside those that are there, and beside one another. */
export function nameIssues(wanted: readonly { readonly name: string }[], taken: readonly string[]): FieldIssue[] {
  const firstAt = new Map<string, number>();
  return wanted.flatMap(({ name }, index): FieldIssue[] => {
    const path = `load_balancers[${index}].name`;
    const first = firstAt.get(name);
    if (first !== undefined) return [{ path, message: `is that of load_balancers[${first}]` }];
    firstAt.set(name, index);
    return taken.includes(name) ? [{ path, message: `the organization has a load balancer ${name} already` }] : [];
  });
}
