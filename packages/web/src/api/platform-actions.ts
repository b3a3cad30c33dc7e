/** What the platform offers to be done with clusters. */
import type { V1ActionCreate, V1ActionUpdate } from '@moorage/sdk/types';
import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { client, dataOf } from './client.ts';
import { thenRefresh } from './then-refresh.ts';

const listKey = ['platform-actions'];

export const platformActionsQuery = queryOptions({
  queryKey: listKey,
  queryFn: ({ signal }) => dataOf(client.v1Actions.list({}, { signal })),
});

export function createPlatformAction(queries: QueryClient, body: V1ActionCreate) {
  return thenRefresh(queries, listKey, dataOf(client.v1Actions.create({ body })));
}

export function updatePlatformAction(queries: QueryClient, id: string, body: V1ActionUpdate) {
  return thenRefresh(queries, listKey, dataOf(client.v1Actions.update({ params: { id }, body })));
}

export function deletePlatformAction(queries: QueryClient, id: string) {
  return thenRefresh(queries, listKey, dataOf(client.v1Actions.delete({ params: { id } })));
}
