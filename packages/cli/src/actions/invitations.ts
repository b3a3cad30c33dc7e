/** Who is asked to join an organization or one of its teams. */
import type { Client } from '@moorage/sdk/client';
import type { Invitation, InvitationWithLink, OrgInvite, TeamInvite } from '@moorage/sdk/types';
import { dataOf, usageFailure } from '../failure.ts';
import { pickOne, type Place } from './find.ts';

const orgRoles: readonly OrgInvite['role'][] = ['org_admin', 'org_auditor', 'org_member'];
const teamRoles: readonly TeamInvite['role'][] = ['team_admin', 'developer', 'viewer'];

/** One of the roles that the place has; what is no role of it is refused before anything is sent. */
function roleOf<R extends string>(roles: readonly R[], wanted: string | undefined, usual: R): R {
  if (wanted === undefined) return usual;
  const role = roles.find((candidate) => candidate === wanted);
  if (role !== undefined) return role;
  throw usageFailure(`There is no role "${wanted}" here.`, `Use one of ${roles.join(', ')}.`);
}

/** Invites into the place; `role` is the least powerful usual one when absent. */
export async function invite(
  client: Client,
  place: Place,
  { email, role }: { readonly email: string; readonly role: string | undefined },
): Promise<InvitationWithLink> {
  if (place.kind === 'team') {
    const body = { email, role: roleOf(teamRoles, role, 'developer') };
    return dataOf(await client.teams.invite({ params: { teamId: place.team.id }, body }));
  }
  const body = { email, role: roleOf(orgRoles, role, 'org_member') };
  return dataOf(await client.orgs.invite({ params: { orgId: place.org.id }, body }));
}

/** Those that wait for an answer. */
export async function invitationsOf(client: Client, place: Place): Promise<readonly Invitation[]> {
  if (place.kind === 'team') return dataOf(await client.teamInvites.list({ params: { teamId: place.team.id } }));
  return dataOf(await client.orgInvites.list({ params: { orgId: place.org.id } }));
}

/** The invitation of this address or id. */
export async function findInvitation(client: Client, place: Place, text: string): Promise<Invitation> {
  return pickOne(await invitationsOf(client, place), {
    what: 'invitation',
    text,
    names: (row) => [row.id, row.email],
    id: (row) => row.id,
    list: 'moorage members invitations',
  });
}

/** The token of a link, or the text itself where it is the token. */
export function tokenOf(linkOrToken: string): string {
  const text = linkOrToken.trim();
  if (!text.includes('://')) return text;
  const token = URL.canParse(text) ? new URL(text).searchParams.get('token') : null;
  if (token !== null && token !== '') return token;
  throw usageFailure('This is no link of an invitation.', 'Copy the whole link, or the part after "token=".');
}
