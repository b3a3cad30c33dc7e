/**
 * Lists of `/api/v1`, the newest first: whole unless a page is asked for.
 *
 * Existing clients know bare arrays without pages, so a page is opt-in: `limit` asks for one, and where the list goes on the answer says
 * so in its `Link` header. The key is the time of making, or where a list says so that of the last change, with the id behind it, so rows
 * of one moment keep their order. What is changed between two pages of the latter comes first again: it may be seen twice, never missed.
 */
import { type Expression, expressionBuilder, type SelectQueryBuilder, sql, type SqlBool } from 'kysely';
import { AppError } from '@moorage/core/errors';
import { z } from 'zod';
import { decodeCursor, type Page, pageLimit, type PageRequest, toPage } from './paging.ts';

export interface Dated {
  readonly id: string;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** What makes a row new. */
export type Newness = 'created_at' | 'updated_at';

export interface OptionalPage {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

const uuid = z.uuid();

/** What was asked for; undefined where it is the whole list. */
export function pageRequestOf({ limit, cursor }: OptionalPage): PageRequest | undefined {
  if (limit === undefined && cursor === undefined) return undefined;
  return { limit: limit ?? pageLimit.default, cursor };
}

/** The condition for rows behind the cursor, or undefined at the beginning. */
function behindCursor(cursor: string | undefined, by: Newness): Expression<SqlBool> | undefined {
  if (cursor === undefined) return undefined;
  const [at = '', id = ''] = decodeCursor(cursor, 2);
  const time = new Date(Date.parse(at));
  if (!uuid.safeParse(id).success || Number.isNaN(time.getTime())) {
    throw new AppError('invalid_request', 'The cursor is not valid.', {
      details: { issues: [{ path: 'cursor', message: 'is not a cursor of this list' }] },
    });
  }
  const eb = expressionBuilder<{ rows: Dated }, 'rows'>();
  return eb.or([eb(by, '<', time), eb.and([eb(by, '=', time), eb('id', '<', id)])]);
}

/** The newest rows of a table, behind the cursor and one more than the page has where a page is asked for. */
export function newestFirst<Schema, Tables extends keyof Schema, Row>(
  select: SelectQueryBuilder<Schema, Tables, Row>,
  page?: PageRequest,
  by: Newness = 'created_at',
): SelectQueryBuilder<Schema, Tables, Row> {
  const behind = behindCursor(page?.cursor, by);
  const rest = behind === undefined ? select : select.where(behind);
  const sorted = rest.orderBy(sql.ref(by), 'desc').orderBy(sql`id`, 'desc');
  return page === undefined ? sorted : sorted.limit(page.limit + 1);
}

/** The page of rows that were read with one row too many; the whole list where no page was asked for. */
export function newestPage<Row extends Dated, T>(
  rows: readonly Row[],
  request: PageRequest | undefined,
  view: (row: Row) => T,
  by: Newness = 'created_at',
): Page<T> {
  if (request === undefined) return { items: rows.map(view) };
  return toPage(rows, request.limit, (row) => [row[by].toISOString(), row.id], view);
}

/** A text as it is within a pattern of LIKE. */
export function containsPattern(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}
