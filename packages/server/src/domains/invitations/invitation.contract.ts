import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';

const tag = 'Invitations';

export const invitation = z
  .strictObject({
    id: z.uuid(),
    orgId: z.uuid(),
    teamId: z.uuid().nullable(),
    email: z.string(),
    role: z.string(),
    invitedBy: z.string().nullable(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    mail: z
      .enum(['off', 'waiting', 'sent', 'failed'])
      .meta({ description: '`off` where the installation sends no mail: hand the link over yourself.' }),
    mailError: z.string().nullable(),
  })
  .meta({ id: 'Invitation' });

const withLink = invitation
  .extend({ link: z.string().meta({ description: 'Works once, for this address only. Shown once.' }) })
  .meta({ id: 'InvitationWithLink' });

const preview = z
  .strictObject({
    email: z.string(),
    orgName: z.string(),
    teamName: z.string().nullable(),
    role: z.string(),
    invitedBy: z.string().nullable(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'InvitationPreview' });

const email = z.email({ pattern: z.regexes.html5Email }).max(254);
const orgParams = z.strictObject({ orgId: z.uuid() });
const teamParams = z.strictObject({ teamId: z.uuid() });
const params = z.strictObject({ id: z.uuid() });
const token = z.strictObject({ token: z.string().min(1).max(200) }).meta({ id: 'InvitationToken' });

export const invitationRoutes = {
  teamInvite: defineRoute({
    id: 'teams.invite',
    method: 'POST',
    path: '/api/teams/{teamId}/invite',
    surface: 'app',
    tag,
    summary: 'Invite somebody into a team',
    description:
      'Sends a mail where the installation can; the link in the answer works without. Inviting the same address again replaces the invitation.',
    access: { kind: 'action', action: 'team:members' },
    scope: 'teams:write',
    params: teamParams,
    body: z.strictObject({ email, role: z.enum(['team_admin', 'developer', 'viewer']) }).meta({ id: 'TeamInvite' }),
    responses: { 201: withLink },
    errors: ['not_found', 'already_exists'],
    audit: 'invitation.created',
  }),
  teamInvites: defineRoute({
    id: 'teamInvites.list',
    method: 'GET',
    path: '/api/teams/{teamId}/invites',
    surface: 'app',
    tag,
    summary: 'Invitations into a team that wait for an answer',
    access: { kind: 'action', action: 'team:members' },
    scope: 'teams:read',
    params: teamParams,
    responses: { 200: z.array(invitation) },
    errors: ['not_found'],
  }),
  orgInvite: defineRoute({
    id: 'orgs.invite',
    method: 'POST',
    path: '/api/orgs/{orgId}/invites',
    surface: 'app',
    tag,
    summary: 'Invite somebody into the organization',
    access: { kind: 'action', action: 'org:members' },
    scope: 'orgs:write',
    params: orgParams,
    body: z.strictObject({ email, role: z.enum(['org_admin', 'org_auditor', 'org_member']) }).meta({ id: 'OrgInvite' }),
    responses: { 201: withLink },
    errors: ['not_found', 'already_exists'],
    audit: 'invitation.created',
  }),
  orgInvites: defineRoute({
    id: 'orgInvites.list',
    method: 'GET',
    path: '/api/orgs/{orgId}/invites',
    surface: 'app',
    tag,
    summary: 'Invitations into the organization and its teams that wait for an answer',
    access: { kind: 'action', action: 'org:members' },
    scope: 'orgs:read',
    params: orgParams,
    responses: { 200: z.array(invitation) },
    errors: ['not_found'],
  }),
  resend: defineRoute({
    id: 'invites.resend',
    method: 'POST',
    path: '/api/invites/{id}/resend',
    surface: 'app',
    tag,
    summary: 'Send an invitation again, with a new link and a new expiry',
    description: 'Links of before no longer work.',
    access: { kind: 'action', action: 'team:members' },
    scope: 'teams:write',
    params,
    responses: { 200: withLink },
    errors: ['not_found'],
    audit: 'invitation.resent',
  }),
  revoke: defineRoute({
    id: 'invites.revoke',
    method: 'DELETE',
    path: '/api/invites/{id}',
    surface: 'app',
    tag,
    summary: 'Take an invitation back',
    access: { kind: 'action', action: 'team:members' },
    scope: 'teams:write',
    params,
    responses: { 204: null },
    errors: ['not_found'],
    audit: 'invitation.revoked',
  }),
  preview: defineRoute({
    id: 'invites.preview',
    method: 'POST',
    path: '/api/invites/preview',
    surface: 'app',
    tag,
    summary: 'What an invitation is for',
    access: { kind: 'public', why: 'whoever holds the link reads it before he signs in' },
    scope: 'none',
    attempt: {},
    body: token,
    responses: { 200: preview },
    errors: ['not_found', 'gone'],
    audit: { none: 'reads only; the token is in the body so that no log has it' },
  }),
  accept: defineRoute({
    id: 'invites.accept',
    method: 'POST',
    path: '/api/invites/accept',
    surface: 'app',
    tag,
    summary: 'Accept an invitation that was made for your address',
    access: { kind: 'signedIn' },
    scope: 'none',
    attempt: {},
    body: token,
    responses: { 200: z.strictObject({ orgId: z.uuid(), teamId: z.uuid().nullable() }).meta({ id: 'InvitationAccepted' }) },
    errors: ['not_found', 'gone'],
    audit: 'invitation.accepted',
  }),
} as const;
