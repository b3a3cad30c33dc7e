import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import { memberRoutes } from './member.contract.ts';
import type { MemberService } from './member.service.ts';
import { orgsRoutes } from './org.contract.ts';
import type { OrgDeletionService } from './org-deletion.service.ts';
import type { OrgService } from './org.service.ts';
import type { TeamMemberService } from './team-member.service.ts';
import type { TeamService } from './team.service.ts';

export interface OrgRouteDeps {
  readonly orgs: OrgService;
  readonly teams: TeamService;
  readonly members: MemberService;
  readonly teamMembers: TeamMemberService;
  readonly deletion: OrgDeletionService;
}

function bindMemberRoutes({ members, teamMembers, deletion }: OrgRouteDeps): BoundRoute[] {
  return [
    bind(memberRoutes.update, (ctx, { params, body }) => members.update(ctx, params, body.role)),
    bind(memberRoutes.remove, (ctx, { params }) => members.remove(ctx, params)),
    bind(memberRoutes.leave, (ctx, { params }) => members.leave(ctx, params.orgId)),
    bind(memberRoutes.transfer, (ctx, { params, body }) => members.transfer(ctx, { ...params, userId: body.userId })),
    bind(memberRoutes.deletionPlan, (ctx, { params }) => deletion.plan(ctx, params.orgId)),
    bind(memberRoutes.delete, (ctx, { params, query }) => deletion.remove(ctx, params.orgId, query.confirm)),
    bind(memberRoutes.teamUpdate, (ctx, { params, body }) => teamMembers.rename(ctx, params.teamId, body.name)),
    bind(memberRoutes.teamDelete, (ctx, { params }) => teamMembers.removeTeam(ctx, params.teamId)),
    bind(memberRoutes.teamMemberAdd, (ctx, { params, body }) =>
      teamMembers.add(ctx, { ...params, userId: body.userId }, body.role),
    ),
    bind(memberRoutes.teamMemberUpdate, (ctx, { params, body }) => teamMembers.update(ctx, params, body.role)),
    bind(memberRoutes.teamMemberRemove, (ctx, { params }) => teamMembers.remove(ctx, params)),
  ];
}

export function bindOrgRoutes(deps: OrgRouteDeps): BoundRoute[] {
  const { orgs, teams } = deps;
  return [
    ...bindMemberRoutes(deps),
    bind(orgsRoutes.list, (ctx) => orgs.list(ctx)),
    bind(orgsRoutes.create, (ctx, { body }) => orgs.create(ctx, body)),
    bind(orgsRoutes.get, (ctx, { params }) => orgs.get(ctx, params.orgId)),
    bind(orgsRoutes.update, (ctx, { params, body }) => orgs.update(ctx, params.orgId, body)),
    bind(orgsRoutes.membersList, (ctx, { params }) => orgs.members(ctx, params.orgId)),
    bind(orgsRoutes.teamsList, (ctx, { query }) => teams.list(ctx, query.org_id)),
    bind(orgsRoutes.teamsCreate, (ctx, { body }) => teams.create(ctx, body)),
    bind(orgsRoutes.teamMembersList, (ctx, { params }) => teams.members(ctx, params.teamId)),
  ];
}
