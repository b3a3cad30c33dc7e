/** Who is calling, and may he call this route at all? Runs before the body is read. */
import { AppError, isAppError } from '@moorage/core/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { checkCrossSite } from './address-guard.ts';
import { type Actor, anonymous } from '../authz/actor.ts';
import { createRateLimiter, type RateLimiter } from './rate-limit.ts';
import { addCookie, credentialOf, credentialsOf, headerOf, originOf } from './request-state.ts';
import type { Route } from './route.ts';
import type { HttpServerDeps } from './server-deps.ts';

export type Gate = (route: Route, request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/** Routes that turn a password, a code or nothing into a session. */
function isLogin(path: string): boolean {
  return /(^|\/)(login|callback)$|^\/api\/v1\/auth\//.test(path);
}

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

async function identify(
  deps: HttpServerDeps,
  limiter: RateLimiter,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Actor> {
  try {
    return await deps.authenticate({ ...credentialsOf(request), setCookie: (cookie) => addCookie(reply, cookie) });
  } catch (error) {
    if (isAppError(error, 'unauthenticated')) await limiter.badCredential(request.ip);
    throw error;
  }
}

export function createGate(deps: HttpServerDeps): Gate {
  const limiter = createRateLimiter(deps.config.rateLimit);
  const { sessionCookie, tokenCookie, baseUrl } = deps.config;
  return async (route, request, reply) => {
    const credential = credentialOf(request, sessionCookie);
    await limiter.request({ ip: request.ip, credential });
    if (isLogin(route.path)) await limiter.login(request.ip);
    if (request.cookies[sessionCookie] !== undefined || request.cookies[tokenCookie] !== undefined) {
      checkCrossSite({
        // No same-origin rule keeps a foreign page from opening a socket, so only our own may.
        method: route.socket === undefined ? request.method : 'CONNECT',
        secFetchSite: headerOf(request, 'sec-fetch-site'),
        origin: headerOf(request, 'origin'),
        ownOrigin: originOf(request),
        baseUrl,
      });
    }
    // A public route does not fail for a session that has ended: its reader is simply nobody.
    const actor = await identify(deps, limiter, request, reply).catch((error: unknown) => {
      if (route.access.kind === 'public' && isAppError(error, 'unauthenticated')) return anonymous;
      throw error;
    });
    // A session that does not exist is no error, but whoever makes them up is not to get a fresh allowance with each.
    if (credential !== undefined && actor.kind === 'anonymous') await limiter.badCredential(request.ip);
    request.state.actor = actor;
    checkAccess(route, actor);
  };
}
