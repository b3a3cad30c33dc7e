import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';

const tag = 'Organizations';

export const org = z
  .strictObject({
    id: z.uuid(),
    name: z.string(),
    slug: z.string(),
    plan: z.string(),
    aiContext: z.string(),
    auditRetentionDays: z.int().nullable().meta({
      description: 'How long events of the audit trail are kept; null for as long as the platform keeps them.',
    }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Org' });

export const team = z
  .strictObject({ id: z.uuid(), orgId: z.uuid(), name: z.string(), memberCount: z.int(), createdAt: z.iso.datetime() })
  .meta({ id: 'Team' });

export const member = z
  .strictObject({ userId: z.uuid(), email: z.string(), name: z.string(), role: z.string(), joinedAt: z.iso.datetime() })
  .meta({ id: 'Member' });

const displayName = z.string().trim().min(1).max(100);
const slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'lower-case letters, digits and hyphens, at most 40');
const orgParams = z.strictObject({ orgId: z.uuid() });
const teamParams = z.strictObject({ teamId: z.uuid() });

export const orgsRoutes = {
  list: defineRoute({
    id: 'orgs.list',
    method: 'GET',
    path: '/api/orgs',
    surface: 'app',
    tag,
    summary: 'Your organizations',
    access: { kind: 'signedIn' },
    scope: 'orgs:read',
    responses: { 200: z.array(org) },
  }),
  create: defineRoute({
    id: 'orgs.create',
    method: 'POST',
    path: '/api/orgs',
    surface: 'app',
    tag,
    summary: 'Create an organization with its first team; you become its owner',
    access: { kind: 'signedIn' },
    scope: 'orgs:write',
    body: z.strictObject({ name: displayName, slug: slug.optional() }).meta({ id: 'OrgCreate' }),
    responses: { 201: org },
    errors: ['already_exists'],
    audit: 'org.created',
    idempotent: true,
  }),
  get: defineRoute({
    id: 'orgs.get',
    method: 'GET',
    path: '/api/orgs/{orgId}',
    surface: 'app',
    tag,
    summary: 'One organization',
    access: { kind: 'action', action: 'org:read' },
    scope: 'orgs:read',
    params: orgParams,
    responses: { 200: org },
    errors: ['not_found'],
  }),
  update: defineRoute({
    id: 'orgs.update',
    method: 'PUT',
    path: '/api/orgs/{orgId}',
    surface: 'app',
    tag,
    summary: 'Change the name, the context for generated templates, or how long the audit trail is kept',
    access: { kind: 'action', action: 'org:update' },
    scope: 'orgs:write',
    params: orgParams,
    body: z
      .strictObject({
        name: displayName.optional(),
        aiContext: z.string().max(10_000).optional(),
        auditRetentionDays: z.int().min(30).max(3650).nullable().optional().meta({
          description: 'Never longer than the platform keeps them (`AUDIT_RETENTION_DAYS`).',
        }),
      })
      .meta({ id: 'OrgUpdate' }),
    responses: { 200: org },
    errors: ['not_found'],
    audit: 'org.updated',
  }),
  membersList: defineRoute({
    id: 'orgMembers.list',
    method: 'GET',
    path: '/api/orgs/{orgId}/members',
    surface: 'app',
    tag,
    summary: 'Members of an organization',
    access: { kind: 'action', action: 'org:read' },
    scope: 'orgs:read',
    params: orgParams,
    responses: { 200: z.array(member) },
    errors: ['not_found'],
  }),
  teamsList: defineRoute({
    id: 'teams.list',
    method: 'GET',
    path: '/api/teams',
    surface: 'app',
    tag,
    summary: 'Teams that you can see',
    access: { kind: 'signedIn' },
    scope: 'teams:read',
    query: z.strictObject({ org_id: z.uuid().optional() }),
    responses: { 200: z.array(team) },
    errors: ['not_found'],
  }),
  teamsCreate: defineRoute({
    id: 'teams.create',
    method: 'POST',
    path: '/api/teams',
    surface: 'app',
    tag,
    summary: 'Create a team',
    access: { kind: 'action', action: 'team:create' },
    scope: 'teams:write',
    body: z.strictObject({ orgId: z.uuid(), name: displayName }).meta({ id: 'TeamCreate' }),
    responses: { 201: team },
    errors: ['not_found', 'already_exists'],
    audit: 'team.created',
    idempotent: true,
  }),
  teamMembersList: defineRoute({
    id: 'teamMembers.list',
    method: 'GET',
    path: '/api/teams/{teamId}/members',
    surface: 'app',
    tag,
    summary: 'Members of a team',
    access: { kind: 'action', action: 'team:read' },
    scope: 'teams:read',
    params: teamParams,
    responses: { 200: z.array(member) },
    errors: ['not_found'],
  }),
} as const;
