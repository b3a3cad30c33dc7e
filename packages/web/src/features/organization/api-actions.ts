/** The actions of the organization's pages, as they are done by API. */
import type { ApiAction } from '../../lib/snippets.ts';

export function inviteAction(
  place: { readonly orgId: string; readonly teamId: string | undefined },
  body: { email: string; role: string },
): ApiAction {
  const { orgId, teamId } = place;
  if (teamId === undefined) {
    return {
      method: 'POST',
      path: `/api/orgs/${orgId}/invites`,
      body,
      call: 'orgs.invite',
      callArgs: { params: { orgId }, body },
    };
  }
  return {
    method: 'POST',
    path: `/api/teams/${teamId}/invite`,
    body,
    call: 'teams.invite',
    callArgs: { params: { teamId }, body },
  };
}

export function membersAction(orgId: string): ApiAction {
  return { method: 'GET', path: `/api/orgs/${orgId}/members`, call: 'orgMembers.list', callArgs: { params: { orgId } } };
}

export function createTeamAction(orgId: string, name: string): ApiAction {
  const body = { orgId, name };
  return { method: 'POST', path: '/api/teams', body, call: 'teams.create', callArgs: { body } };
}

export function rolesAction(orgId: string): ApiAction {
  return { method: 'GET', path: `/api/orgs/${orgId}/roles`, call: 'roles.list', callArgs: { params: { orgId } } };
}
