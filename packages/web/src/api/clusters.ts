/** Clusters of an organization, what they consist of, and what is said about them. */
import type { ApiResult } from '@moorage/sdk/client';
import type { V1Cluster, V1ClusterCreate, V1ClusterUpdate } from '@moorage/sdk/types';
import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import type { ClusterSlot } from '../lib/cluster.ts';
import { client, dataOf, pageOf } from './client.ts';
import { inOrg } from './in-org.ts';
import { thenRefresh } from './then-refresh.ts';

export const clustersKey = (orgId: string) => ['clusters', orgId];
const pageSize = 100;
/** While somebody looks, statuses are this old at most. */
const pollMs = 10_000;

export interface ClusterPlace {
  readonly orgId: string;
  readonly id: string;
}

export function clustersQuery(orgId: string, search: string | undefined) {
  return infiniteQueryOptions({
    queryKey: [...clustersKey(orgId), 'pages', { search }],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: pageSize,
        ...(search === undefined ? {} : { q: search }),
        ...(pageParam === '' ? {} : { cursor: pageParam }),
      };
      return pageOf(client.clusters.list({ query }, { signal, ...inOrg(orgId) }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: pollMs,
  });
}

/** All of them, to see what they use. */
export function allClustersQuery(orgId: string) {
  return queryOptions({
    queryKey: [...clustersKey(orgId), 'all'],
    queryFn: ({ signal }) => dataOf(client.clusters.list({}, { signal, ...inOrg(orgId) })),
  });
}

export function clusterQuery({ orgId, id: clusterID }: ClusterPlace) {
  return queryOptions({
    queryKey: [...clustersKey(orgId), clusterID],
    queryFn: ({ signal }) => dataOf(client.clusters.get({ params: { clusterID } }, { signal, ...inOrg(orgId) })),
    refetchInterval: pollMs,
  });
}

export function createCluster(queries: QueryClient, orgId: string, body: V1ClusterCreate) {
  return thenRefresh(queries, clustersKey(orgId), dataOf(client.clusters.create({ body }, inOrg(orgId))));
}

export function updateCluster(queries: QueryClient, { orgId, id: clusterID }: ClusterPlace, body: V1ClusterUpdate) {
  return thenRefresh(queries, clustersKey(orgId), dataOf(client.clusters.update({ params: { clusterID }, body }, inOrg(orgId))));
}

export async function deleteCluster(queries: QueryClient, { orgId, id: clusterID }: ClusterPlace) {
  await dataOf(client.clusters.delete({ params: { clusterID } }, inOrg(orgId)));
  queries.removeQueries({ queryKey: [...clustersKey(orgId), clusterID], type: 'inactive' });
  await queries.invalidateQueries({ queryKey: [...clustersKey(orgId), 'pages'] });
}

/** What nodes join with; audited, and never kept in the cache. */
export function revealCluster({ orgId, id: clusterID }: ClusterPlace) {
  return dataOf(client.clusters.reveal({ params: { clusterID } }, inOrg(orgId)));
}

type Slotted = (place: ClusterPlace, id: string | undefined) => Promise<ApiResult<V1Cluster>>;

/** How each place is filled; without an id it is emptied. */
const slotted: Readonly<Record<ClusterSlot, Slotted>> = {
  captain_domain: ({ orgId, id: clusterID }, domain_id) =>
    domain_id === undefined
      ? client.clusters.detachCaptainDomain({ params: { clusterID } }, inOrg(orgId))
      : client.clusters.attachCaptainDomain({ params: { clusterID }, body: { domain_id } }, inOrg(orgId)),
  control_plane_record_set: ({ orgId, id: clusterID }, record_set_id) =>
    record_set_id === undefined
      ? client.clusters.detachControlPlaneRecordSet({ params: { clusterID } }, inOrg(orgId))
      : client.clusters.attachControlPlaneRecordSet({ params: { clusterID }, body: { record_set_id } }, inOrg(orgId)),
  bastion_server: ({ orgId, id: clusterID }, server_id) =>
    server_id === undefined
      ? client.clusters.detachBastion({ params: { clusterID } }, inOrg(orgId))
      : client.clusters.attachBastion({ params: { clusterID }, body: { server_id } }, inOrg(orgId)),
  apps_load_balancer: ({ orgId, id: clusterID }, load_balancer_id) =>
    load_balancer_id === undefined
      ? client.clusters.detachAppsLoadBalancer({ params: { clusterID } }, inOrg(orgId))
      : client.clusters.attachAppsLoadBalancer({ params: { clusterID }, body: { load_balancer_id } }, inOrg(orgId)),
  glueops_load_balancer: ({ orgId, id: clusterID }, load_balancer_id) =>
    load_balancer_id === undefined
      ? client.clusters.detachGlueOpsLoadBalancer({ params: { clusterID } }, inOrg(orgId))
      : client.clusters.attachGlueOpsLoadBalancer({ params: { clusterID }, body: { load_balancer_id } }, inOrg(orgId)),
};

export function fillSlot(queries: QueryClient, place: ClusterPlace, slot: ClusterSlot, id: string | undefined) {
  return thenRefresh(queries, clustersKey(place.orgId), dataOf(slotted[slot](place, id)));
}

interface PoolChange {
  readonly attach: readonly string[];
  readonly detach: readonly string[];
}

/** What others attach meanwhile stays: only what is different is asked for. */
export async function changePools(queries: QueryClient, { orgId, id: clusterID }: ClusterPlace, change: PoolChange) {
  try {
    for (const node_pool_id of change.attach)
      await dataOf(client.clusters.attachNodePool({ params: { clusterID }, body: { node_pool_id } }, inOrg(orgId)));
    for (const nodePoolID of change.detach)
      await dataOf(client.clusters.detachNodePool({ params: { clusterID, nodePoolID } }, inOrg(orgId)));
  } finally {
    await queries.invalidateQueries({ queryKey: clustersKey(orgId) });
  }
}

export function clusterMetadataQuery({ orgId, id: clusterID }: ClusterPlace) {
  return queryOptions({
    queryKey: [...clustersKey(orgId), clusterID, 'metadata'],
    queryFn: ({ signal }) => dataOf(client.clusterMetadata.list({ params: { clusterID } }, { signal, ...inOrg(orgId) })),
  });
}

export interface MetadataPair {
  readonly key: string;
  readonly value: string;
}

/** Another value of one that there is, by its id, or a new one. */
export function saveClusterMetadata(
  queries: QueryClient,
  { orgId, id: clusterID }: ClusterPlace,
  body: MetadataPair,
  metadataID?: string,
) {
  const answer =
    metadataID === undefined
      ? client.clusterMetadata.create({ params: { clusterID }, body }, inOrg(orgId))
      : client.clusterMetadata.update({ params: { clusterID, metadataID }, body }, inOrg(orgId));
  return thenRefresh(queries, clustersKey(orgId), dataOf(answer));
}

export function deleteClusterMetadata(queries: QueryClient, { orgId, id: clusterID }: ClusterPlace, metadataID: string) {
  const answer = client.clusterMetadata.delete({ params: { clusterID, metadataID } }, inOrg(orgId));
  return thenRefresh(queries, clustersKey(orgId), dataOf(answer));
}
