import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import { orgOfTeam } from '../../platform/authz/actor.ts';
import type { Db } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { principalIdOf } from '../../platform/http/user-id.ts';
import type { Audit } from '../audit/index.ts';
import { actorsChannel } from '../identity/index.ts';
import { type MemberView, memberToView, teamToView, type TeamView } from './org.view.ts';
import { orgMissing } from './org.service.ts';
import { insertTeam, insertTeamMember, listTeamMembers, listTeams } from './team.store.ts';

export interface TeamServiceDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly forgetActor: (userId: string) => void;
}

export interface TeamService {
  /** Teams that the caller reaches, of one organization or of all. */
  list(ctx: RequestCtx, orgId: string | undefined): Promise<TeamView[]>;
  create(ctx: RequestCtx, input: { readonly orgId: string; readonly name: string }): Promise<TeamView>;
  members(ctx: RequestCtx, teamId: string): Promise<MemberView[]>;
}

async function create(
  deps: TeamServiceDeps,
  ctx: RequestCtx,
  input: { readonly orgId: string; readonly name: string },
): Promise<TeamView> {
  const { orgId, name } = input;
  ctx.authorize('team:create', { type: 'org', orgId });
  const { userId } = ctx.actor;
  const principal = principalIdOf(ctx);
  const at = deps.clock.now();
  const id = deps.ids.uuid();
  await deps.db.tenant([orgId], async (tx) => {
    await insertTeam(tx, { id, orgId, name, at });
    if (userId !== undefined) await insertTeamMember(tx, { teamId: id, orgId, userId, role: 'team_admin', at });
    await deps.audit.append(tx, ctx, { orgId, event: 'team.created', target: { type: 'team', id, name } });
    await deps.db.notify(tx, actorsChannel, principal);
  });
  deps.forgetActor(principal);
  return teamToView({ id, org_id: orgId, name, created_at: at, member_count: userId === undefined ? 0 : 1 });
}

/** Teams of an organization that the actor reaches. */
function reachedTeams(ctx: RequestCtx, orgId: string | undefined): string[] {
  return Object.entries(ctx.actor.teamOrgs)
    .filter(([, org]) => orgId === undefined || org === orgId)
    .map(([team]) => team);
}

export function createTeamService(deps: TeamServiceDeps): TeamService {
  return {
    create: (ctx, input) => create(deps, ctx, input),
    async list(ctx, orgId) {
      if (orgId !== undefined && !Object.hasOwn(ctx.actor.orgRoles, orgId)) throw orgMissing();
      const orgIds = orgId === undefined ? Object.keys(ctx.actor.orgRoles) : [orgId];
      return (await deps.db.tenant(orgIds, (tx) => listTeams(tx, reachedTeams(ctx, orgId)))).map(teamToView);
    },
    async members(ctx, teamId) {
      const orgId = orgOfTeam(ctx.actor, teamId);
      ctx.authorize('team:read', { type: 'team', orgId, teamId });
      if (orgId === undefined) throw orgMissing();
      return (await deps.db.tenant([orgId], (tx) => listTeamMembers(tx, teamId))).map(memberToView);
    },
  };
}
