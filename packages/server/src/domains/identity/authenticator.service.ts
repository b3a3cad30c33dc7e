/**
 * From credentials to an actor.
 *
 * A request shows a session cookie or an API key; what is found for it (user, roles, scopes) is kept for a minute, so a warm
 * request costs no query. Whatever changes an actor (a session or key revoked, a role, a team) notifies with the same
 * transaction on {@link actorsChannel}, and every process forgets what it knew of that user; after a lost connection it
 * forgets everybody. A load that began before such news is used for its own request but not kept.
 *
 * An unknown or expired cookie makes an anonymous caller, for a browser shows it wherever it goes; a bad API key is refused at
 * once, for it was shown on purpose.
 */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import { sameDigest, sha256 } from '../../platform/crypto/digest.ts';
import type { Db, Tx } from '../../platform/db/database.ts';
import { type Actor, anonymous } from '../../platform/authz/actor.ts';
import type { Authenticate, Credentials } from '../../platform/http/server.ts';
import { type ActorCache, createActorCache, type Known } from './actor-cache.service.ts';
import { type ApiKeyParts, isExpired, isUseWorthWriting, parseApiKey, parseBearer } from './api-key.rules.ts';
import { findApiKeyByPrefix, updateApiKeyUsed } from './api-key.store.ts';
import type { OrgsPort } from './identity.ports.ts';
import { sessionCookie, type SessionCookieSettings } from './session-cookie.rules.ts';
import { decideSession } from './session.rules.ts';
import { findSession, updateSessionSeen } from './session.store.ts';
import { findUser } from './user.store.ts';

/** Carries the id of a user whose actor is no longer what it was. */
export const actorsChannel = 'moorage_actors';

export interface AuthenticatorDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly orgs: OrgsPort;
  readonly cookie: SessionCookieSettings;
}

export interface Authenticator extends Service {
  readonly authenticate: Authenticate;
  /** Forgets a user in this process; the notification does it in the others. */
  forget(userId: string): void;
}

interface ActorIdentity {
  readonly userId: string;
  readonly teamId: string | null;
  readonly proof: Pick<Actor, 'via' | 'sessionId' | 'apiKeyId' | 'scopes'>;
}

/** The team to begin in: the wanted one while the user reaches it, else any. */
function currentTeam(teamOrgs: Readonly<Record<string, string>>, wanted: string | null): string | undefined {
  return wanted !== null && Object.hasOwn(teamOrgs, wanted) ? wanted : Object.keys(teamOrgs).toSorted()[0];
}

async function loadActor(tx: Tx, orgs: OrgsPort, identity: ActorIdentity): Promise<Actor | undefined> {
  const user = await findUser(tx, identity.userId);
  if (user === undefined || user.disabled_at !== null) return undefined;
  const belonging = await orgs.belongingOf(tx, user.id);
  const teamId = currentTeam(belonging.teamOrgs, identity.teamId ?? user.current_team_id);
  return {
    kind: 'user',
    userId: user.id,
    email: user.email,
    platformRole: user.platform_role ?? undefined,
    ...identity.proof,
    ...belonging,
    currentTeamId: teamId,
    currentOrgId: teamId === undefined ? undefined : belonging.teamOrgs[teamId],
  };
}

interface State extends AuthenticatorDeps {
  readonly cache: ActorCache;
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

async function loadSession(state: State, tx: Tx, idHash: Buffer): Promise<Known | undefined> {
  const row = await findSession(tx, idHash);
  if (row === undefined) return undefined;
  const proof = { via: 'session', sessionId: row.handle } as const;
  const actor = await loadActor(tx, state.orgs, { userId: row.user_id, teamId: row.current_team_id, proof });
  if (actor === undefined) return undefined;
  const times = { expiresAt: row.expires_at, seenAt: row.last_seen_at };
  return { actor, userId: row.user_id, loadedAtMs: state.clock.monotonicMs(), ...times };
}

async function bySession(state: State, id: string, credentials: Credentials): Promise<Actor> {
  const idHash = sha256(id);
  const found = await findKnown(state, `session:${idHash.toString('base64')}`, (tx) => loadSession(state, tx, idHash));
  if (found === undefined || found.expiresAt === null || found.seenAt === null) return anonymous;
  const now = state.clock.now();
  const times = { expiresAt: found.expiresAt, lastSeenAt: found.seenAt };
  const verdict = decideSession(times, now, state.cookie.maxAgeSeconds * 1000);
  if (verdict.kind === 'expired') return anonymous;
  if (verdict.touch) found.seenAt = now;
  if (verdict.renewUntil !== undefined && credentials.setCookie !== undefined) {
    const { renewUntil } = verdict;
    await state.db.system('renew session', (tx) => updateSessionSeen(tx, idHash, { at: now, expiresAt: renewUntil }));
    found.expiresAt = renewUntil;
    credentials.setCookie(sessionCookie(state.cookie, id));
  } else if (verdict.touch) {
    inBackground(state, 'session seen', (tx) => updateSessionSeen(tx, idHash, { at: now }));
  }
  return found.actor;
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

async function authenticate(state: State, credentials: Credentials): Promise<Actor> {
  const { authorization } = credentials.headers;
  if (typeof authorization === 'string' && authorization !== '') return await byApiKey(state, parseBearer(authorization) ?? '');
  const id = credentials.cookies[state.cookie.name];
  return id === undefined || id === '' ? anonymous : await bySession(state, id, credentials);
}

export function createAuthenticator(deps: AuthenticatorDeps): Authenticator {
  const cache = createActorCache(deps.clock);
  const state: State = { ...deps, cache };
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
