import type { Tx } from '../../platform/db/database.ts';
import type { MemberRow } from './org.view.ts';

/** Locks the organization, so that changes of its membership come one after the other. */
export async function claimOrg(tx: Tx, orgId: string): Promise<{ name: string; slug: string } | undefined> {
  return await tx
    .selectFrom('orgs')
    .select(['name', 'slug'])
    .where('id', '=', orgId)
    .where('deleting_since', 'is', null)
    .forUpdate()
    .executeTakeFirst();
}

export async function findOrgMember(tx: Tx, orgId: string, userId: string): Promise<MemberRow | undefined> {
  return await tx
    .selectFrom('org_members')
    .innerJoin('users', 'users.id', 'org_members.user_id')
    .leftJoin('roles', 'roles.id', 'org_members.role_id')
    .select([
      'org_members.user_id',
      'users.email',
      'users.name',
      'org_members.role',
      'org_members.joined_at',
      'roles.name as role_name',
    ])
    .where('org_members.org_id', '=', orgId)
    .where('org_members.user_id', '=', userId)
    .executeTakeFirst();
}

/** Somebody who could be a member; within any transaction, for users belong to no organization. */
export async function findCandidate(tx: Tx, userId: string): Promise<Pick<MemberRow, 'user_id' | 'email' | 'name'> | undefined> {
  return await tx
    .selectFrom('users')
    .select(['id as user_id', 'email', 'name'])
    .where('id', '=', userId)
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
}

export interface GivenRole {
  readonly role: string;
  /** Of one that the organization made itself; the role is `custom` then. */
  readonly roleId: string | null;
}

interface OrgMemberKey {
  readonly orgId: string;
  readonly userId: string;
}

export async function updateOrgMember(tx: Tx, { orgId, userId }: OrgMemberKey, { role, roleId }: GivenRole): Promise<void> {
  const set = { role, role_id: roleId };
  await tx.updateTable('org_members').set(set).where('org_id', '=', orgId).where('user_id', '=', userId).execute();
}

/** From the organization; its teams follow by their foreign key. */
export async function removeOrgMember(tx: Tx, orgId: string, userId: string): Promise<void> {
  await tx.deleteFrom('org_members').where('org_id', '=', orgId).where('user_id', '=', userId).execute();
}

export async function listOrgMemberIds(tx: Tx, orgId: string): Promise<string[]> {
  const rows = await tx.selectFrom('org_members').select('user_id').where('org_id', '=', orgId).execute();
  return rows.map((row) => row.user_id);
}

export async function findTeamMember(tx: Tx, teamId: string, userId: string): Promise<MemberRow | undefined> {
  return await tx
    .selectFrom('team_members')
    .innerJoin('users', 'users.id', 'team_members.user_id')
    .leftJoin('roles', 'roles.id', 'team_members.role_id')
    .select([
      'team_members.user_id',
      'users.email',
      'users.name',
      'team_members.role',
      'team_members.joined_at',
      'roles.name as role_name',
    ])
    .where('team_members.team_id', '=', teamId)
    .where('team_members.user_id', '=', userId)
    .executeTakeFirst();
}

interface TeamMemberKey {
  readonly teamId: string;
  readonly userId: string;
}

export async function updateTeamMember(tx: Tx, { teamId, userId }: TeamMemberKey, { role, roleId }: GivenRole): Promise<void> {
  const set = { role, role_id: roleId };
  await tx.updateTable('team_members').set(set).where('team_id', '=', teamId).where('user_id', '=', userId).execute();
}

export async function removeTeamMember(tx: Tx, teamId: string, userId: string): Promise<void> {
  await tx.deleteFrom('team_members').where('team_id', '=', teamId).where('user_id', '=', userId).execute();
}

export async function updateTeam(tx: Tx, teamId: string, name: string): Promise<void> {
  await tx.updateTable('teams').set({ name }).where('id', '=', teamId).execute();
}

export async function removeTeam(tx: Tx, teamId: string): Promise<void> {
  await tx.deleteFrom('teams').where('id', '=', teamId).execute();
}

export async function countTeams(tx: Tx, orgId: string): Promise<number> {
  const { count } = await tx
    .selectFrom('teams')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('org_id', '=', orgId)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** From then on nobody is told of the organization. */
export async function updateOrgDeleting(tx: Tx, orgId: string, at: Date): Promise<void> {
  await tx.updateTable('orgs').set({ deleting_since: at }).where('id', '=', orgId).execute();
}

export async function isOrgDeleting(tx: Tx, orgId: string): Promise<boolean> {
  const row = await tx.selectFrom('orgs').select('deleting_since').where('id', '=', orgId).executeTakeFirst();
  return row !== undefined && row.deleting_since !== null;
}

export async function removeOrg(tx: Tx, orgId: string): Promise<void> {
  await tx.deleteFrom('orgs').where('id', '=', orgId).execute();
}
