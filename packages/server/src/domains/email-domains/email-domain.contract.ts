import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';

export const emailDomain = z
  .strictObject({
    id: z.uuid(),
    domain: z.string().meta({ description: 'Lower case, internationalized names in their ASCII form.' }),
    state: z.enum(['pending', 'verified']),
    record: z
      .strictObject({ type: z.literal('TXT'), name: z.string(), value: z.string() })
      .meta({ id: 'EmailDomainRecord', description: 'The DNS record that proves the domain.' }),
    createdAt: z.iso.datetime(),
    verifiedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'EmailDomain' });

const shared = {
  surface: 'app',
  tag: 'Organizations',
  access: { kind: 'action', action: 'org:domains' },
} as const;
const orgParams = z.strictObject({ orgId: z.uuid() });
const params = z.strictObject({ orgId: z.uuid(), id: z.uuid() });

export const emailDomainRoutes = {
  list: defineRoute({
    ...shared,
    id: 'emailDomains.list',
    method: 'GET',
    path: '/api/orgs/{orgId}/email-domains',
    summary: 'E-mail domains whose people join the organization',
    scope: 'orgs:read',
    params: orgParams,
    responses: { 200: z.array(emailDomain) },
    errors: ['not_found'],
  }),
  create: defineRoute({
    ...shared,
    id: 'emailDomains.create',
    method: 'POST',
    path: '/api/orgs/{orgId}/email-domains',
    summary: 'Claim an e-mail domain',
    description:
      'A claim alone does nothing: create the TXT record of the answer, then verify. Domains of mail providers are refused.',
    scope: 'orgs:write',
    params: orgParams,
    body: z.strictObject({ domain: z.string().min(1).max(260) }).meta({ id: 'EmailDomainCreate' }),
    responses: { 201: emailDomain },
    errors: ['not_found', 'already_exists'],
    audit: 'email_domain.claimed',
  }),
  verify: defineRoute({
    ...shared,
    id: 'emailDomains.verify',
    method: 'POST',
    path: '/api/orgs/{orgId}/email-domains/{id}/verify',
    summary: 'Look for the TXT record of a claim',
    description:
      'From then on whoever signs in with an address of the domain that his provider has verified becomes a member. One organization can have proved a domain.',
    scope: 'orgs:write',
    params,
    responses: { 200: emailDomain },
    errors: ['not_found', 'conflict', 'already_exists', 'unavailable'],
    audit: 'email_domain.verified',
  }),
  delete: defineRoute({
    ...shared,
    id: 'emailDomains.delete',
    method: 'DELETE',
    path: '/api/orgs/{orgId}/email-domains/{id}',
    summary: 'Give an e-mail domain up; members stay',
    scope: 'orgs:write',
    params,
    responses: { 204: null },
    errors: ['not_found'],
    audit: 'email_domain.removed',
  }),
} as const;
