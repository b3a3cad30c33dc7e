/**
 * From a session cookie to an actor.
 *
 * A session is worth nothing on another host than the one it was made for. One whose user got or lost a role gets another id with
 * its next answer; the one before works for half a minute, because a page asks for several things at once.
 */
import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import type { Log } from '@moorage/core/log';
import type { Actor } from '../../platform/authz/actor.ts';
import { sha256 } from '../../platform/crypto/digest.ts';
import type { Db } from '../../platform/db/database.ts';
import type { Credentials } from '../../platform/http/server.ts';
import {
  actorsChannel,
  decideSession,
  graceUntil,
  realmOf,
  type Session,
  sessionCookie,
  type SessionCookieSettings,
  type SessionStore,
} from '../sessions/index.ts';
import type { ActorCache, Known } from './actor-cache.service.ts';
import type { Belonging, OrgsPort } from './identity.ports.ts';
import { loadActor } from './load-actor.service.ts';
import { rightsOf } from './rights.rules.ts';

export interface SessionActorDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly orgs: OrgsPort;
  readonly sessions: SessionStore;
  readonly cookie: SessionCookieSettings;
  readonly cache: ActorCache<KnownSession>;
}

export interface SessionActors {
  /** `undefined` without a session, or with one that is worth nothing. */
  find(credentials: Credentials): Promise<Actor | undefined>;
}

/** Digest of what the user may do, as a session keeps it. */
export function digestOfRights(platformRole: string | undefined, belonging: Pick<Belonging, 'orgRoles' | 'teamRoles'>): string {
  return sha256(rightsOf(platformRole, belonging)).toString('base64url');
}

export interface KnownSession extends Known {
  readonly startedAt: Date;
  expiresAt: Date;
  seenAt: Date;
  /** The cookie that was shown is the one of before a change. */
  readonly isPrevious: boolean;
}

/**
 * Another id for a session whose rights are not those it was made with. False where that is not so or nothing can go out; true
 * also where another request was faster: then the id that was shown is the one of before, and is not worth remembering either.
 */
async function changeId(deps: SessionActorDeps, session: Session, actor: Actor, credentials: Credentials): Promise<boolean> {
  const rights = digestOfRights(actor.platformRole, actor);
  if (rights === session.rights || credentials.setCookie === undefined) return false;
  const id = deps.ids.token();
  const next = { idHash: sha256(id), rights, graceUntil: graceUntil(deps.clock.now()) };
  if (!(await deps.sessions.rotate(session.idHash, next))) return true;
  credentials.setCookie(sessionCookie(deps.cookie, id));
  // Who remembers the id of before would take it for longer than it works.
  await deps.db.system('session has another id', (tx) => deps.db.notify(tx, actorsChannel, session.userId));
  return true;
}

async function load(
  deps: SessionActorDeps,
  id: string,
  realm: string,
  credentials: Credentials,
): Promise<KnownSession | undefined> {
  const found = await deps.sessions.find(sha256(id), deps.clock.now());
  if (found === undefined || found.session.realm !== realm) return undefined;
  const { session, previousUntil } = found;
  const { userId, currentTeamId: teamId } = session;
  const proof = { via: 'session', sessionId: session.handle, signedInAt: session.createdAt } as const;
  const actor = await deps.db.system('authenticate', (tx) => loadActor(tx, deps.orgs, { userId, teamId, proof }));
  if (actor === undefined) return undefined;
  const times = { startedAt: session.createdAt, expiresAt: previousUntil ?? session.expiresAt, seenAt: session.lastSeenAt };
  if (previousUntil !== undefined) return { actor, userId, ...times, isPrevious: true };
  const isChanged = await changeId(deps, session, actor, credentials);
  return { actor, userId, ...times, isPrevious: isChanged, isForOnce: isChanged };
}

async function visit(
  deps: SessionActorDeps,
  id: string,
  known: KnownSession,
  credentials: Credentials,
): Promise<Actor | undefined> {
  const { sessions, clock, cookie, log } = deps;
  const now = clock.now();
  const times = { startedAt: known.startedAt, expiresAt: known.expiresAt, lastSeenAt: known.seenAt };
  const verdict = decideSession(times, now, cookie);
  if (verdict.kind === 'expired') return undefined;
  if (known.isPrevious) return known.actor;
  if (verdict.touch) known.seenAt = now;
  if (verdict.renewUntil !== undefined && credentials.setCookie !== undefined) {
    await sessions.touch(sha256(id), { at: now, expiresAt: verdict.renewUntil });
    known.expiresAt = verdict.renewUntil;
    credentials.setCookie(sessionCookie(cookie, id));
  } else if (verdict.touch) {
    sessions.touch(sha256(id), { at: now }).catch((error: unknown) => log.warn('visit of a session not noted', { error }));
  }
  return known.actor;
}

async function find(deps: SessionActorDeps, credentials: Credentials): Promise<Actor | undefined> {
  const id = credentials.cookies[deps.cookie.name] ?? '';
  if (id === '') return undefined;
  const realm = realmOf(credentials.host, deps.cookie.domain);
  const known = await deps.cache.get(`${realm}\0${id}`, () => load(deps, id, realm, credentials));
  return known === undefined ? undefined : await visit(deps, id, known, credentials);
}

export function createSessionActors(deps: SessionActorDeps): SessionActors {
  return { find: (credentials) => find(deps, credentials) };
}
