/** Guests of one deployment or template: people with a role on it and on nothing else. */
import type { GrantCreate } from '@moorage/sdk/types';
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { client, dataOf } from './client.ts';
import { keys } from './queries.ts';
import { thenRefresh } from './then-refresh.ts';

export interface SharedThing {
  readonly type: 'deployment' | 'template';
  readonly name: string;
}

const calls = { deployment: client.deploymentGrants, template: client.templateGrants };

function grantsKey({ type, name }: SharedThing) {
  return type === 'deployment' ? keys.deploymentPart(name, 'grants') : [...keys.templates, name, 'grants'];
}

export function grantsQuery(thing: SharedThing) {
  return queryOptions({
    queryKey: grantsKey(thing),
    queryFn: ({ signal }) => dataOf(calls[thing.type].list({ query: { name: thing.name } }, { signal })),
  });
}

export function addGrant(queries: QueryClient, thing: SharedThing, grant: Omit<GrantCreate, 'name'>) {
  const body = { name: thing.name, ...grant };
  return thenRefresh(queries, grantsKey(thing), dataOf(calls[thing.type].create({ body })));
}

export function removeGrant(queries: QueryClient, thing: SharedThing, id: string) {
  const query = { name: thing.name, id };
  return thenRefresh(queries, grantsKey(thing), dataOf(calls[thing.type].delete({ query })));
}
