/** Members of organizations: their roles, removal, leaving and the transfer of ownership. All of it takes effect at once. */
import { AppError } from '@moorage/core/errors';
import type { Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { userIdOf } from '../../platform/http/user-id.ts';
import { changesOf } from '../audit/index.ts';
import { actorsChannel } from '../identity/index.ts';
import {
  decideLeaving,
  decideRemoval,
  decideRoleChange,
  type MemberDecision,
  orgRoleAfter,
  teamRoleAfter,
} from './member.rules.ts';
import {
  claimOrg,
  findCandidate,
  findOrgMember,
  findTeamMember,
  removeOrgMember,
  updateOrgMember,
  updateTeamMember,
} from './member.store.ts';
import { orgMissing, type OrgServiceDeps } from './org.service.ts';
import { findOrg, insertOrgMember } from './org.store.ts';
import { chooseRole, requireReach } from './role-choice.service.ts';
import { type MemberRow, type MemberView, memberToView, orgToView, type OrgView } from './org.view.ts';
import { insertTeamMember } from './team.store.ts';

export type MemberServiceDeps = Pick<OrgServiceDeps, 'db' | 'clock' | 'audit' | 'forgetActor'>;

export interface MemberService {
  update(ctx: RequestCtx, member: MemberKey, role: string): Promise<MemberView>;
  /** The same, and adds a user who is no member yet. */
  put(ctx: RequestCtx, member: MemberKey, role: string): Promise<MemberView>;
  remove(ctx: RequestCtx, member: MemberKey): Promise<void>;
  leave(ctx: RequestCtx, orgId: string): Promise<void>;
  transfer(ctx: RequestCtx, member: MemberKey): Promise<OrgView>;
}

export interface MemberKey {
  readonly orgId: string;
  readonly userId: string;
}

export function memberMissing(): AppError {
  return new AppError('not_found', 'There is no such member.');
}

function refuse(decision: Exclude<MemberDecision['kind'], 'allowed' | 'unchanged'>): AppError {
  if (decision === 'owner-only') {
    return new AppError('forbidden', 'Only the owner of the organization changes administrators.', {
      details: { nextStep: 'Ask the owner of the organization.' },
    });
  }
  return new AppError('conflict', 'An organization always has its owner.', {
    details: { nextStep: 'Transfer the ownership to another member first, or delete the organization.' },
  });
}

/** Within a transaction that holds the organization. */
async function claimMember(tx: Tx, { orgId, userId }: MemberKey): Promise<MemberRow> {
  if ((await claimOrg(tx, orgId)) === undefined) throw orgMissing();
  const row = await findOrgMember(tx, orgId, userId);
  if (row === undefined) throw memberMissing();
  return row;
}

function roleOf(ctx: RequestCtx, orgId: string): string | undefined {
  return Object.hasOwn(ctx.actor.orgRoles, orgId) ? ctx.actor.orgRoles[orgId] : undefined;
}

async function write(
  deps: MemberServiceDeps,
  ctx: RequestCtx,
  { tx, row, orgId, event, data }: { tx: Tx; row: MemberRow; orgId: string; event: string; data?: Record<string, unknown> },
): Promise<void> {
  const target = { type: 'user', id: row.user_id, name: row.email };
  await deps.audit.append(tx, ctx, { orgId, event, target, ...(data === undefined ? {} : { data }) });
  await deps.db.notify(tx, actorsChannel, row.user_id);
}

interface RoleChange {
  readonly orgId: string;
  readonly row: MemberRow;
  readonly role: string;
}

/** Within a transaction that holds the organization. */
async function changeRole(deps: MemberServiceDeps, tx: Tx, ctx: RequestCtx, change: RoleChange): Promise<MemberRow> {
  const { orgId, row, role } = change;
  const isSelf = row.user_id === ctx.actor.userId;
  const { kind } = decideRoleChange({ actorRole: roleOf(ctx, orgId), isSelf, target: row }, role);
  if (kind === 'unchanged') return row;
  if (kind !== 'allowed') throw refuse(kind);
  await requireReach(tx, ctx, { orgId }, row);
  const given = await chooseRole(tx, ctx, { orgId }, role);
  await updateOrgMember(tx, { orgId, userId: row.user_id }, given);
  const data = { changes: changesOf({ role: row.role_name ?? row.role }, { role }) };
  await write(deps, ctx, { tx, row, orgId, event: 'org.member_updated', data });
  return { ...row, role: given.role, role_name: given.roleId === null ? null : role };
}

async function update(deps: MemberServiceDeps, ctx: RequestCtx, key: MemberKey, role: string): Promise<MemberView> {
  const { orgId, userId } = key;
  ctx.authorize('org:members', { type: 'org', orgId });
  const after = await deps.db.tenant([orgId], async (tx) => {
    const row = await claimMember(tx, key);
    return await changeRole(deps, tx, ctx, { orgId, row, role });
  });
  deps.forgetActor(userId);
  return memberToView(after);
}

async function put(deps: MemberServiceDeps, ctx: RequestCtx, key: MemberKey, role: string): Promise<MemberView> {
  const { orgId, userId } = key;
  ctx.authorize('org:members', { type: 'org', orgId });
  const after = await deps.db.tenant([orgId], async (tx) => {
    if ((await claimOrg(tx, orgId)) === undefined) throw orgMissing();
    const row = await findOrgMember(tx, orgId, userId);
    if (row !== undefined) return await changeRole(deps, tx, ctx, { orgId, row, role });
    const candidate = await findCandidate(tx, userId);
    if (candidate === undefined) throw new AppError('not_found', 'There is no such user.');
    const given = await chooseRole(tx, ctx, { orgId }, role);
    const added = { ...candidate, role: given.role, role_name: null, joined_at: deps.clock.now() };
    await insertOrgMember(tx, { orgId, userId, role: given.role, at: added.joined_at });
    await write(deps, ctx, { tx, row: added, orgId, event: 'org.member_added', data: { role } });
    return added;
  });
  deps.forgetActor(userId);
  return memberToView(after);
}

async function remove(deps: MemberServiceDeps, ctx: RequestCtx, key: MemberKey): Promise<void> {
  const { orgId, userId } = key;
  ctx.authorize('org:members', { type: 'org', orgId });
  await deps.db.tenant([orgId], async (tx) => {
    const row = await claimMember(tx, key);
    const isSelf = userId === ctx.actor.userId;
    const { kind } = decideRemoval({ actorRole: roleOf(ctx, orgId), isSelf, target: row });
    if (kind === 'owner-stays' || kind === 'owner-only') throw refuse(kind);
    if (!isSelf) await requireReach(tx, ctx, { orgId }, row);
    await removeOrgMember(tx, orgId, userId);
    const data = { role: row.role_name ?? row.role };
    await write(deps, ctx, { tx, row, orgId, event: 'org.member_removed', data });
  });
  deps.forgetActor(userId);
}

async function leave(deps: MemberServiceDeps, ctx: RequestCtx, orgId: string): Promise<void> {
  ctx.authorize('org:leave', { type: 'org', orgId });
  const userId = userIdOf(ctx);
  await deps.db.tenant([orgId], async (tx) => {
    const row = await claimMember(tx, { orgId, userId });
    if (decideLeaving(row.role).kind === 'owner-stays') throw refuse('owner-stays');
    await removeOrgMember(tx, orgId, userId);
    await write(deps, ctx, { tx, row, orgId, event: 'org.member_left' });
  });
  deps.forgetActor(userId);
}

async function transfer(deps: MemberServiceDeps, ctx: RequestCtx, key: MemberKey): Promise<OrgView> {
  const { orgId, userId } = key;
  ctx.authorize('org:transfer', { type: 'org', orgId });
  const before = userIdOf(ctx);
  if (before === userId) throw new AppError('conflict', 'You are the owner already.');
  const org = await deps.db.tenant([orgId], async (tx) => {
    const row = await claimMember(tx, key);
    // Read again under the lock: of two transfers at once, the second comes from somebody who is no owner any more.
    const owner = await findOrgMember(tx, orgId, before);
    if (owner?.role !== 'org_owner') throw new AppError('conflict', 'You are not the owner any more.');
    await updateOrgMember(tx, { orgId, userId: before }, { role: 'org_admin', roleId: null });
    await updateOrgMember(tx, key, { role: 'org_owner', roleId: null });
    await write(deps, ctx, { tx, row, orgId, event: 'org.transferred', data: { from: before, to: userId } });
    await deps.db.notify(tx, actorsChannel, before);
    const found = await findOrg(tx, orgId);
    if (found === undefined) throw orgMissing();
    return found;
  });
  deps.forgetActor(before);
  deps.forgetActor(userId);
  return orgToView(org);
}

export interface Admission extends MemberKey {
  readonly teamId: string | null;
  /** In the team where there is one, else in the organization. */
  readonly role: string;
  readonly at: Date;
}

/** Makes somebody a member; roles that he has are raised, never lowered. */
export async function admitMember(tx: Tx, { orgId, userId, teamId, role, at }: Admission): Promise<void> {
  if ((await claimOrg(tx, orgId)) === undefined) throw orgMissing();
  const present = await findOrgMember(tx, orgId, userId);
  const orgRole = orgRoleAfter(present?.role, teamId === null ? role : 'org_member');
  if (present === undefined) await insertOrgMember(tx, { orgId, userId, role: orgRole, at });
  else if (present.role !== orgRole) await updateOrgMember(tx, { orgId, userId }, { role: orgRole, roleId: null });
  if (teamId === null) return;
  const inTeam = await findTeamMember(tx, teamId, userId);
  const teamRole = teamRoleAfter(inTeam?.role, role);
  if (inTeam === undefined) await insertTeamMember(tx, { teamId, orgId, userId, role: teamRole, at });
  else if (inTeam.role !== teamRole) await updateTeamMember(tx, { teamId, userId }, { role: teamRole, roleId: null });
}

export function createMemberService(deps: MemberServiceDeps): MemberService {
  return {
    update: (ctx, key, role) => update(deps, ctx, key, role),
    put: (ctx, key, role) => put(deps, ctx, key, role),
    remove: (ctx, key) => remove(deps, ctx, key),
    leave: (ctx, orgId) => leave(deps, ctx, orgId),
    transfer: (ctx, key) => transfer(deps, ctx, key),
  };
}
