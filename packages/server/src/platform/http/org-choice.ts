/**
 * Which organization a request is about: the one place that reads `X-Org-ID`.
 *
 * A user chooses by the header; on `/api/v1` the organization in the address comes next, then the only one he has. A session or a key
 * with scopes, which the clients of `/api/v1` do not have, works in an organization already. On `/api` nothing but the header changes that. A key of an organization is always about that one, whatever the header says, and
 * is nobody where a route is about its user.
 */
import { AppError } from '@moorage/core/errors';
import type { Actor } from '../authz/actor.ts';
import type { RequestCtx } from './context.ts';
import type { Route } from './route.ts';

export interface OrgHints {
  /** `X-Org-ID` as it was sent. */
  readonly header: string | undefined;
  /** `{id}` of an address below `/orgs`. */
  readonly pathId: string | undefined;
}

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const nextStep = 'Send the id of one of your organizations as X-Org-ID, or leave the header out.';

function isMember(actor: Actor, orgId: string): boolean {
  return Object.hasOwn(actor.orgRoles, orgId);
}

/** The organization of the header; throws in the words of the surface for one that is not his. */
function ofHeader(actor: Actor, header: string, surface: Route['surface']): string {
  if (!uuid.test(header)) {
    throw new AppError('invalid_request', 'X-Org-ID is not the id of an organization.', {
      details: { reason: 'invalid_org_id', nextStep },
    });
  }
  const orgId = header.toLowerCase();
  if (isMember(actor, orgId)) return orgId;
  const message = 'This organization does not exist or you may not see it.';
  if (surface !== 'v1') throw new AppError('not_found', message, { details: { nextStep } });
  throw new AppError('unauthenticated', message, { details: { reason: 'org_forbidden', nextStep } });
}

function isOrgPath(path: string): boolean {
  return path === '/api/v1/orgs/{id}' || path.startsWith('/api/v1/orgs/{id}/');
}

/** Tokens and keys of the infrastructure plane; whoever comes otherwise works in an organization already. */
const placeless: ReadonlySet<Actor['via']> = new Set(['jwt', 'user-key']);

/** Of what the infrastructure plane goes by when no header is sent. */
function ofRequest(actor: Actor, route: Pick<Route, 'path' | 'tenancy'>, pathId: string | undefined): string | undefined {
  if (isOrgPath(route.path)) return pathId !== undefined && isMember(actor, pathId) ? pathId : undefined;
  if (route.tenancy === 'org' && !placeless.has(actor.via) && actor.currentOrgId !== undefined) return actor.currentOrgId;
  const [only, ...others] = Object.keys(actor.orgRoles);
  return others.length === 0 ? only : undefined;
}

/** The actor at work in this organization, in one of its teams where he has one. */
function workingIn(actor: Actor, orgId: string | undefined): Actor {
  if (actor.currentOrgId === orgId && orgId !== undefined) return actor;
  const teams = Object.keys(actor.teamOrgs).filter((team) => actor.teamOrgs[team] === orgId);
  const { currentTeamId } = actor;
  const stays = currentTeamId !== undefined && teams.includes(currentTeamId);
  return { ...actor, currentOrgId: orgId, currentTeamId: stays ? currentTeamId : teams.toSorted()[0] };
}

/** The same actor, at work in the organization that the request is about; throws where it names one that is not his. */
export function chooseOrg(route: Pick<Route, 'surface' | 'path' | 'tenancy'>, actor: Actor, hints: OrgHints): Actor {
  if (actor.kind === 'machine') {
    if (route.tenancy !== 'user') return actor;
    throw new AppError('unauthenticated', 'Only a user can do this, not a key of an organization.');
  }
  if (actor.kind !== 'user') return actor;
  const { header = '', pathId } = hints;
  if (header !== '') return workingIn(actor, ofHeader(actor, header, route.surface));
  if (route.surface !== 'v1') return actor;
  const orgId = ofRequest(actor, route, pathId);
  if (orgId === undefined && route.tenancy === 'org') {
    throw new AppError('unauthenticated', 'Say which organization this is about.', {
      details: { reason: 'org_required', nextStep },
    });
  }
  return workingIn(actor, orgId);
}

/** The organization that a request is about, on routes of which each is about one. */
export function orgOf({ actor }: { readonly actor: Actor }): string {
  if (actor.currentOrgId !== undefined) return actor.currentOrgId;
  throw new AppError('unauthenticated', 'Say which organization this is about.', {
    details: { reason: 'org_required', nextStep },
  });
}

/** The same, where the actor may do this in it; throws as the gate of every request does. */
export function authorizedOrg(ctx: Pick<RequestCtx, 'actor' | 'authorize'>, action: string): string {
  const orgId = orgOf(ctx);
  ctx.authorize(action, { type: 'org', orgId });
  return orgId;
}

/** The same for what shows secrets: keys of the API with scopes get none, whatever their role. `what` is for people. */
export function authorizedForSecrets(ctx: Pick<RequestCtx, 'actor' | 'authorize'>, action: string, what: string): string {
  const orgId = authorizedOrg(ctx, action);
  if (ctx.actor.scopes === undefined) return orgId;
  throw new AppError('forbidden', `API keys with scopes cannot show ${what}.`, {
    details: { nextStep: 'Sign in to the console, or use a key of the infrastructure plane.' },
  });
}
