import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';

/** As deployments are named; kept here, for contracts of two domains know nothing of each other. */
const deploymentName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,38}[a-z0-9]$/, 'begins with a letter; lower-case letters, digits and hyphens, 2 to 40');

const record = z
  .strictObject({
    type: z.enum(['TXT', 'CNAME', 'A']),
    name: z.string(),
    value: z.string(),
    purpose: z.enum(['ownership', 'routing']),
    state: z.enum(['unknown', 'missing', 'wrong', 'ok']).meta({
      description: 'Unknown: not looked at yet, or the name servers did not answer.',
    }),
    found: z.array(z.string()).meta({ description: 'What is there in its place.' }),
  })
  .meta({ id: 'DomainRecord', description: 'A DNS record to create.' });

const certificate = z
  .strictObject({
    state: z.enum(['None', 'Pending', 'Issued', 'Failed']).meta({
      description: 'None: this platform does not issue any; the ingress controller has one of its own.',
    }),
    reason: z.string(),
    message: z.string(),
    notAfter: z.iso.datetime().nullable(),
  })
  .meta({ id: 'DomainCertificate' });

export const customDomain = z
  .strictObject({
    id: z.uuid(),
    host: z.string().meta({ description: 'Lower case, internationalized names in their ASCII form.' }),
    ingress: z.string().meta({ description: 'The ingress of the deployment that it leads to.' }),
    status: z.enum(['Pending', 'Verified', 'Active', 'Failed']).meta({
      description:
        'Pending until the TXT record is found; Verified until the host is served, its name leads here and its certificate is there; Failed when the proof was lost or never came.',
    }),
    reason: z.string(),
    message: z.string(),
    records: z.array(record),
    certificate: certificate.nullable().meta({ description: 'Null where the host is served without one.' }),
    checkedAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'CustomDomain' });

const shared = { surface: 'app', tag: 'Domains' } as const;
const update = { access: { kind: 'action', action: 'deployment:update' }, scope: 'deployments:write' } as const;
const byId = z.strictObject({ name: deploymentName, id: z.uuid() });

export const customDomainsRoutes = {
  list: defineRoute({
    ...shared,
    id: 'customDomains.list',
    method: 'GET',
    path: '/api/deployments/domains',
    summary: 'Custom domains of a deployment, with the DNS records to create',
    access: { kind: 'action', action: 'deployment:read' },
    scope: 'deployments:read',
    query: z.strictObject({ name: deploymentName }),
    responses: { 200: z.array(customDomain) },
    errors: ['not_found'],
  }),
  add: defineRoute({
    ...shared,
    ...update,
    id: 'customDomains.add',
    method: 'POST',
    path: '/api/deployments/domains',
    summary: 'Claim a host for a deployment',
    description:
      'Nothing is routed before its owner has created the TXT record. Any number may claim a host, and one can prove it.',
    body: z
      .strictObject({
        name: deploymentName,
        host: z.string().min(1).max(300),
        ingress: z.string().min(1).max(63).optional().meta({ description: 'The first when absent.' }),
      })
      .meta({ id: 'CustomDomainClaim' }),
    responses: { 201: customDomain },
    errors: ['not_found', 'conflict', 'already_exists', 'limit_exceeded', 'unavailable'],
    audit: 'domain.added',
  }),
  verify: defineRoute({
    ...shared,
    ...update,
    id: 'customDomains.verify',
    method: 'POST',
    path: '/api/deployments/domains/verify',
    summary: 'Look at the DNS records now',
    description: 'Routes the host when its ownership is proved, also one that a rollback has taken out.',
    body: byId.meta({ id: 'CustomDomainRef' }),
    responses: { 200: customDomain },
    errors: ['not_found', 'conflict'],
    audit: 'domain.verified',
  }),
  remove: defineRoute({
    ...shared,
    ...update,
    id: 'customDomains.remove',
    method: 'DELETE',
    path: '/api/deployments/domains',
    summary: 'Give a host up',
    query: byId,
    responses: { 204: null },
    errors: ['not_found'],
    audit: 'domain.removed',
  }),
} as const;
