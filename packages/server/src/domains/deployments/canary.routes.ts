import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import { canaryRoutes } from './canary.contract.ts';
import type { CanaryService } from './canary.service.ts';

export function bindCanaryRoutes(canaries: CanaryService): BoundRoute[] {
  return [
    bind(canaryRoutes.start, (ctx, { body }) => canaries.start(ctx, body)),
    bind(canaryRoutes.weigh, (ctx, { body }) => canaries.weigh(ctx, body)),
    bind(canaryRoutes.promote, (ctx, { body }) => canaries.promote(ctx, body)),
    bind(canaryRoutes.abort, (ctx, { body }) => canaries.abort(ctx, body)),
  ];
}
