/** Roles in words, and who is offered which change of a membership; the server is the judge of it. */
import type { Me, OrgInvite, Role, TeamInvite } from '@moorage/sdk/types';

export interface RoleOption<R extends string> {
  readonly value: R;
  readonly label: string;
  readonly meaning: string;
}

/** Those that one can be invited as. */
export const orgRoleChoices: readonly RoleOption<OrgInvite['role']>[] = [
  { value: 'org_member', label: 'Member', meaning: 'Sees the organization, and works in the teams that he is added to.' },
  { value: 'org_auditor', label: 'Auditor', meaning: 'Reads everything, the audit log too, and changes nothing.' },
  { value: 'org_admin', label: 'Admin', meaning: 'Manages members and teams, and may do everything in every team.' },
];

export const teamRoleChoices: readonly RoleOption<TeamInvite['role']>[] = [
  { value: 'viewer', label: 'Viewer', meaning: 'Sees deployments and reads their logs.' },
  { value: 'developer', label: 'Developer', meaning: 'Deploys, changes, restarts and deletes apps.' },
  { value: 'team_admin', label: 'Team admin', meaning: 'Does what developers do, and manages the team and its members.' },
];

const names = new Map<string, string>([
  ['org_owner', 'Owner'],
  ...[...orgRoleChoices, ...teamRoleChoices].map(({ value, label }): [string, string] => [value, label]),
]);

export function roleName(role: string): string {
  return names.get(role) ?? role;
}

/** What a member can be given: the roles that every organization has, then those of its own. */
export function roleOptions(roles: readonly Role[], level: 'org' | 'team'): readonly RoleOption<string>[] {
  const own = roles.filter((role) => !role.isBuiltIn && role.levels.includes(level));
  return [
    ...(level === 'org' ? orgRoleChoices : teamRoleChoices),
    ...own.map(({ name, description }) => ({ value: name, label: name, meaning: description })),
  ];
}

export interface MemberMoves {
  readonly canChangeRole: boolean;
  readonly canRemove: boolean;
  readonly canBecomeOwner: boolean;
  readonly canLeave: boolean;
}

export interface MemberFacts {
  /** Of the signed-in user. */
  readonly permissions: readonly string[];
  readonly myRole: string | null | undefined;
  readonly isSelf: boolean;
  /** Of the member. */
  readonly role: string;
}

/** The owner stays until he passes ownership on; administrators are changed by the owner only, or step back by themselves. */
export function memberMoves({ permissions, myRole, isSelf, role }: MemberFacts): MemberMoves {
  const isWithinReach = role !== 'org_owner' && (role !== 'org_admin' || myRole === 'org_owner' || isSelf);
  const manages = permissions.includes('org:members') && isWithinReach;
  return {
    canChangeRole: manages,
    canRemove: manages && !isSelf,
    canBecomeOwner: !isSelf && role !== 'org_owner' && permissions.includes('org:transfer'),
    canLeave: isSelf && role !== 'org_owner',
  };
}

/** Whether the signed-in user manages this team: as lead of its organization, or of the team itself. */
export function leadsTeam(me: Pick<Me, 'orgs' | 'teams'>, team: { readonly id: string; readonly orgId: string }): boolean {
  const orgRole = me.orgs.find(({ id }) => id === team.orgId)?.role;
  if (orgRole === 'org_owner' || orgRole === 'org_admin') return true;
  return me.teams.find(({ id }) => id === team.id)?.role === 'team_admin';
}
