/**
 * Keyset paging.
 *
 * A page ends with a cursor that holds the sort key of its last row, so the next page is found by an index and not by
 * counting, and rows that come or go between two pages are neither repeated nor skipped. A cursor is opaque to clients but
 * not secret: it is checked like any input, and the rows it leads to are subject to the same visibility as ever.
 */
import { AppError } from '@moorage/core/errors';
import { z } from 'zod';

export interface Page<T> {
  readonly items: readonly T[];
  /** Present when more rows follow. */
  readonly nextCursor?: string;
}

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export const pageLimit = { default: 50, max: 200 } as const;

/** The two query parameters of a paged list, to be spread into a route's query schema. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(pageLimit.max).optional().describe(`Rows a page, at most ${pageLimit.max}.`),
  cursor: z.string().max(512).optional().describe('Where to go on: the value of the previous page.'),
};

/** The sort key of a row as a cursor; parts are text, so a timestamp goes in as ISO 8601 with its microseconds. */
export function encodeCursor(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** The parts of a cursor; `invalid_request` unless it has exactly `count` of them. */
export function decodeCursor(cursor: string, count: number): string[] {
  const problem = new AppError('invalid_request', 'The cursor is not valid.', {
    details: { issues: [{ path: 'cursor', message: 'is not a cursor of this list' }], nextStep: 'Start again without a cursor.' },
  });
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const parts = z.array(z.string()).length(count).safeParse(parsed);
    if (!parts.success) throw problem;
    return parts.data;
  } catch {
    throw problem;
  }
}

/** Cuts the one row too many that a store read (`limit + 1`) and makes the cursor from the last row kept. */
export function toPage<Row, T>(
  rows: readonly Row[],
  limit: number,
  key: (row: Row) => readonly string[],
  view: (row: Row) => T,
): Page<T> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  const items = kept.map(view);
  return rows.length > limit && last !== undefined ? { items, nextCursor: encodeCursor(key(last)) } : { items };
}
