/** Node pools of an organization, and what is attached to them. */
import type { ApiResult } from '@moorage/sdk/client';
import type { V1NodePoolCreate, V1NodePoolUpdate } from '@moorage/sdk/types';
import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import type { AttachmentKind } from '../lib/node-pool.ts';
import { client, dataOf, pageOf } from './client.ts';
import { inOrg } from './in-org.ts';
import { thenRefresh } from './then-refresh.ts';

const poolsKey = (orgId: string) => ['node-pools', orgId];
const pageSize = 100;

export interface PoolPlace {
  readonly orgId: string;
  readonly id: string;
}

export function poolsQuery(orgId: string, search: string | undefined) {
  return infiniteQueryOptions({
    queryKey: [...poolsKey(orgId), 'pages', { search }],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: pageSize,
        ...(search === undefined ? {} : { q: search }),
        ...(pageParam === '' ? {} : { cursor: pageParam }),
      };
      return pageOf(client.nodePools.list({ query }, { signal, ...inOrg(orgId) }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

/** All of them: to choose from, and to see what they use. */
export function allPoolsQuery(orgId: string) {
  return queryOptions({
    queryKey: [...poolsKey(orgId), 'all'],
    queryFn: ({ signal }) => dataOf(client.nodePools.list({}, { signal, ...inOrg(orgId) })),
  });
}

export function poolQuery({ orgId, id }: PoolPlace) {
  return queryOptions({
    queryKey: [...poolsKey(orgId), id],
    queryFn: ({ signal }) => dataOf(client.nodePools.get({ params: { id } }, { signal, ...inOrg(orgId) })),
  });
}

export function createPool(queries: QueryClient, orgId: string, body: V1NodePoolCreate) {
  return thenRefresh(queries, poolsKey(orgId), dataOf(client.nodePools.create({ body }, inOrg(orgId))));
}

export function updatePool(queries: QueryClient, { orgId, id }: PoolPlace, body: V1NodePoolUpdate) {
  return thenRefresh(queries, poolsKey(orgId), dataOf(client.nodePools.update({ params: { id }, body }, inOrg(orgId))));
}

export async function deletePool(queries: QueryClient, { orgId, id }: PoolPlace) {
  await dataOf(client.nodePools.delete({ params: { id } }, inOrg(orgId)));
  queries.removeQueries({ queryKey: [...poolsKey(orgId), id], type: 'inactive' });
  await queries.invalidateQueries({ queryKey: [...poolsKey(orgId), 'pages'] });
}

interface Attaching {
  readonly attach: (place: PoolPlace, ids: readonly string[]) => Promise<ApiResult<undefined>>;
  readonly detach: (place: PoolPlace, id: string) => Promise<ApiResult<undefined>>;
}

const attaching: Readonly<Record<AttachmentKind, Attaching>> = {
  servers: {
    attach: ({ orgId, id }, server_ids) => client.nodePools.attachServers({ params: { id }, body: { server_ids } }, inOrg(orgId)),
    detach: ({ orgId, id }, serverId) => client.nodePools.detachServer({ params: { id, serverId } }, inOrg(orgId)),
  },
  labels: {
    attach: ({ orgId, id }, label_ids) => client.nodePools.attachLabels({ params: { id }, body: { label_ids } }, inOrg(orgId)),
    detach: ({ orgId, id }, labelId) => client.nodePools.detachLabel({ params: { id, labelId } }, inOrg(orgId)),
  },
  annotations: {
    attach: ({ orgId, id }, annotation_ids) =>
      client.nodePools.attachAnnotations({ params: { id }, body: { annotation_ids } }, inOrg(orgId)),
    detach: ({ orgId, id }, annotationId) => client.nodePools.detachAnnotation({ params: { id, annotationId } }, inOrg(orgId)),
  },
  taints: {
    attach: ({ orgId, id }, taint_ids) => client.nodePools.attachTaints({ params: { id }, body: { taint_ids } }, inOrg(orgId)),
    detach: ({ orgId, id }, taintId) => client.nodePools.detachTaint({ params: { id, taintId } }, inOrg(orgId)),
  },
};

export interface AttachmentChange {
  readonly attach: readonly string[];
  readonly detach: readonly string[];
}

/** What others attach meanwhile stays: only what is different is asked for. */
export async function changeAttachments(
  queries: QueryClient,
  place: PoolPlace,
  kind: AttachmentKind,
  change: AttachmentChange,
): Promise<void> {
  const { attach, detach } = attaching[kind];
  try {
    if (change.attach.length > 0) await dataOf(attach(place, change.attach));
    for (const id of change.detach) await dataOf(detach(place, id));
  } finally {
    await queries.invalidateQueries({ queryKey: poolsKey(place.orgId) });
  }
}
