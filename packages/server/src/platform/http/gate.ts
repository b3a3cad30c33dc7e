/** Who is calling, and may he call this route at all? Runs before the body is read. */
import { AppError, isAppError } from '@moorage/core/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { checkCrossSite } from './address-guard.ts';
import { type Actor, anonymous } from '../authz/actor.ts';
import type { Limiter } from '../limits/limiter.ts';
import { chooseOrg } from './org-choice.ts';
import { checkRecent } from './recent.ts';
import { createRequestLimits, type RequestLimits } from './request-limits.ts';
import { addCookie, credentialsOf, headerOf, isRecord, originOf, showsCredential } from './request-state.ts';
import type { Route } from './route.ts';
import type { HttpConfig, HttpServerDeps } from './server-deps.ts';
import type { Site } from './site.ts';

export type Gate = (route: Route, request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/** A key may call what one of its scopes covers; whoever may write may also read. */
export function coversScope(scopes: readonly string[], needed: string): boolean {
  if (needed === 'none') return false;
  return scopes.includes(needed) || (needed.endsWith(':read') && scopes.includes(needed.replace(/:read$/, ':write')));
}

/** Keys without scopes, those of the infrastructure plane, are kept only from what no key may do in the application plane. */
function isLimitedKey({ via }: Actor, { scope, surface }: Route): boolean {
  if (via === 'api-key') return true;
  return (via === 'user-key' || via === 'org-key') && scope === 'none' && surface !== 'v1';
}

function checkAccess(route: Route, actor: Actor): void {
  if (route.access.kind === 'public') return;
  if (actor.kind === 'anonymous') {
    throw new AppError('unauthenticated', 'Sign in to do this.', {
      details: { nextStep: 'Sign in, or send an API key as Authorization: Bearer <key>.' },
    });
  }
  if (!isLimitedKey(actor, route) || coversScope(actor.scopes ?? [], route.scope)) return;
  if (route.scope === 'none') {
    throw new AppError('forbidden', 'API keys cannot do this.', { details: { nextStep: 'Sign in to the console to do it.' } });
  }
  throw new AppError('forbidden', `The API key lacks the scope ${route.scope}.`, {
    details: { scope: route.scope, nextStep: `Create a key with the scope ${route.scope}.` },
  });
}

function pathIdOf(request: FastifyRequest): string | undefined {
  const { id } = isRecord(request.params) ? request.params : {};
  return typeof id === 'string' ? id : undefined;
}

async function identify(
  deps: HttpServerDeps,
  limits: RequestLimits,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Actor> {
  try {
    return await deps.authenticate({ ...credentialsOf(request), setCookie: (cookie) => addCookie(reply, cookie) });
  } catch (error) {
    if (isAppError(error, 'unauthenticated')) limits.badCredential(request.ip);
    throw error;
  }
}

/** Pages beside those of the request's own host. To a client, those of the platform are another site. */
function trustedOrigins({ baseUrl, allowedOrigins }: HttpConfig, { surface }: Route, site: Site | undefined): readonly string[] {
  const own = site?.origin ?? baseUrl;
  return surface === 'web' ? [own] : [own, ...allowedOrigins];
}

export function createGate(deps: HttpServerDeps, limiter: Limiter): Gate {
  const { sessionCookie, tokenCookie, rateLimit } = deps.config;
  const limits = createRequestLimits(limiter, deps.clock, rateLimit);
  return async (route, request, reply) => {
    const hasCredential = showsCredential(request, deps.config);
    const setHeader = (name: string, value: string): void => void reply.header(name, value);
    limits.arrived(route, { ip: request.ip, hasCredential }, setHeader);
    if (request.cookies[sessionCookie] !== undefined || request.cookies[tokenCookie] !== undefined) {
      checkCrossSite({
        // No same-origin rule keeps a foreign page from opening a socket, so only our own may.
        method: route.socket === undefined ? request.method : 'CONNECT',
        secFetchSite: headerOf(request, 'sec-fetch-site'),
        origin: headerOf(request, 'origin'),
        ownOrigin: originOf(request),
        trustedOrigins: trustedOrigins(deps.config, route, request.state.site),
      });
    }
    // A public route does not fail for a session that has ended: its reader is simply nobody.
    const actor = await identify(deps, limits, request, reply).catch((error: unknown) => {
      if (route.access.kind === 'public' && isAppError(error, 'unauthenticated')) return anonymous;
      throw error;
    });
    // A session that does not exist is no error, but whoever makes them up is not to get a fresh allowance with each.
    if (hasCredential && actor.kind === 'anonymous') limits.badCredential(request.ip);
    request.state.actor = actor;
    limits.identified(route, actor, setHeader);
    checkAccess(route, actor);
    if (route.recent === true) checkRecent(route, actor, deps.clock.now());
    if (route.access.kind === 'public') return;
    request.state.actor = chooseOrg(route, actor, { header: headerOf(request, 'x-org-id'), pathId: pathIdOf(request) });
  };
}
