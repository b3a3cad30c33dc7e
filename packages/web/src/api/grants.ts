/** Guests of a deployment: people with a role on it and on nothing else. */
import type { GrantCreate } from '@moorage/sdk/types';
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { client, dataOf } from './client.ts';
import { keys } from './queries.ts';
import { thenRefresh } from './then-refresh.ts';

const grantsKey = (name: string) => keys.deploymentPart(name, 'grants');

export function grantsQuery(name: string) {
  return queryOptions({
    queryKey: grantsKey(name),
    queryFn: ({ signal }) => dataOf(client.deploymentGrants.list({ query: { name } }, { signal })),
  });
}

export function addGrant(queries: QueryClient, body: GrantCreate) {
  return thenRefresh(queries, grantsKey(body.name), dataOf(client.deploymentGrants.create({ body })));
}

export function removeGrant(queries: QueryClient, name: string, id: string) {
  return thenRefresh(queries, grantsKey(name), dataOf(client.deploymentGrants.delete({ query: { name, id } })));
}
