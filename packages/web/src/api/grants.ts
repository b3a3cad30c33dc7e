/** Guests of a deployment: people with a role on it and on nothing else. */
import type { GrantCreate } from '@moorage/sdk/types';
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { client, dataOf } from './client.ts';
import { keys } from './queries.ts';

export function grantsQuery(name: string) {
  return queryOptions({
    queryKey: keys.deploymentPart(name, 'grants'),
    queryFn: ({ signal }) => dataOf(client.deploymentGrants.list({ query: { name } }, { signal })),
  });
}

async function thenRefresh<T>(queries: QueryClient, name: string, answer: Promise<T>): Promise<T> {
  const data = await answer;
  await queries.invalidateQueries({ queryKey: keys.deploymentPart(name, 'grants') });
  return data;
}

export function addGrant(queries: QueryClient, body: GrantCreate) {
  return thenRefresh(queries, body.name, dataOf(client.deploymentGrants.create({ body })));
}

export function removeGrant(queries: QueryClient, name: string, id: string) {
  return thenRefresh(queries, name, dataOf(client.deploymentGrants.delete({ query: { name, id } })));
}
