/**
 * Getting at clusters: their kubeconfigs, and tokens that end by themselves.
 *
 * A kubeconfig is read when it is sent, kept sealed and not shown with its cluster. People get one of their own, for a token of a service
 * account with one of the roles that every cluster has; what asks the cluster for it is {@link ClusterTokens}.
 */
import type { BoundRoute } from '../../platform/http/bind.ts';
import { bindClusterAccessRoutes } from './cluster-access.routes.ts';
import { createIssueKubeconfig } from './cluster-token.service.ts';
import { type ClusterAccessDeps, createKubeconfigService } from './kubeconfig.service.ts';

export type { ClusterTokens } from './cluster-access.ports.ts';

export function createClusterAccess(deps: ClusterAccessDeps): { readonly routes: readonly BoundRoute[] } {
  return { routes: bindClusterAccessRoutes(createKubeconfigService(deps), createIssueKubeconfig(deps)) };
}
