/** Teams and who is in them: renaming, deleting, and members with their roles. */
import { AppError } from '@moorage/core/errors';
import { orgOfTeam } from '../../platform/authz/actor.ts';
import type { Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { changesOf } from '../audit/index.ts';
import { actorsChannel } from '../identity/index.ts';
import { memberMissing } from './member.service.ts';
import {
  claimOrg,
  countTeams,
  findOrgMember,
  findTeamMember,
  listOrgMemberIds,
  removeTeam,
  removeTeamMember,
  updateTeam,
  updateTeamMember,
} from './member.store.ts';
import type { OrgContent } from './org.ports.ts';
import type { OrgServiceDeps } from './org.service.ts';
import { type MemberRow, type MemberView, memberToView, type TeamRow, teamToView, type TeamView } from './org.view.ts';
import { chooseRole, requireReach } from './role-choice.service.ts';
import { insertTeamMember, listTeams } from './team.store.ts';

export type TeamMemberServiceDeps = Pick<OrgServiceDeps, 'db' | 'audit' | 'clock' | 'forgetActor'> & {
  readonly contents: () => readonly OrgContent[];
};

export interface TeamMemberKey {
  readonly teamId: string;
  readonly userId: string;
}

export interface TeamMemberService {
  rename(ctx: RequestCtx, teamId: string, name: string): Promise<TeamView>;
  removeTeam(ctx: RequestCtx, teamId: string): Promise<void>;
  add(ctx: RequestCtx, key: TeamMemberKey, role: string): Promise<MemberView>;
  update(ctx: RequestCtx, key: TeamMemberKey, role: string): Promise<MemberView>;
  remove(ctx: RequestCtx, key: TeamMemberKey): Promise<void>;
}

function teamMissing(): AppError {
  return new AppError('not_found', 'This team does not exist or you may not see it.');
}

/** The organization of a team that the caller may do this to. */
function authorizeTeam(ctx: RequestCtx, action: string, teamId: string): string {
  const orgId = orgOfTeam(ctx.actor, teamId);
  ctx.authorize(action, { type: 'team', orgId, teamId });
  if (orgId === undefined) throw teamMissing();
  return orgId;
}

async function getTeam(tx: Tx, teamId: string): Promise<TeamRow> {
  const [row] = await listTeams(tx, [teamId]);
  if (row === undefined) throw teamMissing();
  return row;
}

async function rename(deps: TeamMemberServiceDeps, ctx: RequestCtx, teamId: string, name: string): Promise<TeamView> {
  const orgId = authorizeTeam(ctx, 'team:update', teamId);
  const row = await deps.db.tenant([orgId], async (tx) => {
    const before = await getTeam(tx, teamId);
    await updateTeam(tx, teamId, name);
    const target = { type: 'team', id: teamId, name };
    await deps.audit.append(tx, ctx, {
      orgId,
      event: 'team.updated',
      target,
      data: { changes: changesOf({ name: before.name }, { name }) },
    });
    return { ...before, name };
  });
  return teamToView(row);
}

async function contentsOf(deps: TeamMemberServiceDeps, tx: Tx, place: { orgId: string; teamId: string }): Promise<string[]> {
  const counted: string[] = [];
  for (const content of deps.contents()) {
    const count = await content.count(tx, place);
    if (count > 0) counted.push(`${count} ${content.kind}`);
  }
  return counted;
}

async function deleteTeam(deps: TeamMemberServiceDeps, ctx: RequestCtx, teamId: string): Promise<void> {
  const orgId = authorizeTeam(ctx, 'team:delete', teamId);
  const members = await deps.db.tenant([orgId], async (tx) => {
    if ((await claimOrg(tx, orgId)) === undefined) throw teamMissing();
    const team = await getTeam(tx, teamId);
    if ((await countTeams(tx, orgId)) === 1) {
      throw new AppError('conflict', 'This is the only team of the organization.', {
        details: { nextStep: 'Create another team first, or delete the organization.' },
      });
    }
    const left = await contentsOf(deps, tx, { orgId, teamId });
    if (left.length > 0) {
      throw new AppError('conflict', `The team still has ${left.join(', ')}.`, {
        details: { contents: left, nextStep: 'Delete them first.' },
      });
    }
    await removeTeam(tx, teamId);
    await deps.audit.append(tx, ctx, { orgId, event: 'team.deleted', target: { type: 'team', id: teamId, name: team.name } });
    const ids = await listOrgMemberIds(tx, orgId);
    for (const id of ids) await deps.db.notify(tx, actorsChannel, id);
    return ids;
  });
  for (const id of members) deps.forgetActor(id);
}

interface MemberNews {
  readonly tx: Tx;
  readonly orgId: string;
  readonly key: TeamMemberKey;
  readonly row: Pick<MemberRow, 'email'>;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

async function write(deps: TeamMemberServiceDeps, ctx: RequestCtx, news: MemberNews): Promise<void> {
  const { tx, orgId, key, row, event, data } = news;
  const target = { type: 'user', id: key.userId, name: row.email };
  await deps.audit.append(tx, ctx, { orgId, event, target, data: { teamId: key.teamId, ...data } });
  await deps.db.notify(tx, actorsChannel, key.userId);
}

async function add(deps: TeamMemberServiceDeps, ctx: RequestCtx, key: TeamMemberKey, role: string): Promise<MemberView> {
  const orgId = authorizeTeam(ctx, 'team:members', key.teamId);
  const at = deps.clock.now();
  const row = await deps.db.tenant([orgId], async (tx) => {
    const member = await findOrgMember(tx, orgId, key.userId);
    if (member === undefined) {
      throw new AppError('not_found', 'The organization has no such member.', { details: { nextStep: 'Invite him first.' } });
    }
    const given = await chooseRole(tx, ctx, { orgId, teamId: key.teamId }, role);
    await insertTeamMember(tx, { ...key, orgId, ...given, at });
    await write(deps, ctx, { tx, orgId, key, row: member, event: 'team.member_added', data: { role } });
    return { ...member, role: given.role, role_name: given.roleId === null ? null : role, joined_at: at };
  });
  deps.forgetActor(key.userId);
  return memberToView(row);
}

async function update(deps: TeamMemberServiceDeps, ctx: RequestCtx, key: TeamMemberKey, role: string): Promise<MemberView> {
  const orgId = authorizeTeam(ctx, 'team:members', key.teamId);
  const row = await deps.db.tenant([orgId], async (tx) => {
    const before = await findTeamMember(tx, key.teamId, key.userId);
    if (before === undefined) throw memberMissing();
    await requireReach(tx, ctx, { orgId, teamId: key.teamId }, before);
    const given = await chooseRole(tx, ctx, { orgId, teamId: key.teamId }, role);
    await updateTeamMember(tx, key, given);
    const data = { before: before.role_name ?? before.role, after: role };
    await write(deps, ctx, { tx, orgId, key, row: before, event: 'team.member_updated', data });
    return { ...before, role: given.role, role_name: given.roleId === null ? null : role };
  });
  deps.forgetActor(key.userId);
  return memberToView(row);
}

async function remove(deps: TeamMemberServiceDeps, ctx: RequestCtx, key: TeamMemberKey): Promise<void> {
  const orgId = authorizeTeam(ctx, 'team:members', key.teamId);
  await deps.db.tenant([orgId], async (tx) => {
    const before = await findTeamMember(tx, key.teamId, key.userId);
    if (before === undefined) throw memberMissing();
    if (key.userId !== ctx.actor.userId) await requireReach(tx, ctx, { orgId, teamId: key.teamId }, before);
    await removeTeamMember(tx, key.teamId, key.userId);
    await write(deps, ctx, {
      tx,
      orgId,
      key,
      row: before,
      event: 'team.member_removed',
      data: { role: before.role_name ?? before.role },
    });
  });
  deps.forgetActor(key.userId);
}

export function createTeamMemberService(deps: TeamMemberServiceDeps): TeamMemberService {
  return {
    rename: (ctx, teamId, name) => rename(deps, ctx, teamId, name),
    removeTeam: (ctx, teamId) => deleteTeam(deps, ctx, teamId),
    add: (ctx, key, role) => add(deps, ctx, key, role),
    update: (ctx, key, role) => update(deps, ctx, key, role),
    remove: (ctx, key) => remove(deps, ctx, key),
  };
}
