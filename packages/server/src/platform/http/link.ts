import type { RequestIo } from './bind.ts';

/** Sets `Link: <…>; rel="next"` (RFC 8288) where a list goes on; the address is the request's own with the new cursor. */
export function linkNext(io: Pick<RequestIo, 'url' | 'setHeader'>, nextCursor: string | undefined): void {
  if (nextCursor === undefined) return;
  const url = new URL(io.url, 'http://list.invalid');
  url.searchParams.set('cursor', nextCursor);
  io.setHeader('Link', `<${url.pathname}${url.search}>; rel="next"`);
}
