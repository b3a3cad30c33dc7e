import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';

const tag = 'Clients';

export const registrationPolicy = z.enum(['open', 'domains', 'invite']);

export const branding = z
  .strictObject({
    name: z.string(),
    logoUrl: z.string().nullable(),
    primaryColor: z.string().nullable(),
    supportEmail: z.string().nullable(),
  })
  .meta({ id: 'ClientBranding' });

export const client = z
  .strictObject({
    id: z.uuid(),
    name: z.string(),
    slug: z.string(),
    domain: z.string(),
    url: z.string().meta({ description: 'Where people reach it.' }),
    branding,
    plans: z.array(z.string()).meta({ description: 'What it offers; a new organization begins with the first.' }),
    registrationPolicy,
    allowedDomains: z.array(z.string()),
    enabled: z.boolean(),
    orgCount: z.int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Client' });

const displayName = z.string().trim().min(1).max(100);
const slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'lower-case letters, digits and hyphens, at most 40');
const email = z.email({ pattern: z.regexes.html5Email }).max(254);
const mailDomain = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/, 'a domain such as example.com');

const brandingFields = {
  name: displayName,
  logoUrl: z.string().max(2000).nullable(),
  primaryColor: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'a colour such as #1d4ed8')
    .nullable(),
  supportEmail: email.nullable(),
};

const fields = {
  name: displayName,
  slug,
  domain: z.string().trim().min(1).max(253),
  plans: z.array(z.string().min(1).max(100)).min(1).max(20),
  registrationPolicy,
  allowedDomains: z.array(mailDomain).max(100),
  enabled: z.boolean(),
};

const clientCreate = z
  .strictObject({
    ...fields,
    branding: z.strictObject(brandingFields).partial().default({}),
    plans: fields.plans.default(['free']),
    registrationPolicy: registrationPolicy.default('open'),
    allowedDomains: fields.allowedDomains.default([]),
    enabled: fields.enabled.default(true),
  })
  .meta({ id: 'ClientCreate' });

const clientUpdate = z
  .strictObject({ ...fields, branding: z.strictObject(brandingFields).partial() })
  .partial()
  .meta({ id: 'ClientUpdate' });

export type ClientCreate = z.output<typeof clientCreate>;
export type ClientUpdate = z.output<typeof clientUpdate>;

const params = z.strictObject({ id: z.uuid() });

export const clientsRoutes = {
  list: defineRoute({
    id: 'clients.list',
    method: 'GET',
    path: '/api/clients',
    surface: 'app',
    tag,
    summary: 'White-label clients',
    access: { kind: 'action', action: 'platform:read' },
    scope: 'platform:read',
    responses: { 200: z.array(client) },
    errors: ['not_found'],
  }),
  create: defineRoute({
    id: 'clients.create',
    method: 'POST',
    path: '/api/clients',
    surface: 'app',
    tag,
    summary: 'Answer under another host, in the name of a client',
    access: { kind: 'action', action: 'platform:clients' },
    scope: 'platform:write',
    body: clientCreate,
    responses: { 201: client },
    errors: ['not_found', 'already_exists', 'conflict'],
    audit: 'client.created',
    idempotent: true,
  }),
  get: defineRoute({
    id: 'clients.get',
    method: 'GET',
    path: '/api/clients/{id}',
    surface: 'app',
    tag,
    summary: 'One client',
    access: { kind: 'action', action: 'platform:read' },
    scope: 'platform:read',
    params,
    responses: { 200: client },
    errors: ['not_found'],
  }),
  update: defineRoute({
    id: 'clients.update',
    method: 'PUT',
    path: '/api/clients/{id}',
    surface: 'app',
    tag,
    summary: 'Change a client',
    description: 'What is absent stays. Another domain ends the sessions of the one before, for a session belongs to its host.',
    access: { kind: 'action', action: 'platform:clients' },
    scope: 'platform:write',
    params,
    body: clientUpdate,
    responses: { 200: client },
    errors: ['not_found', 'already_exists', 'conflict'],
    audit: 'client.updated',
  }),
  delete: defineRoute({
    id: 'clients.delete',
    method: 'DELETE',
    path: '/api/clients/{id}',
    surface: 'app',
    tag,
    summary: 'Give a client up; it must have no organizations any more',
    access: { kind: 'action', action: 'platform:clients' },
    scope: 'platform:write',
    params,
    responses: { 204: null },
    errors: ['not_found', 'conflict'],
    audit: 'client.deleted',
  }),
} as const;
