/** The audit trail of an organization: pages of it, the check of its chain, and what is added while somebody looks. */
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

type Pages = InfiniteData<Page<AuditEvent>>;

/** Newest first; an entry that is there already stays where it is. */
export function withEvent(pages: Pages, event: AuditEvent): Pages {
  const [first, ...others] = pages.pages;
  if (first === undefined || pages.pages.some(({ items }) => items.some(({ id }) => id === event.id))) return pages;
  return { ...pages, pages: [{ ...first, items: [event, ...first.items] }, ...others] };
}

export interface AuditView {
  readonly orgId: string;
  readonly filter: AuditFilter;
}

/**
 * Adds what happens to a list that is loaded, until the returned function is called. It goes on behind the newest entry that the
 * list has, so nothing between two connections is lost, and nothing has to be read again.
 */
export function followAudit(
  queries: QueryClient,
  { orgId, filter }: AuditView,
  onState: (state: FollowState) => void,
): () => void {
  const { queryKey } = auditQuery(orgId, filter);
  const newest = () => queries.getQueryData(queryKey)?.pages[0]?.items[0]?.seq ?? 0;
  const run = async (signal: AbortSignal) => {
    const end = await client.audit.stream(
      { query: { org_id: orgId, ...filter } },
      {
        signal,
        lastEventId: String(newest()),
        onOpen: () => onState({ kind: 'live' }),
        onError: ({ message, retrying }) => retrying && onState({ kind: 'lost', message }),
        onEvent: ({ data }) => queries.setQueryData(queryKey, (pages) => (pages === undefined ? pages : withEvent(pages, data))),
      },
    );
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
