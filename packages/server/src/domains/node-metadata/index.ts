/**
 * What nodes are marked with: labels, annotations and taints.
 *
 * The three are alike but for what a value may be and for the effect of a taint, so they are one table and one service, once for each
 * kind. Each is there once in an organization and may be attached to any number of node pools; a change is one everywhere. What has
 * them attached says so by {@link MetadataUses}, and what is attached is not deleted.
 */
import { AppError } from '@moorage/core/errors';
import type { ConstraintErrors } from '../../platform/db/constraints.ts';
import type { BoundRoute } from '../../platform/http/bind.ts';
import { annotationRoutes, labelRoutes, taintRoutes } from './node-metadata.contract.ts';
import { bindMetadataRoutes } from './node-metadata.routes.ts';
import { createMetadataService, type NodeMetadataDeps } from './node-metadata.service.ts';

export { viewMetadata } from './metadata-content.service.ts';
export { metadataSchemas, type MetadataView } from './node-metadata.contract.ts';
export type { MetadataUses } from './node-metadata.ports.ts';
export { holdMetadata } from './node-metadata.store.ts';

export const nodeMetadataConstraints: ConstraintErrors = {
  node_metadata__once: () => new AppError('already_exists', 'The organization has one with this key and this value already.'),
};

export function createNodeMetadata(deps: NodeMetadataDeps): { readonly routes: readonly BoundRoute[] } {
  return {
    routes: [
      ...bindMetadataRoutes(
        labelRoutes,
        createMetadataService(deps, { kind: 'label', list: 'labels', missing: 'label_not_found' }),
      ),
      ...bindMetadataRoutes(
        annotationRoutes,
        createMetadataService(deps, { kind: 'annotation', list: 'annotations', missing: 'not_found' }),
      ),
      ...bindMetadataRoutes(taintRoutes, createMetadataService(deps, { kind: 'taint', list: 'taints', missing: 'not_found' })),
    ],
  };
}
