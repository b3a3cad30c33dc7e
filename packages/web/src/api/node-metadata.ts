/** Labels, annotations and taints of an organization; the three are alike but for the effect of taints. */
import type { ApiResult } from '@moorage/sdk/client';
import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import type { Metadata, MetadataDraft, MetadataKind } from '../lib/metadata.ts';
import { client, dataOf, pageOf } from './client.ts';
import { inOrg } from './in-org.ts';
import { thenRefresh } from './then-refresh.ts';

const metadataKey = ({ orgId, kind }: MetadataPlace) => [kind, orgId];
const pageSize = 100;

export interface MetadataPlace {
  readonly orgId: string;
  readonly kind: MetadataKind;
}

interface Query {
  readonly limit?: number;
  readonly cursor?: string;
  readonly q?: string;
}

function listed({ orgId, kind }: MetadataPlace, query: Query, signal: AbortSignal): Promise<ApiResult<readonly Metadata[]>> {
  return client[kind].list({ query }, { signal, ...inOrg(orgId) });
}

/** Those whose key contains the text, page by page. */
export function metadataQuery(place: MetadataPlace, search: string | undefined) {
  return infiniteQueryOptions({
    queryKey: [...metadataKey(place), 'pages', { search }],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: pageSize,
        ...(search === undefined ? {} : { q: search }),
        ...(pageParam === '' ? {} : { cursor: pageParam }),
      };
      return pageOf(listed(place, query, signal));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

/** All of them, to choose from. */
export function allMetadataQuery(place: MetadataPlace) {
  return queryOptions({
    queryKey: [...metadataKey(place), 'all'],
    queryFn: ({ signal }) => dataOf(listed(place, {}, signal)),
  });
}

function created(
  { orgId, kind }: MetadataPlace,
  { key, value, effect = 'NoSchedule' }: MetadataDraft,
): Promise<ApiResult<Metadata>> {
  if (kind === 'taints') return client.taints.create({ body: { key, value, effect } }, inOrg(orgId));
  return client[kind].create({ body: { key, value } }, inOrg(orgId));
}

export function createMetadata(queries: QueryClient, place: MetadataPlace, draft: MetadataDraft) {
  return thenRefresh(queries, metadataKey(place), dataOf(created(place, draft)));
}

function createdMany({ orgId, kind }: MetadataPlace, drafts: readonly MetadataDraft[]): Promise<ApiResult<readonly Metadata[]>> {
  if (kind === 'labels') return client.labels.createMany({ body: { labels: drafts } }, inOrg(orgId));
  if (kind === 'annotations') return client.annotations.createMany({ body: { annotations: drafts } }, inOrg(orgId));
  const taints = drafts.map(({ effect = 'NoSchedule', ...rest }) => ({ ...rest, effect }));
  return client.taints.createMany({ body: { taints } }, inOrg(orgId));
}

/** All of them, or none where one is refused. */
export function createManyMetadata(queries: QueryClient, place: MetadataPlace, drafts: readonly MetadataDraft[]) {
  return thenRefresh(queries, metadataKey(place), dataOf(createdMany(place, drafts)));
}

export function updateMetadata(queries: QueryClient, place: MetadataPlace & { readonly id: string }, draft: MetadataDraft) {
  const { orgId, kind, id } = place;
  const { key, value, effect = 'NoSchedule' } = draft;
  const answer: Promise<ApiResult<Metadata>> =
    kind === 'taints'
      ? client.taints.update({ params: { id }, body: { key, value, effect } }, inOrg(orgId))
      : client[kind].update({ params: { id }, body: { key, value } }, inOrg(orgId));
  return thenRefresh(queries, metadataKey(place), dataOf(answer));
}

export function deleteMetadata(queries: QueryClient, place: MetadataPlace & { readonly id: string }) {
  const { orgId, kind, id } = place;
  return thenRefresh(queries, metadataKey(place), dataOf(client[kind].delete({ params: { id } }, inOrg(orgId))));
}
