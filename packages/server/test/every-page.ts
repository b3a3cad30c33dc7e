/** Lists of `/api/v1` as a client reads them that follows their `Link` header to the end. */
import type { Answer, Caller } from './support.ts';

/** The pages of a list, one after the other; the path asks for them by its `limit`. */
export async function everyPage(caller: Pick<Caller, 'get'>, path: string): Promise<Answer['body'][]> {
  const pages: Answer['body'][] = [];
  let next: string | undefined = path;
  while (next !== undefined) {
    const answer: Answer = await caller.get(next);
    pages.push(answer.body);
    next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
  }
  return pages;
}
