import type { Tx } from '../../platform/db/database.ts';
import type { MemberRow, TeamRow } from './org.view.ts';

export interface NewTeam {
  readonly id: string;
  readonly orgId: string;
  readonly name: string;
  readonly at: Date;
}

export async function insertTeam(tx: Tx, team: NewTeam): Promise<void> {
  await tx.insertInto('teams').values({ id: team.id, org_id: team.orgId, name: team.name, created_at: team.at }).execute();
}

export interface NewTeamMember {
  readonly teamId: string;
  readonly orgId: string;
  readonly userId: string;
  readonly role: string;
  readonly roleId?: string | null;
  readonly at: Date;
}

export async function insertTeamMember(tx: Tx, member: NewTeamMember): Promise<void> {
  await tx
    .insertInto('team_members')
    .values({
      team_id: member.teamId,
      org_id: member.orgId,
      user_id: member.userId,
      role: member.role,
      role_id: member.roleId ?? null,
      joined_at: member.at,
    })
    .execute();
}

export async function listTeams(tx: Tx, ids: readonly string[]): Promise<TeamRow[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .selectFrom('teams')
    .leftJoin('team_members', 'team_members.team_id', 'teams.id')
    .select((eb) => [
      'teams.id',
      'teams.org_id',
      'teams.name',
      'teams.created_at',
      eb.fn.count('team_members.user_id').as('member_count'),
    ])
    .where('teams.id', 'in', ids)
    .groupBy(['teams.id', 'teams.org_id', 'teams.name', 'teams.created_at'])
    .orderBy('teams.name')
    .orderBy('teams.id')
    .execute();
  return rows.map((row) => ({ ...row, member_count: Number(row.member_count) }));
}

export async function listTeamMembers(tx: Tx, teamId: string): Promise<MemberRow[]> {
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
    .orderBy('team_members.joined_at')
    .orderBy('users.email')
    .execute();
}

/** `undefined` where there is no such organization, or it is on its way out. Within a system transaction. */
export async function listTeamIds(tx: Tx, orgId: string): Promise<string[] | undefined> {
  const rows = await tx
    .selectFrom('orgs')
    .leftJoin('teams', 'teams.org_id', 'orgs.id')
    .select('teams.id as teamId')
    .where('orgs.id', '=', orgId)
    .where('orgs.deleting_since', 'is', null)
    .execute();
  return rows.length === 0 ? undefined : rows.flatMap(({ teamId }) => (teamId === null ? [] : [teamId]));
}
