/** What the console changes in organizations, teams and memberships. */
import type {
  OrgInvite,
  OrgMemberUpdate,
  OrgUpdate,
  RoleCreate,
  RoleUpdate,
  TeamInvite,
  TeamMemberAdd,
} from '@moorage/sdk/types';
import type { QueryClient } from '@tanstack/react-query';
import { client, dataOf } from './client.ts';
import { orgKeys } from './org-queries.ts';
import { keys } from './queries.ts';

/** Names and roles of the signed-in user stand in the switcher and decide what is offered: they are asked for again. */
async function refreshMe(queries: QueryClient, orgId: string): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: keys.me }),
    queries.invalidateQueries({ queryKey: orgKeys.org(orgId) }),
  ]);
}

export async function createOrg(queries: QueryClient, name: string) {
  const org = await dataOf(client.orgs.create({ body: { name } }));
  await queries.invalidateQueries({ queryKey: keys.me });
  return org;
}

export async function updateOrg(queries: QueryClient, orgId: string, body: OrgUpdate) {
  const org = await dataOf(client.orgs.update({ params: { orgId }, body }));
  queries.setQueryData(orgKeys.org(orgId), org);
  await queries.invalidateQueries({ queryKey: keys.me });
  return org;
}

/** The slug says that the right one is meant. It goes at once, its apps shortly after. */
export async function deleteOrg(queries: QueryClient, orgId: string, slug: string) {
  await dataOf(client.orgs.delete({ params: { orgId }, query: { confirm: slug } }));
  await leaveBehind(queries);
}

export async function leaveOrg(queries: QueryClient, orgId: string) {
  await dataOf(client.orgs.leave({ params: { orgId } }));
  await leaveBehind(queries);
}

/** Lists of deployments and templates were those of an organization that is no longer ours. */
async function leaveBehind(queries: QueryClient): Promise<void> {
  await queries.invalidateQueries({ queryKey: keys.me });
  queries.removeQueries({ type: 'inactive', predicate: ({ queryKey }) => queryKey[0] !== 'me' && queryKey[0] !== 'config' });
}

export async function transferOrg(queries: QueryClient, orgId: string, userId: string) {
  const org = await dataOf(client.orgs.transfer({ params: { orgId }, body: { userId } }));
  await refreshMe(queries, orgId);
  return org;
}

export async function changeOrgRole(queries: QueryClient, orgId: string, userId: string, body: OrgMemberUpdate) {
  const member = await dataOf(client.orgMembers.update({ params: { orgId, userId }, body }));
  await refreshMe(queries, orgId);
  return member;
}

export async function removeOrgMember(queries: QueryClient, orgId: string, userId: string) {
  await dataOf(client.orgMembers.remove({ params: { orgId, userId } }));
  await queries.invalidateQueries({ queryKey: ['team'] });
  await refreshMe(queries, orgId);
}

export async function createTeam(queries: QueryClient, orgId: string, name: string) {
  const team = await dataOf(client.teams.create({ body: { orgId, name } }));
  await refreshMe(queries, orgId);
  return team;
}

export async function renameTeam(queries: QueryClient, teamId: string, name: string) {
  const team = await dataOf(client.teams.update({ params: { teamId }, body: { name } }));
  await refreshMe(queries, team.orgId);
  return team;
}

export async function deleteTeam(queries: QueryClient, orgId: string, teamId: string) {
  await dataOf(client.teams.delete({ params: { teamId } }));
  queries.removeQueries({ queryKey: orgKeys.team(teamId) });
  await refreshMe(queries, orgId);
}

export interface TeamPlace {
  readonly orgId: string;
  readonly teamId: string;
}

async function refreshTeam(queries: QueryClient, { orgId, teamId }: TeamPlace): Promise<void> {
  await Promise.all([queries.invalidateQueries({ queryKey: orgKeys.team(teamId) }), refreshMe(queries, orgId)]);
}

export async function addTeamMember(queries: QueryClient, place: TeamPlace, body: TeamMemberAdd) {
  const member = await dataOf(client.teamMembers.add({ params: { teamId: place.teamId }, body }));
  await refreshTeam(queries, place);
  return member;
}

export async function changeTeamRole(queries: QueryClient, place: TeamPlace, { userId, role }: TeamMemberAdd) {
  const member = await dataOf(client.teamMembers.update({ params: { teamId: place.teamId, userId }, body: { role } }));
  await refreshTeam(queries, place);
  return member;
}

export async function removeTeamMember(queries: QueryClient, place: TeamPlace, userId: string) {
  await dataOf(client.teamMembers.remove({ params: { teamId: place.teamId, userId } }));
  await refreshTeam(queries, place);
}

async function refreshInvitations(queries: QueryClient): Promise<void> {
  await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[2] === 'invitations' });
}

export async function inviteToOrg(queries: QueryClient, orgId: string, body: OrgInvite) {
  const invitation = await dataOf(client.orgs.invite({ params: { orgId }, body }));
  await refreshInvitations(queries);
  return invitation;
}

export async function inviteToTeam(queries: QueryClient, teamId: string, body: TeamInvite) {
  const invitation = await dataOf(client.teams.invite({ params: { teamId }, body }));
  await refreshInvitations(queries);
  return invitation;
}

/** Makes a new link, which is in the answer; the ones of before no longer work. */
export async function resendInvitation(queries: QueryClient, id: string) {
  const invitation = await dataOf(client.invites.resend({ params: { id } }));
  await refreshInvitations(queries);
  return invitation;
}

export async function revokeInvitation(queries: QueryClient, id: string) {
  await dataOf(client.invites.revoke({ params: { id } }));
  await refreshInvitations(queries);
}

export async function acceptInvitation(queries: QueryClient, token: string) {
  const accepted = await dataOf(client.invites.accept({ body: { token } }));
  await queries.invalidateQueries();
  return accepted;
}

export async function createRole(queries: QueryClient, orgId: string, body: RoleCreate) {
  const role = await dataOf(client.roles.create({ params: { orgId }, body }));
  await queries.invalidateQueries({ queryKey: orgKeys.orgPart(orgId, 'roles') });
  return role;
}

/** Its holders may do what it says then, at once. */
export async function updateRole(queries: QueryClient, { orgId, name }: RolePlace, body: RoleUpdate) {
  const role = await dataOf(client.roles.update({ params: { orgId, role: name }, body }));
  await refreshMe(queries, orgId);
  return role;
}

export async function deleteRole(queries: QueryClient, { orgId, name }: RolePlace) {
  await dataOf(client.roles.delete({ params: { orgId, role: name } }));
  await queries.invalidateQueries({ queryKey: orgKeys.orgPart(orgId, 'roles') });
}

interface RolePlace {
  readonly orgId: string;
  readonly name: string;
}
