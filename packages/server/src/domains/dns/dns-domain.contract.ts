import { z } from 'zod';
import { pageQuery } from '../../platform/db/paging.ts';
import { defineRoute } from '../../platform/http/route.ts';
import { domain, status } from './dns-schemas.contract.ts';

const common = { surface: 'v1', tenancy: 'org', tag: 'DNS' } as const;
const may = (action: string) => ({ kind: 'action', action }) as const;
const params = z.object({ id: z.uuid() });
const badId = { params: { id: 'bad_id' } } as const;
const badBody = { json: 'bad_json', body: 'validation_error', fields: { credential_id: 'invalid_credential' } } as const;

const domainName = z.string().trim().min(1).max(253);
const zoneId = z
  .string()
  .trim()
  .max(128)
  .regex(/^[A-Za-z0-9./_-]*$/, 'must be letters, digits, dots and dashes');

export const dnsDomainRoutes = {
  list: defineRoute({
    ...common,
    id: 'dnsDomains.list',
    method: 'GET',
    path: '/api/v1/dns/domains',
    summary: 'Domains of the organization, the newest first',
    access: may('dns_domain:read'),
    scope: 'infra:read',
    query: z.object({
      domain_name: z.string().max(254).optional().meta({ description: 'Exactly.' }),
      status: status.optional(),
      q: z.string().max(253).optional().meta({ description: 'Part of the name.' }),
      ...pageQuery,
    }),
    responses: { 200: z.array(domain) },
  }),
  create: defineRoute({
    ...common,
    id: 'dnsDomains.create',
    method: 'POST',
    path: '/api/v1/dns/domains',
    summary: 'Keep the records of a domain at its provider',
    description:
      'The credential is of AWS for Route 53, of Cloudflare for DNS, or a key of dynamic updates (RFC 2136) with the server as its scope. Without `zone_id` the zone is found by the name; a domain below the name of a zone needs it.',
    access: may('dns_domain:create'),
    scope: 'infra:write',
    body: z
      .object({ domain_name: domainName, credential_id: z.uuid(), zone_id: zoneId.nullish() })
      .meta({ id: 'V1DomainCreate' }),
    badInput: badBody,
    responses: { 201: domain },
    errors: ['already_exists'],
    audit: 'dns_domain.created',
  }),
  get: defineRoute({
    ...common,
    id: 'dnsDomains.get',
    method: 'GET',
    path: '/api/v1/dns/domains/{id}',
    summary: 'One domain',
    access: may('dns_domain:read'),
    scope: 'infra:read',
    params,
    badInput: badId,
    responses: { 200: domain },
    errors: ['not_found'],
  }),
  update: defineRoute({
    ...common,
    id: 'dnsDomains.update',
    method: 'PATCH',
    path: '/api/v1/dns/domains/{id}',
    summary: 'Change a domain, or have it tried again',
    description:
      'Another name or zone moves all records. The status `pending` asks for another try at once; other statuses follow from what is found and are not taken from here. Null clears `zone_id`.',
    access: may('dns_domain:update'),
    scope: 'infra:write',
    params,
    body: z
      .object({
        domain_name: domainName.optional(),
        credential_id: z.uuid().optional(),
        zone_id: zoneId.nullish(),
        status: status.optional(),
      })
      .meta({ id: 'V1DomainUpdate' }),
    badInput: { ...badId, ...badBody },
    responses: { 200: domain },
    errors: ['not_found', 'already_exists'],
    audit: 'dns_domain.updated',
  }),
  delete: defineRoute({
    ...common,
    id: 'dnsDomains.delete',
    method: 'DELETE',
    path: '/api/v1/dns/domains/{id}',
    summary: 'Delete a domain with its records',
    description: 'What is ours at the provider is removed within moments, and nothing else.',
    access: may('dns_domain:delete'),
    scope: 'infra:write',
    params,
    badInput: badId,
    responses: { 204: null },
    errors: ['not_found', 'conflict'],
    audit: 'dns_domain.deleted',
  }),
} as const;
