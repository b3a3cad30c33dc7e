/**
 * Clusters of organizations: what a fleet is described with.
 *
 * A cluster is a description here, of what is attached to it: a captain domain, a control-plane record set, load balancers, a bastion
 * and node pools. Its status is not kept but follows from that (cluster.rules.ts), so it is true whoever changes what is attached. What
 * nodes join it with is made here, sealed, and shown to who may reveal it.
 */
import { AppError } from '@moorage/core/errors';
import type { ConstraintErrors } from '../../platform/db/constraints.ts';
import type { BoundRoute } from '../../platform/http/bind.ts';
import { bindClusterRoutes } from './cluster.routes.ts';
import { type ClusterDeps, createClusterService } from './cluster.service.ts';

export { createClusterContent } from './cluster-end.service.ts';
export { clusterSchema } from './cluster.contract.ts';
export { type ClusterDeps, clusterTarget, missingCluster, showCluster, type ShowClusterDeps } from './cluster.service.ts';
export { secretsOfClusters } from './cluster-secret.service.ts';
export { findCluster, holdCluster, updateCluster } from './cluster.store.ts';
export type { ClusterRow, ClusterView, PartColumn } from './cluster.view.ts';

export const clusterConstraints: ConstraintErrors = {
  clusters__name_once: () => new AppError('already_exists', 'The organization has a cluster of this name already.'),
  clusters__bastion: () =>
    new AppError('conflict', 'The server is the bastion of a cluster, and stays a bastion until it is detached.'),
};

export function createClusters(deps: ClusterDeps): { readonly routes: readonly BoundRoute[] } {
  return { routes: bindClusterRoutes(createClusterService(deps)) };
}
