/** What the console does with API keys: one's own, and those that belong to an organization. */
import type { ApiKeyCreate, ApiKeyUpdate, OrgApiKeyCreate } from '@moorage/sdk/types';
import type { QueryClient } from '@tanstack/react-query';
import { client, dataOf } from './client.ts';
import { type KeyOwner, keyListKey } from './queries.ts';
import { thenRefresh } from './then-refresh.ts';

export function createApiKey(queries: QueryClient, body: ApiKeyCreate) {
  return thenRefresh(queries, keyListKey({}), dataOf(client.apiKeys.create({ body })));
}

export function createOrgKey(queries: QueryClient, orgId: string, body: OrgApiKeyCreate) {
  return thenRefresh(queries, keyListKey({ orgId }), dataOf(client.orgApiKeys.create({ params: { orgId }, body })));
}

export function updateKey(queries: QueryClient, { orgId }: KeyOwner, id: string, body: ApiKeyUpdate) {
  const answer =
    orgId === undefined
      ? client.apiKeys.update({ params: { id }, body })
      : client.orgApiKeys.update({ params: { orgId, id }, body });
  return thenRefresh(queries, keyListKey({ orgId }), dataOf(answer));
}

/** A new secret; the old one works on for the overlap. */
export function rotateKey(queries: QueryClient, { orgId }: KeyOwner, id: string, overlapSeconds: number) {
  const body = { overlapSeconds };
  const answer =
    orgId === undefined
      ? client.apiKeys.rotate({ params: { id }, body })
      : client.orgApiKeys.rotate({ params: { orgId, id }, body });
  return thenRefresh(queries, keyListKey({ orgId }), dataOf(answer));
}

export function revokeKey(queries: QueryClient, { orgId }: KeyOwner, id: string) {
  const answer =
    orgId === undefined ? client.apiKeys.delete({ params: { id } }) : client.orgApiKeys.delete({ params: { orgId, id } });
  return thenRefresh(queries, keyListKey({ orgId }), dataOf(answer));
}
