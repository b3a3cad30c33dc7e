import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import { linkNext } from '../../platform/http/link.ts';
import { loadBalancerRoutes } from './load-balancer.contract.ts';
import type { LoadBalancerService } from './load-balancer.service.ts';

export function bindLoadBalancerRoutes(service: LoadBalancerService): BoundRoute[] {
  return [
    bind(loadBalancerRoutes.list, async (ctx, { query }, io) => {
      const { items, nextCursor } = await service.list(ctx, query);
      linkNext(io, nextCursor);
      return [...items];
    }),
    bind(loadBalancerRoutes.create, (ctx, { body }) => service.create(ctx, body)),
    bind(loadBalancerRoutes.createMany, (ctx, { body }) => service.createMany(ctx, body.load_balancers)),
    bind(loadBalancerRoutes.get, (ctx, { params }) => service.get(ctx, params.id)),
    bind(loadBalancerRoutes.update, (ctx, { params, body }) => service.update(ctx, params.id, body)),
    bind(loadBalancerRoutes.delete, (ctx, { params }) => service.remove(ctx, params.id)),
  ];
}
