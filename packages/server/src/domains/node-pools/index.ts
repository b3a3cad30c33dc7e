/**
 * Node pools: servers of one role, and the labels, annotations and taints that all of them get.
 *
 * A pool has servers and metadata by pairs (pool-attachment.service.ts); one server or label may be in several pools. In a pool, a host
 * name is there once and a key has one value, for a node could not be told from the other, or have both: the database holds it,
 * also while things are renamed. Deleting a pool detaches everything; what a pool has is not deleted, and what uses pools says so by
 * {@link NodePoolUses}, and which a cluster has by {@link NodePoolGroups}.
 */
import { AppError } from '@moorage/core/errors';
import type { ConstraintErrors } from '../../platform/db/constraints.ts';
import type { BoundRoute } from '../../platform/http/bind.ts';
import { poolAnnotationRoutes, poolLabelRoutes, poolServerRoutes, poolTaintRoutes } from './node-pool.contract.ts';
import { bindAttachmentRoutes, bindNodePoolRoutes } from './node-pool.routes.ts';
import { createNodePoolService, type NodePoolDeps } from './node-pool.service.ts';
import { createAttachmentService } from './pool-attachment.service.ts';

export { nodePoolSchema } from './node-pool.contract.ts';
export type { NodePoolGroups, NodePoolUses } from './node-pool.ports.ts';
export { holdPool } from './node-pool.store.ts';
export type { NodePoolView } from './node-pool.view.ts';
export { viewPools } from './pool-content.service.ts';
export { poolMetadataUses, poolServerUses } from './pool-uses.service.ts';

export const nodePoolConstraints: ConstraintErrors = {
  node_pool_servers__hostname_once: () => new AppError('conflict', 'A node pool would have two servers of this host name.'),
  node_pool_metadata__key_once: () => new AppError('conflict', 'A node pool would have two values for this key.'),
};

export function createNodePools(deps: NodePoolDeps): { readonly routes: readonly BoundRoute[] } {
  return {
    routes: [
      ...bindNodePoolRoutes(createNodePoolService(deps)),
      ...bindAttachmentRoutes(poolServerRoutes, 'server', createAttachmentService(deps, 'server')),
      ...bindAttachmentRoutes(poolLabelRoutes, 'label', createAttachmentService(deps, 'label')),
      ...bindAttachmentRoutes(poolAnnotationRoutes, 'annotation', createAttachmentService(deps, 'annotation')),
      ...bindAttachmentRoutes(poolTaintRoutes, 'taint', createAttachmentService(deps, 'taint')),
    ],
  };
}
