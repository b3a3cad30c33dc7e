import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import { linkNext } from '../../platform/http/link.ts';
import { type Attachable, type AttachmentRoutes, nodePoolRoutes } from './node-pool.contract.ts';
import type { NodePoolService } from './node-pool.service.ts';
import type { AttachmentService } from './pool-attachment.service.ts';

export function bindNodePoolRoutes(pools: NodePoolService): BoundRoute[] {
  return [
    bind(nodePoolRoutes.list, async (ctx, { query }, io) => {
      const page = await pools.list(ctx, query);
      linkNext(io, page.nextCursor);
      return [...page.items];
    }),
    bind(nodePoolRoutes.create, (ctx, { body }) => pools.create(ctx, body)),
    bind(nodePoolRoutes.get, (ctx, { params }) => pools.get(ctx, params.id)),
    bind(nodePoolRoutes.update, (ctx, { params, body }) => pools.update(ctx, params.id, body)),
    bind(nodePoolRoutes.delete, (ctx, { params }) => pools.remove(ctx, params.id)),
  ];
}

/** Names of parts of the path differ by what is attached, so their types do not know them. */
function partOf(params: Readonly<Record<string, string | undefined>>, name: string): string {
  const part = params[name];
  if (part === undefined) throw new Error(`the path has no ${name}`);
  return part;
}

export function bindAttachmentRoutes(routes: AttachmentRoutes, kind: Attachable, service: AttachmentService): BoundRoute[] {
  return [
    bind(routes.list, (ctx, { params }) => service.list(ctx, params.id)),
    bind(routes.attach, (ctx, { params, body }) => service.attach(ctx, params.id, body[`${kind}_ids`] ?? [])),
    bind(routes.detach, (ctx, { params }) => service.detach(ctx, partOf(params, 'id'), partOf(params, `${kind}Id`))),
  ];
}
