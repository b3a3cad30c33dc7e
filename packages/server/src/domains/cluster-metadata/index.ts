/**
 * What owners say about their clusters: keys with values, for what runs there.
 *
 * An entry keeps its key and its value as they were written. Two keys that differ in capitals only are one, and in the body of the
 * cluster all keys are in small letters, as what reads it there expects them.
 */
import { AppError } from '@moorage/core/errors';
import type { ConstraintErrors } from '../../platform/db/constraints.ts';
import type { BoundRoute } from '../../platform/http/bind.ts';
import { bindClusterMetadataRoutes } from './cluster-metadata.routes.ts';
import { type ClusterMetadataDeps, createClusterMetadataService } from './cluster-metadata.service.ts';

export const clusterMetadataConstraints: ConstraintErrors = {
  cluster_metadata__key_once: () =>
    new AppError('already_exists', 'The cluster has a value for this key already; capitals make no other key.'),
};

export function createClusterMetadata(deps: ClusterMetadataDeps): { readonly routes: readonly BoundRoute[] } {
  return { routes: bindClusterMetadataRoutes(createClusterMetadataService(deps)) };
}
