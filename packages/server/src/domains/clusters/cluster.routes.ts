import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import { linkNext } from '../../platform/http/link.ts';
import { clusterRoutes } from './cluster.contract.ts';
import type { ClusterService } from './cluster.service.ts';

export function bindClusterRoutes(clusters: ClusterService): BoundRoute[] {
  return [
    bind(clusterRoutes.list, async (ctx, { query }, io) => {
      const page = await clusters.list(ctx, query);
      linkNext(io, page.nextCursor);
      return [...page.items];
    }),
    bind(clusterRoutes.create, (ctx, { body }) => clusters.create(ctx, body)),
    bind(clusterRoutes.get, (ctx, { params }) => clusters.get(ctx, params.clusterID)),
    bind(clusterRoutes.reveal, (ctx, { params }) => clusters.reveal(ctx, params.clusterID)),
    bind(clusterRoutes.update, (ctx, { params, body }) => clusters.update(ctx, params.clusterID, body)),
    bind(clusterRoutes.delete, (ctx, { params }) => clusters.remove(ctx, params.clusterID)),
  ];
}
