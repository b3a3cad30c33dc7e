import { z } from 'zod';
import { pageQuery } from '../../platform/db/paging.ts';
import { defineRoute } from '../../platform/http/route.ts';
import { alias, record, status, type } from './dns-schemas.contract.ts';

const common = { surface: 'v1', tenancy: 'org', tag: 'DNS' } as const;
const may = (action: string) => ({ kind: 'action', action }) as const;
const ofDomain = z.object({ domain_id: z.uuid() });
const params = z.object({ id: z.uuid() });
const badDomainId = { params: { domain_id: 'bad_id' } } as const;
const badId = { params: { id: 'bad_id' } } as const;
const badBody = { json: 'bad_json', body: 'validation_error' } as const;

const name = z.string().trim().min(1).max(253);
const ttl = z.int().min(1).max(86_400);
const values = z.array(z.string().trim().min(1).max(1_024)).max(100);

const newRecord = z
  .object({ name, type, ttl: ttl.nullish(), values: values.nullish(), alias: alias.nullish() })
  .meta({ id: 'V1RecordSetCreate' });

export const dnsRecordRoutes = {
  list: defineRoute({
    ...common,
    id: 'dnsRecords.list',
    method: 'GET',
    path: '/api/v1/dns/domains/{domain_id}/records',
    summary: 'Records of a domain, the newest first',
    access: may('dns_record:read'),
    scope: 'infra:read',
    params: ofDomain,
    query: z.object({
      name: z.string().max(254).optional().meta({ description: 'Exactly; relative or in full.' }),
      type: type.optional(),
      status: status.optional(),
      q: z.string().max(253).optional().meta({ description: 'Part of the name, as it is in the list.' }),
      ...pageQuery,
    }),
    badInput: badDomainId,
    responses: { 200: z.array(record) },
    errors: ['not_found'],
  }),
  create: defineRoute({
    ...common,
    id: 'dnsRecords.create',
    method: 'POST',
    path: '/api/v1/dns/domains/{domain_id}/records',
    summary: 'Have a record',
    description:
      'A name in full is made relative. It is brought to the provider within moments, and never over what is not ours. `alias` takes the place of `values` and `ttl` where the provider has aliases.',
    access: may('dns_record:create'),
    scope: 'infra:write',
    params: ofDomain,
    body: newRecord,
    badInput: { ...badDomainId, ...badBody },
    responses: { 201: record },
    errors: ['not_found', 'already_exists', 'conflict'],
    audit: 'dns_record.created',
  }),
  createMany: defineRoute({
    ...common,
    id: 'dnsRecords.createMany',
    method: 'POST',
    path: '/api/v1/dns/domains/{domain_id}/records/bulk',
    summary: 'Have many records: all of them, or none where one is refused',
    description: 'What is wrong, or in the way, is told of each of them as `records[0]`, `records[1]` and so on.',
    access: may('dns_record:create'),
    scope: 'infra:write',
    params: ofDomain,
    body: z.object({ records: z.array(newRecord).min(1).max(500) }).meta({ id: 'V1RecordSetsCreate' }),
    badInput: { ...badDomainId, ...badBody },
    responses: { 201: z.array(record) },
    errors: ['not_found', 'conflict'],
    timeoutMs: 60_000,
    audit: 'dns_record.created',
    idempotent: true,
  }),
  get: defineRoute({
    ...common,
    id: 'dnsRecords.get',
    method: 'GET',
    path: '/api/v1/dns/records/{id}',
    summary: 'One record',
    access: may('dns_record:read'),
    scope: 'infra:read',
    params,
    badInput: badId,
    responses: { 200: record },
    errors: ['not_found'],
  }),
  update: defineRoute({
    ...common,
    id: 'dnsRecords.update',
    method: 'PATCH',
    path: '/api/v1/dns/records/{id}',
    summary: 'Change a record, or have it tried again',
    description:
      'Another name or type moves it. The status `pending` asks for another try at once; other statuses follow from what is found and are not taken from here. Null clears `ttl` and `alias`.',
    access: may('dns_record:update'),
    scope: 'infra:write',
    params,
    body: z
      .object({
        name: name.optional(),
        type: type.optional(),
        ttl: ttl.nullish(),
        values: values.optional(),
        alias: alias.nullish(),
        status: status.optional(),
      })
      .meta({ id: 'V1RecordSetUpdate' }),
    badInput: { ...badId, ...badBody },
    responses: { 200: record },
    errors: ['not_found', 'already_exists', 'conflict'],
    audit: 'dns_record.updated',
  }),
  delete: defineRoute({
    ...common,
    id: 'dnsRecords.delete',
    method: 'DELETE',
    path: '/api/v1/dns/records/{id}',
    summary: 'Delete a record',
    description: 'It is removed from the provider within moments, where it is ours.',
    access: may('dns_record:delete'),
    scope: 'infra:write',
    params,
    badInput: badId,
    responses: { 204: null },
    errors: ['not_found', 'conflict'],
    audit: 'dns_record.deleted',
  }),
} as const;
