/**
 * Many that are asked for in one request, of which all are made or none.
 *
 * Whoever sends a list learns in one answer of every entry that is in the way, by its place in the list, and that nothing was made.
 * What is wrong with an entry by itself is its contract's; here is what entries do to one another, and to what is there already.
 */
import { AppError, type ErrorCode, type FieldIssue } from './errors.ts';

interface Places<T> {
  /** What the request calls the list. */
  readonly list: string;
  /** The field of an entry that takes the place; the entry itself where there is none. */
  readonly field?: string;
  /** What only one can have. */
  readonly placeOf: (one: T) => string;
  /** Says what has the place of this one already, where something has. */
  readonly takenBy: (one: T, index: number) => string | undefined;
}

/** Which of these cannot be made beside those that are there, and beside one another. */
export function placeIssues<T>(wanted: readonly T[], { list, field, placeOf, takenBy }: Places<T>): FieldIssue[] {
  const pathOf = (index: number): string => `${list}[${index}]${field === undefined ? '' : `.${field}`}`;
  const firstAt = new Map<string, number>();
  return wanted.flatMap((one, index): FieldIssue[] => {
    const place = placeOf(one);
    const first = firstAt.get(place);
    if (first !== undefined) return [{ path: pathOf(index), message: `is the same as ${pathOf(first)}` }];
    firstAt.set(place, index);
    const message = takenBy(one, index);
    return message === undefined ? [] : [{ path: pathOf(index), message }];
  });
}

/** Throws where there are issues: tells of the first in its message, and of all in its details. */
export function requireNone(issues: readonly FieldIssue[], code: ErrorCode): void {
  const [first, ...others] = issues;
  if (first === undefined) return;
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  throw new AppError(code, `Nothing was made. ${first.path}: ${first.message}${more}.`, { details: { issues } });
}
