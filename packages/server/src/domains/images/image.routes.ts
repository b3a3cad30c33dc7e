import { type BoundRoute, bind, reply, type RequestIo } from '../../platform/http/bind.ts';
import { imageHooksRoutes } from './image-hook.contract.ts';
import type { ImageHookService, Proof } from './image-hook.service.ts';
import { imagesRoutes } from './image.contract.ts';
import type { ImageService } from './image.service.ts';

function proofOf(io: RequestIo): Proof {
  const header = (name: string): string => {
    const value = io.headers[name];
    return typeof value === 'string' ? value : '';
  };
  return {
    timestamp: header('x-moorage-timestamp'),
    signature: header('x-moorage-signature'),
    token: header('x-moorage-token'),
    body: io.rawBody ?? '',
  };
}

export function bindImageRoutes(images: ImageService, hooks: ImageHookService): BoundRoute[] {
  return [
    bind(imagesRoutes.list, (ctx, { query }) => images.list(ctx, query)),
    bind(imagesRoutes.check, (ctx, { body }) => images.check(ctx, body.name)),
    bind(imageHooksRoutes.list, (ctx, { query }) => hooks.list(ctx, query.team_id)),
    bind(imageHooksRoutes.create, (ctx, { body }) => hooks.create(ctx, body)),
    bind(imageHooksRoutes.rotate, (ctx, { params }) => hooks.rotate(ctx, params.id)),
    bind(imageHooksRoutes.delete, async (ctx, { params }) => {
      await hooks.remove(ctx, params.id);
      return reply(204, undefined);
    }),
    bind(imageHooksRoutes.deliver, (ctx, { params, body }, io) => hooks.deliver(ctx, params.id, body, proofOf(io))),
  ];
}
