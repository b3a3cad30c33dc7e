/** Lists page with `limit` and `cursor`; the next cursor is in the `Link` header. */
import { type ApiResult, unwrap } from './result.ts';

/** What a list is asked for, as its `query`. */
export interface PageQuery {
  readonly limit?: number;
  readonly cursor?: string;
}

/** The cursor of the next page, from `Link: <…?cursor=…>; rel="next"`; undefined at the last. */
export function nextCursor(link: string | null): string | undefined {
  const target = /<([^>]+)>\s*;[^,]*rel="?next"?/.exec(link ?? '')?.[1];
  if (target === undefined) return undefined;
  return new URL(target, 'http://localhost').searchParams.get('cursor') ?? undefined;
}

/**
 * All items of a list, fetched page by page while they are read: `everyItem((query) => client.servers.list({ query }))`.
 *
 * @param list Asks for one page; further filters go into the same query.
 * @param pageSize Items a page, 100 by default; the server takes at most 200.
 * @throws ApiCallError when a page cannot be had.
 */
export async function* everyItem<T>(
  list: (query: PageQuery) => Promise<ApiResult<readonly T[]>>,
  pageSize = 100,
): AsyncGenerator<T, void, undefined> {
  let cursor: string | undefined;
  do {
    const result = await list({ limit: pageSize, ...(cursor === undefined ? {} : { cursor }) });
    yield* unwrap(result);
    cursor = result.kind === 'ok' ? nextCursor(result.headers.get('link')) : undefined;
  } while (cursor !== undefined);
}
