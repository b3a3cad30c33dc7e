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
import type { Tx } from '../../platform/db/database.ts';
import { type Actor, anonymous } from '../../platform/authz/actor.ts';
import type { Authenticate, Credentials } from '../../platform/http/server.ts';
import { looksLikeToken } from '../../platform/tokens/jwt.ts';
import { actorsChannel } from '../sessions/index.ts';
import { type ActorCache, createActorCache, type Known } from './actor-cache.service.ts';
import type { KeysPort, TokensPort } from './identity.ports.ts';
import { createKeyActors, type KeyActors } from './key-actor.service.ts';
import { loadActor } from './load-actor.service.ts';
import { parseBearer } from './bearer.rules.ts';
import { createSessionActors, type SessionActorDeps, type SessionActors } from './session-actor.service.ts';

export interface AuthenticatorDeps extends Omit<SessionActorDeps, 'cache'> {
  readonly log: Log;
  readonly tokens: TokensPort;
  readonly keys: KeysPort;
  readonly tokenCookieName: string;
}

export interface Authenticator extends Service {
  readonly authenticate: Authenticate;
  /** Forgets a user in this process; the notification does it in the others. */
  forget(userId: string): void;
}

interface State extends AuthenticatorDeps {
  readonly cache: ActorCache;
  readonly sessionActors: SessionActors;
  readonly keyActors: KeyActors;
}

async function findKnown(state: State, key: string, load: (tx: Tx) => Promise<Known | undefined>): Promise<Known | undefined> {
  const warm = state.cache.find(key);
  if (warm !== undefined) return warm;
  const epoch = state.cache.epoch();
  const loaded = await state.db.system('authenticate', load);
  if (loaded !== undefined) state.cache.keep(key, loaded, epoch);
  return loaded;
}

async function byToken(state: State, token: string): Promise<Actor | undefined> {
  const bearer = await state.tokens.verify(token);
  if (bearer === undefined) return undefined;
  const { userId, familyId, expiresAt } = bearer;
  const found = await findKnown(state, `token:${familyId}`, async (tx) => {
    if (!(await state.tokens.isLive(tx, bearer))) return undefined;
    const actor = await loadActor(tx, state.orgs, { userId, teamId: null, proof: { via: 'jwt' } });
    return actor && { actor, userId, loadedAtMs: state.clock.monotonicMs(), expiresAt, seenAt: null };
  });
  return found?.actor;
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
  const cache = createActorCache(deps.clock, () => deps.db.hearsNews());
  const state: State = {
    ...deps,
    cache,
    sessionActors: createSessionActors({ ...deps, cache }),
    keyActors: createKeyActors({ ...deps, cache }),
  };
  let status: ServiceStatus = { state: 'stopped' };
  let stopListening: (() => Promise<void>) | undefined;
  return {
    name: 'authenticator',
    status: () => ({ ...status, cached: cache.size() }),
    forget: (userId) => cache.forget(userId),
    authenticate: (credentials) => authenticate(state, credentials),
    async start() {
      stopListening = await deps.db.listen(
        actorsChannel,
        (userId) => cache.forget(userId),
        () => cache.forget(),
      );
      status = { state: 'running' };
    },
    async stop() {
      await stopListening?.();
      stopListening = undefined;
      status = { state: 'stopped' };
    },
  };
}
