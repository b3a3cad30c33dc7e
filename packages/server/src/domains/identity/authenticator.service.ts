/**
 * From credentials to an actor.
 *
 * A request shows an access token, an API key or a session cookie; what is found for it (user, roles, scopes) is kept for a minute,
 * so a warm request costs no query. Whatever changes an actor (a session, token or key revoked, a role, a team) notifies with the
 * same transaction on {@link actorsChannel}, and every process forgets what it knew of that user; after a lost connection it
 * forgets everybody. A load that began before such news is used for its own request but not kept.
 *
 * An unknown or expired cookie makes an anonymous caller, for a browser shows it wherever it goes; a bad token or API key is
 * refused at once, for it was shown on purpose.
 */
import { AppError } from '@moorage/core/errors';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import { sameDigest, sha256 } from '../../platform/crypto/digest.ts';
import type { Tx } from '../../platform/db/database.ts';
import { type Actor, anonymous } from '../../platform/authz/actor.ts';
import type { Authenticate, Credentials } from '../../platform/http/server.ts';
import { looksLikeToken } from '../../platform/tokens/jwt.ts';
import { actorsChannel } from '../sessions/index.ts';
import { type ActorCache, createActorCache, type Known } from './actor-cache.service.ts';
import { type ApiKeyParts, isExpired, isUseWorthWriting, parseApiKey, parseBearer } from './api-key.rules.ts';
import { findApiKeyByPrefix, updateApiKeyUsed } from './api-key.store.ts';
import type { TokensPort } from './identity.ports.ts';
import { loadActor } from './load-actor.service.ts';
import { createSessionActors, type SessionActorDeps, type SessionActors } from './session-actor.service.ts';

export interface AuthenticatorDeps extends Omit<SessionActorDeps, 'cache'> {
  readonly log: Log;
  readonly tokens: TokensPort;
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
}

function inBackground(state: State, what: string, write: (tx: Tx) => Promise<void>): void {
  state.db.system(what, write).catch((error: unknown) => state.log.warn('bookkeeping of credentials failed', { what, error }));
}

async function findKnown(state: State, key: string, load: (tx: Tx) => Promise<Known | undefined>): Promise<Known | undefined> {
  const warm = state.cache.find(key);
  if (warm !== undefined) return warm;
  const epoch = state.cache.epoch();
  const loaded = await state.db.system('authenticate', load);
  if (loaded !== undefined) state.cache.keep(key, loaded, epoch);
  return loaded;
}

async function loadApiKey(state: State, tx: Tx, parts: ApiKeyParts): Promise<Known | undefined> {
  const row = await findApiKeyByPrefix(tx, parts.prefix);
  if (row === undefined || !sameDigest(row.secret_hash, sha256(parts.secret))) return undefined;
  const proof = { via: 'api-key', apiKeyId: row.id, scopes: row.scopes } as const;
  const actor = await loadActor(tx, state.orgs, { userId: row.user_id, teamId: null, proof });
  if (actor === undefined) return undefined;
  const times = { expiresAt: row.expires_at, seenAt: row.last_used_at };
  return { actor, userId: row.user_id, loadedAtMs: state.clock.monotonicMs(), ...times };
}

async function byApiKey(state: State, text: string): Promise<Actor> {
  const parts = parseApiKey(text);
  if (parts === undefined) throw refusedKey();
  const key = `key:${sha256(text).toString('base64')}`;
  const found = await findKnown(state, key, (tx) => loadApiKey(state, tx, parts));
  const now = state.clock.now();
  const apiKeyId = found?.actor.apiKeyId;
  if (found === undefined || apiKeyId === undefined || isExpired(found.expiresAt, now)) throw refusedKey();
  if (isUseWorthWriting(found.seenAt, now)) {
    found.seenAt = now;
    inBackground(state, 'API key used', (tx) => updateApiKeyUsed(tx, apiKeyId, now));
  }
  return found.actor;
}

function refusedKey(): AppError {
  return new AppError('unauthenticated', 'This API key is not valid.', {
    details: { nextStep: 'Create a new key in the console under Settings, API keys.' },
  });
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

async function byBearer(state: State, text: string): Promise<Actor> {
  if (!looksLikeToken(text)) return await byApiKey(state, text);
  const actor = await byToken(state, text);
  if (actor !== undefined) return actor;
  throw new AppError('unauthenticated', 'This access token is not valid.', {
    details: { nextStep: 'Refresh it, or sign in again.' },
  });
}

async function authenticate(state: State, credentials: Credentials): Promise<Actor> {
  const { authorization } = credentials.headers;
  if (typeof authorization === 'string' && authorization !== '') return await byBearer(state, parseBearer(authorization) ?? '');
  const bySession = await state.sessionActors.find(credentials);
  if (bySession !== undefined) return bySession;
  const token = parseBearer(credentials.cookies[state.tokenCookieName] ?? '');
  return (token === undefined ? undefined : await byToken(state, token)) ?? anonymous;
}

export function createAuthenticator(deps: AuthenticatorDeps): Authenticator {
  const cache = createActorCache(deps.clock);
  const state: State = { ...deps, cache, sessionActors: createSessionActors({ ...deps, cache }) };
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
