/** What administrators of the platform do with white-label clients. */
import type { ClientCreate, ClientUpdate } from '@moorage/sdk/types';
import type { QueryClient } from '@tanstack/react-query';
import { adminKeys } from './admin.ts';
import { client, dataOf } from './client.ts';
import { thenRefresh } from './then-refresh.ts';

export function createClientOf(queries: QueryClient, body: ClientCreate, idempotencyKey: string) {
  return thenRefresh(queries, adminKeys.clients, dataOf(client.clients.create({ body }, { idempotencyKey })));
}

export function updateClient(queries: QueryClient, id: string, body: ClientUpdate) {
  return thenRefresh(queries, adminKeys.clients, dataOf(client.clients.update({ params: { id }, body })));
}

export function deleteClient(queries: QueryClient, id: string) {
  return thenRefresh(queries, adminKeys.clients, dataOf(client.clients.delete({ params: { id } })));
}
