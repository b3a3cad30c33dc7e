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

export function createCredentialAction(): ApiAction {
  const body = {
    ...{ credential_provider: 'cloudflare', kind: 'api_token', schema_version: 1, name: 'DNS' },
    ...{ scope_kind: 'service', scope_version: 1, scope: { service: 'dns' }, secret: { token: 'the token' } },
  };
  const cli = ['credentials', 'create', 'DNS', '--provider', 'cloudflare', '--secret-file', 'token.txt'];
  return {
    method: 'POST',
    path: '/api/v1/credentials',
    body,
    cli: [...cli, '--scope-kind', 'service', '--scope', 'service=dns'],
    call: 'credentials.create',
    callArgs: { body },
  };
}

export function createSshKeyAction(): ApiAction {
  const body = { name: 'nodes', type: 'ed25519' };
  const cli = ['ssh-keys', 'create', 'nodes', '--type', 'ed25519'];
  return { method: 'POST', path: '/api/v1/ssh', body, cli, call: 'sshKeys.create', callArgs: { body } };
}
