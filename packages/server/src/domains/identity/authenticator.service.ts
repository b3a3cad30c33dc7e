/**
 * From credentials to an actor.
 *
 * A request shows an access token, an API key or a session cookie; what is found for it (user, roles, scopes) is kept for a minute,
 * so a warm request costs no query. Whatever changes an actor (a session, token or key revoked, a role, a team) notifies with the
 * same transaction on {@link actorsChannel}, and every process forgets what it knew of that user; while it may not hear such news
 * it trusts what it knows for a second only, and after a lost connection it forgets everybody. A load that began before such news
 * is used for its own request but not kept.
 *
 * An unknown or expired cookie makes an anonymous caller, for a browser shows it wherever it goes; a bad token or API key is
 * refused at once, for it was shown on purpose.
 */
import { AppError } from '@moorage/core/errors';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import { type Actor, anonymous } from '../../platform/authz/actor.ts';
import type { Authenticate, Credentials } from '../../platform/http/server.ts';
import { looksLikeToken } from '../../platform/tokens/jwt.ts';
import { actorsChannel } from '../sessions/index.ts';
import { type ActorCache, createActorCache, type Known } from './actor-cache.service.ts';
import type { KeysPort, TokensPort } from './identity.ports.ts';
import { createKeyActors, type KeyActors, type KnownKey } from './key-actor.service.ts';
import { loadActor } from './load-actor.service.ts';
import { parseBearer } from './bearer.rules.ts';
import { createSessionActors, type KnownSession, type SessionActorDeps, type SessionActors } from './session-actor.service.ts';

export interface AuthenticatorDeps extends Omit<SessionActorDeps, 'cache'> {
  readonly log: Log;
  readonly tokens: TokensPort;
  readonly keys: KeysPort;
  readonly tokenCookieName: string;
  readonly adminsNeedMfa?: boolean | undefined;
}

export interface Authenticator extends Service {
  readonly authenticate: Authenticate;
  /** Forgets a user in this process; the notification does it in the others. */
  forget(userId: string): void;
}

interface State extends AuthenticatorDeps {
  readonly families: ActorCache<Known>;
  readonly sessionActors: SessionActors;
  readonly keyActors: KeyActors;
}

async function byToken(state: State, token: string): Promise<Actor | undefined> {
  const bearer = await state.tokens.verify(token);
  if (bearer === undefined) return undefined;
  const { userId, familyId } = bearer;
  const load = (): Promise<Known | undefined> =>
    state.db.system('authenticate', async (tx) => {
      if (!(await state.tokens.isLive(tx, bearer))) return undefined;
      const actor = await loadActor(tx, state.orgs, { userId, teamId: null, proof: { via: 'jwt' } });
      return actor && { actor, userId };
    });
  return (await state.families.get(familyId, load))?.actor;
}

async function byBearer(state: State, credentials: Credentials, text: string): Promise<Actor> {
  if (!looksLikeToken(text)) return await state.keyActors.ofKey(credentials, text);
  const actor = await byToken(state, text);
  if (actor !== undefined) return actor;
  throw new AppError('unauthenticated', 'This access token is not valid.', {
    details: { nextStep: 'Refresh it, or sign in again.' },
  });
}

/** One header, as it was sent; the last resort of a header that came twice is to be no key at all. */
function headerOf({ headers }: Credentials, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The first that is shown counts, and is final: the key of an organization, a bearer, a key of a user, then cookies. */
async function authenticate(state: State, credentials: Credentials): Promise<Actor> {
  const orgKey = headerOf(credentials, 'x-org-key');
  if (orgKey !== undefined) {
    return await state.keyActors.ofPair(credentials, orgKey, headerOf(credentials, 'x-org-secret') ?? '');
  }
  const authorization = headerOf(credentials, 'authorization');
  if (authorization !== undefined) return await byBearer(state, credentials, parseBearer(authorization) ?? '');
  const apiKey = headerOf(credentials, 'x-api-key');
  if (apiKey !== undefined) return await state.keyActors.ofKey(credentials, apiKey);
  const bySession = await state.sessionActors.find(credentials);
  if (bySession !== undefined) return bySession;
  const token = parseBearer(credentials.cookies[state.tokenCookieName] ?? '');
  return (token === undefined ? undefined : await byToken(state, token)) ?? anonymous;
}

export function createAuthenticator(deps: AuthenticatorDeps): Authenticator {
  const hearsNews = (): boolean => deps.db.hearsNews();
  const families = createActorCache<Known>(deps.clock, hearsNews);
  const sessions = createActorCache<KnownSession>(deps.clock, hearsNews);
  const keys = createActorCache<KnownKey>(deps.clock, hearsNews);
  const caches = [families, sessions, keys];
  const forget = (userId?: string): void => caches.forEach((cache) => cache.forget(userId));
  const state: State = {
    ...deps,
    families,
    sessionActors: createSessionActors({ ...deps, cache: sessions }),
    keyActors: createKeyActors({ ...deps, cache: keys }),
  };
  let status: ServiceStatus = { state: 'stopped' };
  let stopListening: (() => Promise<void>) | undefined;
  return {
    name: 'authenticator',
    status: () => ({ ...status, cached: caches.reduce((sum, cache) => sum + cache.size(), 0) }),
    forget,
    authenticate: (credentials) => authenticate(state, credentials),
    async start() {
      stopListening = await deps.db.listen(actorsChannel, forget, () => forget());
      status = { state: 'running' };
    },
    async stop() {
      await stopListening?.();
      stopListening = undefined;
      status = { state: 'stopped' };
    },
  };
}
