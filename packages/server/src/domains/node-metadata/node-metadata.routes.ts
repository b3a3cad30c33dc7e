import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import { linkNext } from '../../platform/http/link.ts';
import type { MetadataRoutes } from './node-metadata.contract.ts';
import type { MetadataService } from './node-metadata.service.ts';

export function bindMetadataRoutes(routes: MetadataRoutes, service: MetadataService): BoundRoute[] {
  return [
    bind(routes.list, async (ctx, { query }, io) => {
      const page = await service.list(ctx, query);
      linkNext(io, page.nextCursor);
      return [...page.items];
    }),
    bind(routes.create, (ctx, { body }) => service.create(ctx, body)),
    // One list, called as the kind is.
    bind(routes.createMany, (ctx, { body }) => service.createMany(ctx, Object.values(body).flat())),
    bind(routes.get, (ctx, { params }) => service.get(ctx, params.id)),
    bind(routes.update, (ctx, { params, body }) => service.update(ctx, params.id, body)),
    bind(routes.delete, (ctx, { params }) => service.remove(ctx, params.id)),
  ];
}
