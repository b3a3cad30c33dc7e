import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';
import { member, org, team } from './org.contract.ts';

const orgTag = 'Organizations';
const teamTag = 'Teams';
const orgParams = z.strictObject({ orgId: z.uuid() });
const orgMemberParams = z.strictObject({ orgId: z.uuid(), userId: z.uuid() });
const teamParams = z.strictObject({ teamId: z.uuid() });
const teamMemberParams = z.strictObject({ teamId: z.uuid(), userId: z.uuid() });

const ownRole = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9-]*$/, 'the name of a role of the organization')
  .meta({
    description: 'A role that the organization made itself.',
  });
const orgRoleChange = z
  .strictObject({ role: z.union([z.enum(['org_admin', 'org_auditor', 'org_member']), ownRole]) })
  .meta({ id: 'OrgMemberUpdate' });
const teamRole = z.union([z.enum(['team_admin', 'developer', 'viewer']), ownRole]);

const content = z.strictObject({ kind: z.string(), count: z.int() });
const deletionPlan = z
  .strictObject({
    orgId: z.uuid(),
    name: z.string(),
    slug: z.string(),
    contents: z.array(content).meta({ description: 'What goes with it, by kind.' }),
  })
  .meta({ id: 'OrgDeletionPlan' });

export const memberRoutes = {
  update: defineRoute({
    id: 'orgMembers.update',
    method: 'PUT',
    path: '/api/orgs/{orgId}/members/{userId}',
    surface: 'app',
    tag: orgTag,
    summary: 'Give a member another role',
    description: 'Only the owner changes the role of administrators; ownership is passed on by a transfer.',
    access: { kind: 'action', action: 'org:members' },
    scope: 'orgs:write',
    params: orgMemberParams,
    body: orgRoleChange,
    responses: { 200: member },
    errors: ['not_found', 'conflict'],
    audit: 'org.member_updated',
  }),
  remove: defineRoute({
    id: 'orgMembers.remove',
    method: 'DELETE',
    path: '/api/orgs/{orgId}/members/{userId}',
    surface: 'app',
    tag: orgTag,
    summary: 'Remove a member from the organization and all its teams, at once',
    access: { kind: 'action', action: 'org:members' },
    scope: 'orgs:write',
    params: orgMemberParams,
    responses: { 204: null },
    errors: ['not_found', 'conflict'],
    audit: 'org.member_removed',
  }),
  leave: defineRoute({
    id: 'orgs.leave',
    method: 'POST',
    path: '/api/orgs/{orgId}/leave',
    surface: 'app',
    tag: orgTag,
    summary: 'Leave an organization',
    description: 'The owner passes ownership on first, or deletes the organization.',
    access: { kind: 'action', action: 'org:leave' },
    scope: 'none',
    params: orgParams,
    responses: { 204: null },
    errors: ['not_found', 'conflict'],
    audit: 'org.member_left',
  }),
  transfer: defineRoute({
    id: 'orgs.transfer',
    method: 'POST',
    path: '/api/orgs/{orgId}/transfer',
    surface: 'app',
    tag: orgTag,
    summary: 'Make another member the owner; you become administrator',
    recent: true,
    access: { kind: 'action', action: 'org:transfer' },
    scope: 'none',
    params: orgParams,
    body: z.strictObject({ userId: z.uuid() }).meta({ id: 'OrgTransfer' }),
    responses: { 200: org },
    errors: ['not_found', 'conflict'],
    audit: 'org.transferred',
  }),
  deletionPlan: defineRoute({
    id: 'orgs.deletionPlan',
    method: 'GET',
    path: '/api/orgs/{orgId}/deletion',
    surface: 'app',
    tag: orgTag,
    summary: 'What goes when the organization is deleted',
    access: { kind: 'action', action: 'org:delete' },
    scope: 'none',
    params: orgParams,
    responses: { 200: deletionPlan },
    errors: ['not_found'],
  }),
  delete: defineRoute({
    id: 'orgs.delete',
    method: 'DELETE',
    path: '/api/orgs/{orgId}',
    surface: 'app',
    tag: orgTag,
    summary: 'Delete the organization with everything in it',
    description:
      'Nobody sees it from then on; its apps are taken down in the background, and it is gone when the last of them is.',
    recent: true,
    access: { kind: 'action', action: 'org:delete' },
    scope: 'none',
    params: orgParams,
    query: z.strictObject({ confirm: z.string().meta({ description: 'The slug of the organization.' }) }),
    responses: { 202: null },
    errors: ['not_found', 'precondition_failed'],
    audit: 'org.deleted',
  }),
  teamUpdate: defineRoute({
    id: 'teams.update',
    method: 'PUT',
    path: '/api/teams/{teamId}',
    surface: 'app',
    tag: teamTag,
    summary: 'Rename a team',
    access: { kind: 'action', action: 'team:update' },
    scope: 'teams:write',
    params: teamParams,
    body: z.strictObject({ name: z.string().trim().min(1).max(100) }).meta({ id: 'TeamUpdate' }),
    responses: { 200: team },
    errors: ['not_found', 'already_exists'],
    audit: 'team.updated',
  }),
  teamDelete: defineRoute({
    id: 'teams.delete',
    method: 'DELETE',
    path: '/api/teams/{teamId}',
    surface: 'app',
    tag: teamTag,
    summary: 'Delete a team that has nothing left',
    access: { kind: 'action', action: 'team:delete' },
    scope: 'teams:write',
    params: teamParams,
    responses: { 204: null },
    errors: ['not_found', 'conflict'],
    audit: 'team.deleted',
  }),
  teamMemberAdd: defineRoute({
    id: 'teamMembers.add',
    method: 'POST',
    path: '/api/teams/{teamId}/members',
    surface: 'app',
    tag: teamTag,
    summary: 'Put a member of the organization into the team',
    access: { kind: 'action', action: 'team:members' },
    scope: 'teams:write',
    params: teamParams,
    body: z.strictObject({ userId: z.uuid(), role: teamRole }).meta({ id: 'TeamMemberAdd' }),
    responses: { 201: member },
    errors: ['not_found', 'already_exists'],
    audit: 'team.member_added',
  }),
  teamMemberUpdate: defineRoute({
    id: 'teamMembers.update',
    method: 'PUT',
    path: '/api/teams/{teamId}/members/{userId}',
    surface: 'app',
    tag: teamTag,
    summary: 'Give a member of the team another role',
    access: { kind: 'action', action: 'team:members' },
    scope: 'teams:write',
    params: teamMemberParams,
    body: z.strictObject({ role: teamRole }).meta({ id: 'TeamMemberUpdate' }),
    responses: { 200: member },
    errors: ['not_found'],
    audit: 'team.member_updated',
  }),
  teamMemberRemove: defineRoute({
    id: 'teamMembers.remove',
    method: 'DELETE',
    path: '/api/teams/{teamId}/members/{userId}',
    surface: 'app',
    tag: teamTag,
    summary: 'Remove a member from the team, at once',
    access: { kind: 'action', action: 'team:members' },
    scope: 'teams:write',
    params: teamMemberParams,
    responses: { 204: null },
    errors: ['not_found'],
    audit: 'team.member_removed',
  }),
} as const;
