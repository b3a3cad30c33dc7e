import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import { linkNext } from '../../platform/http/link.ts';
import { serverRoutes } from './server.contract.ts';
import type { ServerService } from './server.service.ts';

export function bindServerRoutes(servers: ServerService): BoundRoute[] {
  return [
    bind(serverRoutes.list, async (ctx, { query }, io) => {
      const page = await servers.list(ctx, query);
      linkNext(io, page.nextCursor);
      return [...page.items];
    }),
    bind(serverRoutes.create, async (ctx, { body }) => {
      const [made] = await servers.create(ctx, [body]);
      if (made === undefined) throw new Error('one server is made of one description');
      return made;
    }),
    bind(serverRoutes.createMany, (ctx, { body }) => servers.create(ctx, body.servers)),
    bind(serverRoutes.get, (ctx, { params }) => servers.get(ctx, params.id)),
    bind(serverRoutes.update, (ctx, { params, body }) => servers.update(ctx, params.id, body)),
    bind(serverRoutes.delete, (ctx, { params }) => servers.remove(ctx, params.id)),
    bind(serverRoutes.logs, (ctx, { params, query }) => servers.logs(ctx, params.id, query)),
    bind(serverRoutes.resetHostkey, (ctx, { params }) => servers.resetHostkey(ctx, params.id)),
  ];
}
