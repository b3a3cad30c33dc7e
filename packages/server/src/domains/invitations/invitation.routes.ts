import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import { invitationRoutes } from './invitation.contract.ts';
import type { InvitationService } from './invitation.service.ts';

export function bindInvitationRoutes(invitations: InvitationService): BoundRoute[] {
  return [
    bind(invitationRoutes.teamInvite, (ctx, { params, body }) => invitations.inviteToTeam(ctx, params.teamId, body)),
    bind(invitationRoutes.teamInvites, (ctx, { params }) => invitations.ofTeam(ctx, params.teamId)),
    bind(invitationRoutes.orgInvite, (ctx, { params, body }) => invitations.inviteToOrg(ctx, params.orgId, body)),
    bind(invitationRoutes.orgInvites, (ctx, { params }) => invitations.ofOrg(ctx, params.orgId)),
    bind(invitationRoutes.resend, (ctx, { params }) => invitations.resend(ctx, params.id)),
    bind(invitationRoutes.revoke, (ctx, { params }) => invitations.revoke(ctx, params.id)),
    bind(invitationRoutes.preview, (ctx, { body }) => invitations.preview(ctx, body.token)),
    bind(invitationRoutes.accept, (ctx, { body }) => invitations.accept(ctx, body.token)),
  ];
}
