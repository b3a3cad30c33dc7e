import { describe, expect, it } from 'vitest';
import { everyItem, nextCursor, type PageQuery } from './paging.ts';
import type { ApiResult } from './result.ts';

describe('the cursor of the next page', () => {
  it.each([
    ['</api/deployments?limit=2&cursor=a%2Fb>; rel="next"', 'a/b'],
    ['<http://x/api/audit?cursor=c>; rel=next', 'c'],
    ['</api/x?cursor=p>; rel="prev", </api/x?cursor=n>; rel="next"', 'n'],
    ['</api/x?cursor=p>; rel="prev"', undefined],
    [null, undefined],
  ])('in %j is %j', (link, cursor) => {
    expect(nextCursor(link)).toBe(cursor);
  });
});

function listOf(pages: readonly (readonly number[])[], asked: PageQuery[]) {
  return async (query: PageQuery): Promise<ApiResult<readonly number[]>> => {
    asked.push(query);
    const at = Number(query.cursor ?? 0);
    const headers = new Headers(at + 1 < pages.length ? { link: `</x?cursor=${at + 1}>; rel="next"` } : {});
    return { kind: 'ok', status: 200, data: pages[at] ?? [], headers };
  };
}

describe('every item of a list', () => {
  it('comes page by page, and no page is asked for before it is needed', async () => {
    const asked: PageQuery[] = [];
    const items = everyItem(listOf([[1, 2], [], [3]], asked), 2);
    expect((await items.next()).value).toBe(1);
    expect(asked).toEqual([{ limit: 2 }]);
    const rest: number[] = [];
    for await (const item of items) rest.push(item);
    expect(rest).toEqual([2, 3]);
    expect(asked.map(({ cursor }) => cursor)).toEqual([undefined, '1', '2']);
  });

  it('ends with the error of the page that cannot be had', async () => {
    const refused = async (): Promise<ApiResult<readonly number[]>> => ({
      kind: 'client-error',
      message: 'Gone.',
      cause: undefined,
    });
    await expect(everyItem(refused).next()).rejects.toMatchObject({ name: 'ApiCallError', message: 'Gone.' });
  });
});
