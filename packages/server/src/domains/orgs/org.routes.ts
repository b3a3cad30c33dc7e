import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import { orgsRoutes } from './org.contract.ts';
import type { OrgService } from './org.service.ts';
import type { TeamService } from './team.service.ts';

export function bindOrgRoutes(orgs: OrgService, teams: TeamService): BoundRoute[] {
  return [
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
