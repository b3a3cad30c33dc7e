/** The audit trail of an organization: pages of it, and the check of its chain. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { AuditFilter } from '../lib/audit-filter.ts';
import { client, dataOf, pageOf } from './client.ts';

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
