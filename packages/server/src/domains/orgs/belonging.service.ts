/** What identity asks of organizations: who belongs where, and what that allows. */
import type { Db } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { OrgsOfUser, OrgsPort } from '../identity/index.ts';
import { type Action, actions, resourceTypeOf } from './access.rules.ts';
import { membershipFromRows } from './org.rules.ts';
import type { OrgService } from './org.service.ts';
import { listMembershipsOfUser, listOrgs } from './org.store.ts';
import { orgRoleOf, teamRoleOf } from './org.view.ts';
import { listTeamIds, listTeams } from './team.store.ts';

async function describe(db: Db, ctx: RequestCtx): Promise<OrgsOfUser> {
  const { orgRoles, teamRoles, teamOrgs } = ctx.actor;
  const orgIds = Object.keys(orgRoles);
  return await db.tenant(orgIds, async (tx) => {
    const orgs = await listOrgs(tx, orgIds);
    const teams = await listTeams(tx, Object.keys(teamOrgs));
    return {
      orgs: orgs.map(({ id, name, slug }) => ({ id, name, slug, role: orgRoleOf(orgRoles[id]) })),
      teams: teams.map(({ id, name, org_id }) => ({ id, name, orgId: org_id, role: teamRoleOf(teamRoles[id]) })),
    };
  });
}

/** Actions allowed on something of the current team that the caller did not make himself. */
function permissions(ctx: RequestCtx): string[] {
  const { currentOrgId: orgId, currentTeamId: teamId } = ctx.actor;
  const allowed = (action: Action): boolean =>
    ctx.can(action, { type: resourceTypeOf(action), orgId, teamId, visibility: 'team' });
  return actions.filter(allowed);
}

export function createBelonging(db: Db, orgs: OrgService): OrgsPort {
  return {
    describe: (ctx) => describe(db, ctx),
    permissions,
    provision: (tx, ctx, user) => orgs.provision(tx, ctx, user),
    clientOf: (tx, orgId) => orgs.clientOf(tx, orgId),
    teamsOf: (tx, orgId) => listTeamIds(tx, orgId),
    belongingOf: async (tx, userId) => membershipFromRows(await listMembershipsOfUser(tx, userId)),
  };
}
