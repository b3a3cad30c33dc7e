import { z } from 'zod';
import { pageQuery } from '../../platform/db/paging.ts';
import { defineRoute } from '../../platform/http/route.ts';

const tag = 'Administration';
const tier = z.enum(['free', 'business', 'enterprise']);
const platformRole = z.enum(['platform_admin']).nullable();

export const adminUser = z
  .strictObject({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    platformRole,
    tier,
    state: z.enum(['active', 'disabled']),
    clientId: z.uuid().nullable().meta({ description: 'The client that he registered at; null for the platform itself.' }),
    orgCount: z.int(),
    createdAt: z.iso.datetime(),
    lastLoginAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'AdminUser' });

export const adminOrg = z
  .strictObject({
    id: z.uuid(),
    name: z.string(),
    slug: z.string(),
    plan: z.string(),
    clientId: z.uuid().nullable(),
    memberCount: z.int(),
    deploymentCount: z.int(),
    deleting: z.boolean(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'AdminOrg' });

const counts = z.record(z.string(), z.int());

export const adminMetrics = z
  .strictObject({
    version: z.string(),
    uptimeSeconds: z.int().meta({ description: 'Of the process that answers.' }),
    users: z.strictObject({
      total: z.int(),
      disabled: z.int(),
      signedIn: z.strictObject({ day: z.int(), week: z.int(), month: z.int() }).meta({
        description: 'Who signed in within the last 1, 7 and 30 days.',
      }),
    }),
    orgs: z.int(),
    clients: z.int(),
    deployments: counts.meta({ description: 'By phase.' }),
    jobs: counts.meta({ description: 'By state.' }),
    databaseBytes: z.int(),
  })
  .meta({ id: 'AdminMetrics' });

const params = z.strictObject({ id: z.uuid() });
const search = z.string().trim().max(200).optional().describe('Part of the name or the address.');

const userChange = z
  .strictObject({ platformRole, tier, disabled: z.boolean() })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'names nothing to change')
  .meta({ id: 'AdminUserUpdate' });

const orgChange = z
  .strictObject({ plan: z.string().min(1).max(100), clientId: z.uuid().nullable() })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'names nothing to change')
  .meta({ id: 'AdminOrgUpdate' });

export type UserChange = z.output<typeof userChange>;
export type OrgPlacement = z.output<typeof orgChange>;

const reading = { access: { kind: 'action', action: 'platform:read' }, scope: 'platform:read' } as const;

export const adminRoutes = {
  users: defineRoute({
    id: 'admin.users',
    method: 'GET',
    path: '/api/admin/users',
    surface: 'app',
    tag,
    summary: 'Everybody who has an account',
    ...reading,
    query: z.strictObject({ search, state: z.enum(['active', 'disabled']).optional(), ...pageQuery }),
    responses: { 200: z.array(adminUser) },
    errors: ['not_found'],
  }),
  user: defineRoute({
    id: 'admin.user',
    method: 'GET',
    path: '/api/admin/users/{id}',
    surface: 'app',
    tag,
    summary: 'One account',
    ...reading,
    params,
    responses: { 200: adminUser },
    errors: ['not_found'],
  }),
  updateUser: defineRoute({
    id: 'admin.updateUser',
    method: 'PUT',
    path: '/api/admin/users/{id}',
    surface: 'app',
    tag,
    summary: 'Promote, demote, disable or enable somebody',
    description: 'To disable ends his sessions, tokens, keys and streams everywhere at once. The last administrator stays one.',
    recent: true,
    access: { kind: 'action', action: 'platform:users' },
    scope: 'platform:write',
    params,
    body: userChange,
    responses: { 200: adminUser },
    errors: ['not_found', 'conflict'],
    audit: 'user.updated',
  }),
  signOutUser: defineRoute({
    id: 'admin.signOutUser',
    method: 'POST',
    path: '/api/admin/users/{id}/sign-out',
    surface: 'app',
    tag,
    summary: 'End all sessions and tokens of somebody',
    access: { kind: 'action', action: 'platform:users' },
    scope: 'platform:write',
    params,
    responses: { 204: null },
    errors: ['not_found'],
    audit: 'user.signed_out',
  }),
  orgs: defineRoute({
    id: 'admin.orgs',
    method: 'GET',
    path: '/api/admin/orgs',
    surface: 'app',
    tag,
    summary: 'All organizations, of all clients',
    ...reading,
    query: z.strictObject({ search, client_id: z.uuid().optional(), ...pageQuery }),
    responses: { 200: z.array(adminOrg) },
    errors: ['not_found'],
  }),
  updateOrg: defineRoute({
    id: 'admin.updateOrg',
    method: 'PUT',
    path: '/api/admin/orgs/{id}',
    surface: 'app',
    tag,
    summary: 'Give an organization a plan or a client',
    access: { kind: 'action', action: 'platform:orgs' },
    scope: 'platform:write',
    params,
    body: orgChange,
    responses: { 200: adminOrg },
    errors: ['not_found', 'conflict'],
    audit: 'org.placed',
  }),
  metrics: defineRoute({
    id: 'admin.metrics',
    method: 'GET',
    path: '/api/admin/metrics',
    surface: 'app',
    tag,
    summary: 'The platform in figures',
    ...reading,
    responses: { 200: adminMetrics },
    errors: ['not_found'],
  }),
} as const;
