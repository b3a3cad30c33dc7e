/** Webhooks that an audit trail is delivered to. */
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { client, dataOf } from './client.ts';
import { thenRefresh } from './then-refresh.ts';

interface SinkPlace {
  readonly orgId: string;
  readonly id: string;
}

function listKey(orgId: string): readonly string[] {
  return ['org', orgId, 'audit-sinks'];
}

export function auditSinksQuery(orgId: string) {
  return queryOptions({
    queryKey: listKey(orgId),
    queryFn: ({ signal }) => dataOf(client.auditSinks.list({ query: { org_id: orgId } }, { signal })),
  });
}

export function createSink(queries: QueryClient, body: Parameters<typeof client.auditSinks.create>[0]['body']) {
  return thenRefresh(queries, listKey(body.orgId), dataOf(client.auditSinks.create({ body })));
}

function request({ orgId, id }: SinkPlace) {
  return { params: { id }, query: { org_id: orgId } };
}

interface SinkChange {
  readonly enabled?: boolean;
  readonly url?: string;
}

export function updateSink(queries: QueryClient, place: SinkPlace, body: SinkChange) {
  return thenRefresh(queries, listKey(place.orgId), dataOf(client.auditSinks.update({ ...request(place), body })));
}

/** Sends a signed delivery without entries; a webhook that answers badly is a result and no error. */
export function testSink(queries: QueryClient, place: SinkPlace) {
  return thenRefresh(queries, listKey(place.orgId), dataOf(client.auditSinks.test(request(place))));
}

export function removeSink(queries: QueryClient, place: SinkPlace) {
  return thenRefresh(queries, listKey(place.orgId), dataOf(client.auditSinks.remove(request(place))));
}
