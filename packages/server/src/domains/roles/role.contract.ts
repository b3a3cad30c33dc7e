import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';

const tag = 'Roles';
const orgParams = z.strictObject({ orgId: z.uuid() });
const roleName = z
  .string()
  .max(40)
  .regex(/^[a-z](?:[a-z0-9-]*[a-z0-9])?$/, 'lower-case letters, digits and hyphens, a letter first');
const roleParams = z.strictObject({ orgId: z.uuid(), role: roleName });
const memberParams = z.strictObject({ orgId: z.uuid(), userId: z.uuid() });

const action = z.strictObject({ action: z.string(), doc: z.string() }).meta({ id: 'RoleAction' });

export const roleView = z
  .strictObject({
    name: z.string(),
    description: z.string(),
    isBuiltIn: z.boolean(),
    levels: z.array(z.enum(['org', 'team'])).meta({ description: 'Where it can be given.' }),
    actions: z.array(action).meta({ description: 'What its holders may do; reading comes along with doing.' }),
    unknownActions: z.array(z.string()).meta({ description: 'Stored, and no longer known: they count for nothing.' }),
    holderCount: z.int().meta({ description: 'Members, team members and guests who have it.' }),
  })
  .meta({ id: 'Role' });

const actionNames = z.array(z.string().max(100)).max(200);
const description = z.string().trim().max(500);
export const roleCreate = z
  .strictObject({ name: roleName, description: description.default(''), actions: actionNames })
  .meta({ id: 'RoleCreate' });
export const roleUpdate = z
  .strictObject({ name: roleName.optional(), description: description.optional(), actions: actionNames.optional() })
  .meta({ id: 'RoleUpdate' });

const source = z
  .strictObject({
    kind: z.enum(['org', 'team', 'deployment', 'template']),
    id: z.uuid(),
    name: z.string(),
    role: z.string(),
    actions: z.array(z.string()),
    expiresAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'AccessSource' });

export const accessView = z
  .strictObject({
    userId: z.uuid(),
    email: z.string(),
    sources: z.array(source).meta({ description: 'Each role that he has, and where.' }),
    may: z
      .array(z.strictObject({ action: z.string(), doc: z.string(), because: z.array(z.string()) }))
      .meta({ description: 'Each action that he may do somewhere in the organization, and why.' }),
  })
  .meta({ id: 'MemberAccess' });

export const rolesRoutes = {
  list: defineRoute({
    id: 'roles.list',
    method: 'GET',
    path: '/api/orgs/{orgId}/roles',
    surface: 'app',
    tag,
    summary: 'Roles of an organization, and what each may do',
    description: 'Those that every organization has, then its own.',
    access: { kind: 'action', action: 'role:read' },
    scope: 'orgs:read',
    params: orgParams,
    responses: { 200: z.array(roleView) },
    errors: ['not_found'],
  }),
  create: defineRoute({
    id: 'roles.create',
    method: 'POST',
    path: '/api/orgs/{orgId}/roles',
    surface: 'app',
    tag,
    summary: 'Make a role out of actions that you may do yourself',
    access: { kind: 'action', action: 'role:write' },
    scope: 'orgs:write',
    params: orgParams,
    body: roleCreate,
    responses: { 201: roleView },
    errors: ['not_found', 'already_exists'],
    audit: 'role.created',
    idempotent: true,
  }),
  update: defineRoute({
    id: 'roles.update',
    method: 'PUT',
    path: '/api/orgs/{orgId}/roles/{role}',
    surface: 'app',
    tag,
    summary: 'Change a role; its holders may do what it says then at once',
    access: { kind: 'action', action: 'role:write' },
    scope: 'orgs:write',
    params: roleParams,
    body: roleUpdate,
    responses: { 200: roleView },
    errors: ['not_found', 'already_exists'],
    audit: 'role.updated',
  }),
  delete: defineRoute({
    id: 'roles.delete',
    method: 'DELETE',
    path: '/api/orgs/{orgId}/roles/{role}',
    surface: 'app',
    tag,
    summary: 'Delete a role that nobody has',
    access: { kind: 'action', action: 'role:write' },
    scope: 'orgs:write',
    params: roleParams,
    responses: { 204: null },
    errors: ['not_found', 'conflict'],
    audit: 'role.deleted',
  }),
  memberAccess: defineRoute({
    id: 'orgMembers.access',
    method: 'GET',
    path: '/api/orgs/{orgId}/members/{userId}/access',
    surface: 'app',
    tag,
    summary: 'What a member or guest may do, and by which role',
    access: { kind: 'action', action: 'access:read' },
    scope: 'orgs:read',
    params: memberParams,
    responses: { 200: accessView },
    errors: ['not_found'],
  }),
} as const;
