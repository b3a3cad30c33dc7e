/** How what is secret is sealed, for those who run the platform. */
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { client, dataOf } from './client.ts';
import { thenRefresh } from './then-refresh.ts';

const statusKey = ['admin', 'encryption'];
/** Jobs seal values anew and open them all; while somebody looks, the figures are this old at most. */
const lookMs = 3_000;

export const encryptionQuery = queryOptions({
  queryKey: statusKey,
  queryFn: ({ signal }) => dataOf(client.encryption.status({ signal })),
  refetchInterval: lookMs,
});

export function verifyEncryption(queries: QueryClient) {
  return thenRefresh(queries, statusKey, dataOf(client.encryption.verify()));
}

/** Null for the platform's own key. */
export function rotateKeyOf(queries: QueryClient, orgId: string | null) {
  return thenRefresh(queries, statusKey, dataOf(client.encryption.rotate({ body: { orgId } })));
}
