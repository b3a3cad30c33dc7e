/** The actions of the organization's pages, as they are done by API. */
import { type AuditFilter, auditFlags } from '../../lib/audit-filter.ts';
import type { ApiAction } from '../../lib/snippets.ts';

function listed(path: string, cli: readonly string[]): Pick<ApiAction, 'method' | 'path' | 'cli'> {
  return { method: 'GET', path, cli };
}

export function teamsAction(orgId: string): ApiAction {
  return {
    ...listed(`/api/teams?org_id=${orgId}`, ['teams', 'list', '--org', orgId]),
    call: 'teams.list',
    callArgs: { query: { org_id: orgId } },
  };
}

/** Of the whole organization, or of the one team that the caller leads. */
export function invitationsAction(orgId: string, teamId: string | undefined): ApiAction {
  if (teamId !== undefined) {
    return {
      ...listed(`/api/teams/${teamId}/invites`, ['members', 'invitations', '--team', teamId]),
      call: 'teamInvites.list',
      callArgs: { params: { teamId } },
    };
  }
  return {
    ...listed(`/api/orgs/${orgId}/invites`, ['members', 'invitations', '--org', orgId]),
    call: 'orgInvites.list',
    callArgs: { params: { orgId } },
  };
}

export function orgKeysAction(orgId: string): ApiAction {
  return {
    ...listed(`/api/orgs/${orgId}/keys`, ['keys', 'list', '--org', orgId]),
    call: 'orgApiKeys.list',
    callArgs: { params: { orgId } },
  };
}

export function auditAction(orgId: string, filter: AuditFilter): ApiAction {
  const query = { org_id: orgId, ...filter };
  return {
    ...listed(`/api/audit?${new URLSearchParams(query).toString()}`, ['audit', 'list', '--org', orgId, ...auditFlags(filter)]),
    call: 'audit.list',
    callArgs: { query },
  };
}

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
      cli: ['members', 'invite', body.email, '--org', orgId, '--role', body.role],
      call: 'orgs.invite',
      callArgs: { params: { orgId }, body },
    };
  }
  return {
    method: 'POST',
    path: `/api/teams/${teamId}/invite`,
    body,
    cli: ['members', 'invite', body.email, '--team', teamId, '--role', body.role],
    call: 'teams.invite',
    callArgs: { params: { teamId }, body },
  };
}

export function membersAction(orgId: string): ApiAction {
  return {
    ...listed(`/api/orgs/${orgId}/members`, ['members', 'list', '--org', orgId]),
    call: 'orgMembers.list',
    callArgs: { params: { orgId } },
  };
}

export function createTeamAction(orgId: string, name: string): ApiAction {
  const body = { orgId, name };
  const cli = ['teams', 'create', name, '--org', orgId];
  return { method: 'POST', path: '/api/teams', body, cli, call: 'teams.create', callArgs: { body } };
}

export function rolesAction(orgId: string): ApiAction {
  return {
    ...listed(`/api/orgs/${orgId}/roles`, ['roles', 'list', '--org', orgId]),
    call: 'roles.list',
    callArgs: { params: { orgId } },
  };
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
