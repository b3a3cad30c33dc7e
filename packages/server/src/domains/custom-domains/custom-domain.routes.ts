import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import { customDomainsRoutes } from './custom-domain.contract.ts';
import type { CustomDomainService } from './custom-domain.service.ts';

export function bindCustomDomainRoutes(domains: CustomDomainService): BoundRoute[] {
  return [
    bind(customDomainsRoutes.list, (ctx, { query }) => domains.list(ctx, query.name)),
    bind(customDomainsRoutes.add, (ctx, { body }) => domains.add(ctx, body)),
    bind(customDomainsRoutes.verify, (ctx, { body }) => domains.verify(ctx, body)),
    bind(customDomainsRoutes.remove, (ctx, { query }) => domains.remove(ctx, query)),
  ];
}
