/** What the console reads of organizations, their members, teams and invitations. */
import type { Invitation } from '@moorage/sdk/types';
import { queryOptions } from '@tanstack/react-query';
import { client, dataOf } from './client.ts';

export const orgKeys = {
  org: (orgId: string) => ['org', orgId],
  orgPart: (orgId: string, part: 'members' | 'teams' | 'invitations' | 'deletion' | 'roles') => ['org', orgId, part],
  team: (teamId: string) => ['team', teamId],
  teamPart: (teamId: string, part: 'members' | 'invitations') => ['team', teamId, part],
} as const;

/** How often mails under way are asked for. */
const mailPollMs = 2_000;

export function orgQuery(orgId: string) {
  return queryOptions({
    queryKey: orgKeys.org(orgId),
    queryFn: ({ signal }) => dataOf(client.orgs.get({ params: { orgId } }, { signal })),
  });
}

export function orgMembersQuery(orgId: string) {
  return queryOptions({
    queryKey: orgKeys.orgPart(orgId, 'members'),
    queryFn: ({ signal }) => dataOf(client.orgMembers.list({ params: { orgId } }, { signal })),
  });
}

export function teamsQuery(orgId: string) {
  return queryOptions({
    queryKey: orgKeys.orgPart(orgId, 'teams'),
    queryFn: ({ signal }) => dataOf(client.teams.list({ query: { org_id: orgId } }, { signal })),
  });
}

export function teamMembersQuery(teamId: string) {
  return queryOptions({
    queryKey: orgKeys.teamPart(teamId, 'members'),
    queryFn: ({ signal }) => dataOf(client.teamMembers.list({ params: { teamId } }, { signal })),
  });
}

/** Every role that there is here, with what its holders may do. */
export function rolesQuery(orgId: string) {
  return queryOptions({
    queryKey: orgKeys.orgPart(orgId, 'roles'),
    queryFn: ({ signal }) => dataOf(client.roles.list({ params: { orgId } }, { signal })),
    staleTime: 60_000,
  });
}

export function memberAccessQuery(orgId: string, userId: string) {
  return queryOptions({
    queryKey: [...orgKeys.orgPart(orgId, 'members'), userId, 'access'],
    queryFn: ({ signal }) => dataOf(client.orgMembers.access({ params: { orgId, userId } }, { signal })),
  });
}

/** What goes with the organization; asked for when somebody is about to delete it. */
export function orgDeletionQuery(orgId: string) {
  return queryOptions({
    queryKey: orgKeys.orgPart(orgId, 'deletion'),
    queryFn: ({ signal }) => dataOf(client.orgs.deletionPlan({ params: { orgId } }, { signal })),
    gcTime: 0,
  });
}

/** Whose invitations: those of the whole organization, or of one team for whom the rest is not. */
export interface InvitationScope {
  readonly orgId: string;
  readonly teamId?: string | undefined;
}

export function invitationsQuery({ orgId, teamId }: InvitationScope) {
  return queryOptions({
    queryKey: teamId === undefined ? orgKeys.orgPart(orgId, 'invitations') : orgKeys.teamPart(teamId, 'invitations'),
    queryFn: ({ signal }): Promise<readonly Invitation[]> =>
      teamId === undefined
        ? dataOf(client.orgInvites.list({ params: { orgId } }, { signal }))
        : dataOf(client.teamInvites.list({ params: { teamId } }, { signal })),
    refetchInterval: ({ state }) => (state.data?.some(({ mail }) => mail === 'waiting') === true ? mailPollMs : false),
  });
}

/** What an invitation is for; whoever holds its token may know. */
export function invitationQuery(token: string) {
  return queryOptions({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) => dataOf(client.invites.preview({ body: { token } }, { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
