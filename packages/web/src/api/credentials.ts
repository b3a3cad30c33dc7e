/** Credentials of providers. What is secret of them is read by one call only, which is audited. */
import type { V1CredentialCreate, V1CredentialUpdate } from '@moorage/sdk/types';
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { client, dataOf } from './client.ts';
import { inOrg } from './in-org.ts';
import { thenRefresh } from './then-refresh.ts';

const listKey = (orgId: string) => ['credentials', orgId];

export interface CredentialPlace {
  readonly orgId: string;
  readonly id: string;
}

export function credentialsQuery(orgId: string) {
  return queryOptions({
    queryKey: listKey(orgId),
    queryFn: ({ signal }) => dataOf(client.credentials.list({}, { signal, ...inOrg(orgId) })),
  });
}

export function createCredential(queries: QueryClient, orgId: string, body: V1CredentialCreate) {
  return thenRefresh(queries, listKey(orgId), dataOf(client.credentials.create({ body }, inOrg(orgId))));
}

export function updateCredential(queries: QueryClient, { orgId, id }: CredentialPlace, body: V1CredentialUpdate) {
  return thenRefresh(queries, listKey(orgId), dataOf(client.credentials.update({ params: { id }, body }, inOrg(orgId))));
}

export function deleteCredential(queries: QueryClient, { orgId, id }: CredentialPlace) {
  return thenRefresh(queries, listKey(orgId), dataOf(client.credentials.delete({ params: { id } }, inOrg(orgId))));
}

export function testCredential({ orgId, id }: CredentialPlace) {
  return dataOf(client.credentials.test({ params: { id } }, inOrg(orgId)));
}

export function revealCredential({ orgId, id }: CredentialPlace) {
  return dataOf(client.credentials.reveal({ params: { id } }, inOrg(orgId)));
}
