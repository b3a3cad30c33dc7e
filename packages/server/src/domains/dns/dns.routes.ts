import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import { linkNext } from '../../platform/http/link.ts';
import { dnsDomainRoutes } from './dns-domain.contract.ts';
import type { DnsDomainService } from './dns-domain.service.ts';
import { dnsRecordRoutes } from './dns-record.contract.ts';
import type { DnsRecordService } from './dns-record.service.ts';

export function bindDnsRoutes(domains: DnsDomainService, records: DnsRecordService): BoundRoute[] {
  return [
    bind(dnsDomainRoutes.list, async (ctx, { query }, io) => {
      const { items, nextCursor } = await domains.list(ctx, query);
      linkNext(io, nextCursor);
      return [...items];
    }),
    bind(dnsDomainRoutes.create, (ctx, { body }) => domains.create(ctx, body)),
    bind(dnsDomainRoutes.get, (ctx, { params }) => domains.get(ctx, params.id)),
    bind(dnsDomainRoutes.update, (ctx, { params, body }) => domains.update(ctx, params.id, body)),
    bind(dnsDomainRoutes.delete, (ctx, { params }) => domains.remove(ctx, params.id)),
    bind(dnsRecordRoutes.list, async (ctx, { params, query }, io) => {
      const { items, nextCursor } = await records.list(ctx, params.domain_id, query);
      linkNext(io, nextCursor);
      return [...items];
    }),
    bind(dnsRecordRoutes.create, (ctx, { params, body }) => records.create(ctx, params.domain_id, body)),
    bind(dnsRecordRoutes.createMany, (ctx, { params, body }) => records.createMany(ctx, params.domain_id, body.records)),
    bind(dnsRecordRoutes.get, (ctx, { params }) => records.get(ctx, params.id)),
    bind(dnsRecordRoutes.update, (ctx, { params, body }) => records.update(ctx, params.id, body)),
    bind(dnsRecordRoutes.delete, (ctx, { params }) => records.remove(ctx, params.id)),
  ];
}
