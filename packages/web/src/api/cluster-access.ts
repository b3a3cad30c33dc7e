/** Kubeconfigs of clusters: kept sealed, and handed out for a while. Nothing of them is kept in the cache. */
import type { V1KubeconfigIssue } from '@moorage/sdk/types';
import type { QueryClient } from '@tanstack/react-query';
import { client, dataOf } from './client.ts';
import { type ClusterPlace, clustersKey } from './clusters.ts';
import { inOrg } from './in-org.ts';
import { thenRefresh } from './then-refresh.ts';

export function setKubeconfig(queries: QueryClient, { orgId, id: clusterID }: ClusterPlace, kubeconfig: string) {
  const answer = client.clusters.setKubeconfig({ params: { clusterID }, body: { kubeconfig } }, inOrg(orgId));
  return thenRefresh(queries, clustersKey(orgId), dataOf(answer));
}

export function clearKubeconfig(queries: QueryClient, { orgId, id: clusterID }: ClusterPlace) {
  return thenRefresh(
    queries,
    clustersKey(orgId),
    dataOf(client.clusters.clearKubeconfig({ params: { clusterID } }, inOrg(orgId))),
  );
}

/** As it was sent; audited. */
export function revealKubeconfig({ orgId, id: clusterID }: ClusterPlace) {
  return dataOf(client.clusters.revealKubeconfig({ params: { clusterID } }, inOrg(orgId)));
}

/** One with a token of its own, for whoever asks; audited. */
export function issueKubeconfig({ orgId, id: clusterID }: ClusterPlace, body: V1KubeconfigIssue) {
  return dataOf(client.clusters.issueKubeconfig({ params: { clusterID }, body }, inOrg(orgId)));
}
