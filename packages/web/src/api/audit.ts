/** The audit trail of an organization: pages of it, the check of its chain, and what is added while somebody looks. */
import type { StreamEnd, StreamOptions } from '@moorage/sdk/stream';
import type { AuditEvent } from '@moorage/sdk/types';
import { type InfiniteData, infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query';
import type { AuditFilter } from '../lib/audit-filter.ts';
import { client, dataOf, type Page, pageOf } from './client.ts';
import type { FollowState } from './follow-state.ts';
import { whileVisible } from './while-visible.ts';

export function auditQuery(orgId: string, filter: AuditFilter = {}) {
  return infiniteQueryOptions({
    queryKey: ['audit', orgId, filter],
    queryFn: ({ pageParam, signal }) => {
      const query = { org_id: orgId, limit: 50, ...filter, ...(pageParam === '' ? {} : { cursor: pageParam }) };
      return pageOf(client.audit.list({ query }, { signal }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });
}

/** Reads the whole chain, which may take a while: only when asked. */
export function auditVerifyQuery(orgId: string) {
  return queryOptions({
    queryKey: ['audit-verify', orgId],
    queryFn: ({ signal }) => dataOf(client.audit.verify({ query: { org_id: orgId } }, { signal })),
    enabled: false,
    gcTime: 0,
    retry: false,
  });
}

type Pages<E> = InfiniteData<Page<E>>;

/**
 * Newest first; an entry that is there already stays where it is. One that is older than all that was loaded is not missing: it is
 * on a page that comes when it is asked for.
 */
export function withEvent<E extends AuditEvent>(pages: Pages<E>, event: E): Pages<E> {
  if (pages.pages.some(({ items }) => items.some(({ id }) => id === event.id))) return pages;
  const isOlder = ({ at }: E) => at <= event.at;
  const found = pages.pages.findIndex(({ items }) => items.some(isOlder));
  if (found === -1 && pages.pages.at(-1)?.next !== undefined) return pages;
  const into = found === -1 ? pages.pages.length - 1 : found;
  const insert = (page: Page<E>): Page<E> => {
    const older = page.items.findIndex(isOlder);
    return { ...page, items: page.items.toSpliced(older === -1 ? page.items.length : older, 0, event) };
  };
  return { ...pages, pages: pages.pages.map((page, index) => (index === into ? insert(page) : page)) };
}

export interface FollowedList<E> {
  /** Behind what the stream begins. */
  readonly mark: () => string;
  readonly add: (event: E) => void;
  readonly open: (options: StreamOptions<{ audit: E }>) => Promise<StreamEnd>;
}

/** Adds what happens to a list that is loaded, until the returned function is called. */
export function followList<E>(list: FollowedList<E>, onState: (state: FollowState) => void): () => void {
  const run = async (signal: AbortSignal) => {
    const end = await list.open({
      signal,
      lastEventId: list.mark(),
      onOpen: () => onState({ kind: 'live' }),
      onError: ({ message, retrying }) => retrying && onState({ kind: 'lost', message }),
      onEvent: ({ data }) => list.add(data),
    });
    if (end.kind !== 'refused') return;
    onState({ kind: 'ended', message: end.result.kind === 'api-error' ? end.result.error.error : end.result.message });
  };
  return whileVisible(() => {
    const abort = new AbortController();
    onState({ kind: 'connecting' });
    void run(abort.signal);
    return () => abort.abort();
  });
}

export interface AuditView {
  readonly orgId: string;
  readonly filter: AuditFilter;
}

/** Goes on behind the newest entry of the list, so nothing between two connections is lost, and nothing has to be read again. */
export function followAudit(
  queries: QueryClient,
  { orgId, filter }: AuditView,
  onState: (state: FollowState) => void,
): () => void {
  const { queryKey } = auditQuery(orgId, filter);
  const list: FollowedList<AuditEvent> = {
    mark: () => String(queries.getQueryData(queryKey)?.pages[0]?.items[0]?.seq ?? 0),
    add: (event) => queries.setQueryData(queryKey, (pages) => (pages === undefined ? pages : withEvent(pages, event))),
    open: (options) => client.audit.stream({ query: { org_id: orgId, ...filter } }, options),
  };
  return followList(list, onState);
}
