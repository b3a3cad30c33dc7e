/** The work of the platform, as its administrators see and steer it. */
import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import type { JobsSearch } from '../lib/search.ts';
import { adminKeys } from './admin.ts';
import { client, dataOf, pageOf } from './client.ts';
import { thenRefresh } from './then-refresh.ts';

/** While somebody looks, jobs are this old at most. */
const pollMs = 5_000;
const pageSize = 50;

export function jobsQuery({ kind, state, q }: Pick<JobsSearch, 'kind' | 'state' | 'q'>) {
  return infiniteQueryOptions({
    queryKey: [...adminKeys.jobs, { kind, state, q }],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: pageSize,
        ...(kind === undefined ? {} : { kind }),
        ...(state === undefined ? {} : { state }),
        ...(q === undefined ? {} : { q }),
        ...(pageParam === '' ? {} : { cursor: pageParam }),
      };
      return pageOf(client.adminJobs.list({ query }, { signal }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: pollMs,
  });
}

export function jobQuery(id: string) {
  return queryOptions({
    queryKey: [...adminKeys.jobs, id],
    queryFn: ({ signal }) => dataOf(client.adminJobs.get({ params: { id } }, { signal })),
    refetchInterval: pollMs,
  });
}

export const jobKindsQuery = queryOptions({
  queryKey: [...adminKeys.jobs, 'kinds'],
  queryFn: ({ signal }) => dataOf(client.adminJobs.kinds({ signal })),
  refetchInterval: pollMs,
});

export const schedulesQuery = queryOptions({
  queryKey: [...adminKeys.jobs, 'schedules'],
  queryFn: ({ signal }) => dataOf(client.adminJobs.schedules({ signal })),
  refetchInterval: pollMs,
});

/** Again, with all its attempts. */
export function retryJob(queries: QueryClient, id: string) {
  return thenRefresh(queries, adminKeys.jobs, dataOf(client.adminJobs.retry({ params: { id } })));
}

/** One that runs is told to stop. */
export function cancelJob(queries: QueryClient, id: string) {
  return thenRefresh(queries, adminKeys.jobs, dataOf(client.adminJobs.cancel({ params: { id } })));
}
