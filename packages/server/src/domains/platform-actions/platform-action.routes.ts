import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import { platformActionRoutes } from './platform-action.contract.ts';
import type { PlatformActionService } from './platform-action.service.ts';

export function bindPlatformActionRoutes(service: PlatformActionService): BoundRoute[] {
  return [
    bind(platformActionRoutes.list, (ctx, { query }) => service.list(ctx, query)),
    bind(platformActionRoutes.create, (ctx, { body }) => service.create(ctx, body)),
    bind(platformActionRoutes.get, (ctx, { params }) => service.get(ctx, params.id)),
    bind(platformActionRoutes.update, (ctx, { params, body }) => service.update(ctx, params.id, body)),
    bind(platformActionRoutes.delete, (ctx, { params }) => service.remove(ctx, params.id)),
  ];
}
