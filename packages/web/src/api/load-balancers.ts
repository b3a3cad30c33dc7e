/** Load balancers of an organization. */
import type { V1LoadBalancerCreate, V1LoadBalancerUpdate } from '@moorage/sdk/types';
import { infiniteQueryOptions, keepPreviousData, type QueryClient } from '@tanstack/react-query';
import type { BalancersSearch } from '../lib/networking-search.ts';
import { client, dataOf, pageOf } from './client.ts';
import { inOrg } from './in-org.ts';
import { thenRefresh } from './then-refresh.ts';

const listKey = (orgId: string) => ['load-balancers', orgId];
const pageSize = 100;

interface BalancerPlace {
  readonly orgId: string;
  readonly id: string;
}

export function loadBalancersQuery(orgId: string, { kind, search }: BalancersSearch) {
  return infiniteQueryOptions({
    queryKey: [...listKey(orgId), 'pages', { kind, search }],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: pageSize,
        ...(kind === undefined ? {} : { kind }),
        ...(search === undefined ? {} : { q: search }),
        ...(pageParam === '' ? {} : { cursor: pageParam }),
      };
      return pageOf(client.loadBalancers.list({ query }, { signal, ...inOrg(orgId) }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

export function createLoadBalancer(queries: QueryClient, orgId: string, body: V1LoadBalancerCreate) {
  return thenRefresh(queries, listKey(orgId), dataOf(client.loadBalancers.create({ body }, inOrg(orgId))));
}

/** All of them, or none where one is refused. */
export function createLoadBalancers(queries: QueryClient, orgId: string, load_balancers: readonly V1LoadBalancerCreate[]) {
  const answer = dataOf(client.loadBalancers.createMany({ body: { load_balancers } }, inOrg(orgId)));
  return thenRefresh(queries, listKey(orgId), answer);
}

export function updateLoadBalancer(queries: QueryClient, { orgId, id }: BalancerPlace, body: V1LoadBalancerUpdate) {
  const answer = dataOf(client.loadBalancers.update({ params: { id }, body }, inOrg(orgId)));
  return thenRefresh(queries, listKey(orgId), answer);
}

export function deleteLoadBalancer(queries: QueryClient, { orgId, id }: BalancerPlace) {
  return thenRefresh(queries, listKey(orgId), dataOf(client.loadBalancers.delete({ params: { id } }, inOrg(orgId))));
}
