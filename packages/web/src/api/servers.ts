/** Servers of an organization. Nothing tells when their status changes, so they are asked for again while somebody looks. */
import type { V1Server, V1ServerCreate, V1ServerUpdate } from '@moorage/sdk/types';
import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import { client, dataOf, pageOf } from './client.ts';
import { inOrg } from './in-org.ts';
import { thenRefresh } from './then-refresh.ts';

const serversKey = (orgId: string) => ['servers', orgId];
const pageSize = 100;
const logPageSize = 1_000;
/** While somebody looks, statuses are this old at most. */
const pollMs = 10_000;

export interface ServerFilter {
  readonly role?: V1Server['role'] | undefined;
  readonly status?: V1Server['status'] | undefined;
  readonly search?: string | undefined;
}

export interface ServerPlace {
  readonly orgId: string;
  readonly id: string;
}

export function serversQuery(orgId: string, { role, status, search }: ServerFilter) {
  return infiniteQueryOptions({
    queryKey: [...serversKey(orgId), 'pages', { role, status, search }],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: pageSize,
        ...(role === undefined ? {} : { role }),
        ...(status === undefined ? {} : { status }),
        ...(search === undefined ? {} : { q: search }),
        ...(pageParam === '' ? {} : { cursor: pageParam }),
      };
      return pageOf(client.servers.list({ query }, { signal, ...inOrg(orgId) }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: pollMs,
  });
}

/** All of them, to choose from. */
export function allServersQuery(orgId: string, role?: V1Server['role']) {
  return queryOptions({
    queryKey: [...serversKey(orgId), 'all', { role }],
    queryFn: ({ signal }) => {
      const query = role === undefined ? {} : { role };
      return dataOf(client.servers.list({ query }, { signal, ...inOrg(orgId) }));
    },
  });
}

export function serverQuery({ orgId, id }: ServerPlace) {
  return queryOptions({
    queryKey: [...serversKey(orgId), id],
    queryFn: ({ signal }) => dataOf(client.servers.get({ params: { id } }, { signal, ...inOrg(orgId) })),
    refetchInterval: pollMs,
  });
}

export function createServer(queries: QueryClient, orgId: string, body: V1ServerCreate) {
  return thenRefresh(queries, serversKey(orgId), dataOf(client.servers.create({ body }, inOrg(orgId))));
}

/** All of them, or none where one is refused. */
export function createServers(queries: QueryClient, orgId: string, servers: readonly V1ServerCreate[]) {
  return thenRefresh(queries, serversKey(orgId), dataOf(client.servers.createMany({ body: { servers } }, inOrg(orgId))));
}

export function updateServer(queries: QueryClient, { orgId, id }: ServerPlace, body: V1ServerUpdate) {
  return thenRefresh(queries, serversKey(orgId), dataOf(client.servers.update({ params: { id }, body }, inOrg(orgId))));
}

export async function deleteServer(queries: QueryClient, { orgId, id }: ServerPlace) {
  await dataOf(client.servers.delete({ params: { id } }, inOrg(orgId)));
  queries.removeQueries({ queryKey: [...serversKey(orgId), id], type: 'inactive' });
  await queries.invalidateQueries({ queryKey: [...serversKey(orgId), 'pages'] });
}

export function resetHostKey(queries: QueryClient, { orgId, id }: ServerPlace) {
  return thenRefresh(queries, serversKey(orgId), dataOf(client.servers.resetHostkey({ params: { id } }, inOrg(orgId))));
}

/** Page by page from its beginning; the end is asked for again while the server is being set up. */
export function serverLogQuery({ orgId, id }: ServerPlace) {
  return infiniteQueryOptions({
    queryKey: [...serversKey(orgId), id, 'log'],
    queryFn: ({ pageParam, signal }) => {
      const query = { after: pageParam, limit: logPageSize };
      return dataOf(client.servers.logs({ params: { id }, query }, { signal, ...inOrg(orgId) }));
    },
    initialPageParam: 0,
    getNextPageParam: (page) => (page.items.length < logPageSize ? undefined : page.next_cursor),
    refetchInterval: ({ state }) => (state.data?.pages.at(-1)?.done === true ? false : pollMs),
  });
}
