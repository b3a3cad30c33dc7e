import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import { emailDomainRoutes } from './email-domain.contract.ts';
import type { EmailDomainService } from './email-domain.service.ts';

export function bindEmailDomainRoutes(domains: EmailDomainService): BoundRoute[] {
  return [
    bind(emailDomainRoutes.list, (ctx, { params }) => domains.list(ctx, params.orgId)),
    bind(emailDomainRoutes.create, (ctx, { params, body }) => domains.create(ctx, params.orgId, body.domain)),
    bind(emailDomainRoutes.verify, (ctx, { params }) => domains.verify(ctx, params.orgId, params.id)),
    bind(emailDomainRoutes.delete, (ctx, { params }) => domains.remove(ctx, params.orgId, params.id)),
  ];
}
