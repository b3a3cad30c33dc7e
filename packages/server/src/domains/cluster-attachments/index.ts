/**
 * What is attached to clusters: one thing in each place of a cluster, and any number of node pools.
 *
 * To the domains of those things, clusters are what uses them (cluster-uses.service.ts).
 */
import type { BoundRoute } from '../../platform/http/bind.ts';
import { bindAttachmentRoutes } from './cluster-attachment.routes.ts';
import { type AttachmentDeps, createAttachmentService } from './cluster-attachment.service.ts';

export {
  clusterDnsUses,
  clusterLoadBalancerUses,
  clusterPools,
  clusterPoolUses,
  clusterServers,
  clusterServerUses,
} from './cluster-uses.service.ts';

export function createClusterAttachments(deps: AttachmentDeps): { readonly routes: readonly BoundRoute[] } {
  return { routes: bindAttachmentRoutes(createAttachmentService(deps)) };
}
