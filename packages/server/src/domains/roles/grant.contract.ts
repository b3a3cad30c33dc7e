import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';

const tag = 'Guests';
const name = z.string().max(63);
const ownRole = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9-]*$/, 'the name of a role of the organization');
const role = z.union([z.enum(['viewer', 'developer']), ownRole]);

export const grantView = z
  .strictObject({
    id: z.uuid(),
    userId: z.uuid().nullable().meta({ description: 'Null as long as nobody of the address has signed in.' }),
    email: z.string(),
    role: z.string(),
    actions: z.array(z.string()).meta({ description: 'What the guest may do to it.' }),
    grantedBy: z.string().nullable(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Grant' });

export const grantCreate = z
  .strictObject({
    name,
    email: z.email().max(254).meta({
      description: 'Of anybody. Where nobody of this address has signed in yet, the grant waits for him.',
    }),
    role,
    expiresAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'GrantCreate' });

const grants = { surface: 'app', tag, path: '/api/deployments/grants' } as const;

export const grantsRoutes = {
  list: defineRoute({
    id: 'deploymentGrants.list',
    method: 'GET',
    ...grants,
    summary: 'Guests of a deployment',
    access: { kind: 'action', action: 'deployment:share' },
    scope: 'deployments:read',
    query: z.strictObject({ name }),
    responses: { 200: z.array(grantView) },
    errors: ['not_found'],
  }),
  create: defineRoute({
    id: 'deploymentGrants.create',
    method: 'POST',
    ...grants,
    summary: 'Give somebody a role on one deployment',
    description: 'He sees this deployment and nothing else of the organization.',
    access: { kind: 'action', action: 'deployment:share' },
    scope: 'deployments:write',
    body: grantCreate,
    responses: { 201: grantView },
    errors: ['not_found', 'already_exists'],
    audit: 'grant.created',
  }),
  delete: defineRoute({
    id: 'deploymentGrants.delete',
    method: 'DELETE',
    ...grants,
    summary: 'Take the role of a guest back, at once',
    access: { kind: 'action', action: 'deployment:share' },
    scope: 'deployments:write',
    query: z.strictObject({ name, id: z.uuid() }),
    responses: { 204: null },
    errors: ['not_found'],
    audit: 'grant.deleted',
  }),
} as const;

const ofTemplates = { surface: 'app', tag, path: '/api/templates/grants' } as const;

export const templateGrantsRoutes = {
  list: defineRoute({
    id: 'templateGrants.list',
    method: 'GET',
    ...ofTemplates,
    summary: 'Guests of a template',
    access: { kind: 'action', action: 'template:share' },
    scope: 'templates:read',
    query: z.strictObject({ name }),
    responses: { 200: z.array(grantView) },
    errors: ['not_found'],
  }),
  create: defineRoute({
    id: 'templateGrants.create',
    method: 'POST',
    ...ofTemplates,
    summary: 'Give somebody a role on one template',
    description:
      'He reads this template and deploys from it where he may deploy; as `developer` he also changes it. He sees nothing else ' +
      'of the organization. Public templates are seen by everybody and have no guests.',
    access: { kind: 'action', action: 'template:share' },
    scope: 'templates:write',
    body: grantCreate,
    responses: { 201: grantView },
    errors: ['not_found', 'already_exists'],
    audit: 'grant.created',
  }),
  delete: defineRoute({
    id: 'templateGrants.delete',
    method: 'DELETE',
    ...ofTemplates,
    summary: 'Take the role of a guest of a template back, at once',
    access: { kind: 'action', action: 'template:share' },
    scope: 'templates:write',
    query: z.strictObject({ name, id: z.uuid() }),
    responses: { 204: null },
    errors: ['not_found'],
    audit: 'grant.deleted',
  }),
} as const;
