import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import { clusterMetadataRoutes as routes } from './cluster-metadata.contract.ts';
import type { ClusterMetadataService } from './cluster-metadata.service.ts';

export function bindClusterMetadataRoutes(service: ClusterMetadataService): BoundRoute[] {
  return [
    bind(routes.list, (ctx, { params }) => service.list(ctx, params.clusterID)),
    bind(routes.create, (ctx, { params, body }) => service.create(ctx, params.clusterID, body)),
    bind(routes.get, (ctx, { params }) => service.get(ctx, params.clusterID, params.metadataID)),
    bind(routes.update, (ctx, { params, body }) =>
      service.update(ctx, { clusterId: params.clusterID, id: params.metadataID }, body),
    ),
    bind(routes.delete, (ctx, { params }) => service.remove(ctx, params.clusterID, params.metadataID)),
  ];
}
