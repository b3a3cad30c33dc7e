/**
 * From a session cookie to an actor.
 *
 * A session is worth nothing on another host than the one it was made for. One whose user got or lost a role gets another id with
 * its next answer; the one before works for half a minute, because a page asks for several things at once.
 *
 * One that is renewed is offered another id too. Nobody knows whether that answer arrives, so the id before works, and is answered
 * with the same offer, until the new one is shown; from then on it has its half minute. The offer follows from the id before and a
 * seed that is kept with the session, which is how replicas give the same one and none of them keeps an id.
 *
 * An id that is shown after its half minute is in somebody's hands beside the browser's: the session ends.
 */
import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import type { Log } from '@moorage/core/log';
import { type Actor, anonymous } from '../../platform/authz/actor.ts';
import { derivedToken, sha256 } from '../../platform/crypto/digest.ts';
import type { Db } from '../../platform/db/database.ts';
import type { Credentials } from '../../platform/http/server.ts';
import type { Audit } from '../audit/index.ts';
import {
  actorsChannel,
  decideSession,
  type FoundSession,
  graceUntil,
  isReused,
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
  readonly audit: Audit;
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
  /** Makes the id that was offered and not shown yet from the one that was. */
  seed: string | undefined;
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
  await tellOfChange(deps, session);
  return true;
}

/** Who remembers the id of before would take it for longer than it works. */
async function tellOfChange({ db }: SessionActorDeps, { userId }: Session): Promise<void> {
  await db.system('session has another id', (tx) => db.notify(tx, actorsChannel, userId));
}

async function endReused(deps: SessionActorDeps, session: Session, credentials: Credentials): Promise<void> {
  const { db, clock, ids, audit, sessions } = deps;
  const { userId, email, handle } = session;
  const source = { actor: anonymous, requestId: credentials.requestId ?? ids.uuid(), ip: credentials.ip, clock };
  const target = { type: 'session', id: handle };
  await db.system('end a session of a reused id', async (tx) => {
    await audit.append(tx, source, { event: 'session.reuse_detected', target, actor: { id: userId, email } });
    await sessions.remove(tx, session);
    await db.notify(tx, actorsChannel, userId);
  });
  deps.log.warn('the id of a session was used after its successor: the session is ended', { userId, session: handle });
}

async function recognize(
  deps: SessionActorDeps,
  id: string,
  realm: string,
  credentials: Credentials,
): Promise<FoundSession | undefined> {
  const now = deps.clock.now();
  const idHash = sha256(id);
  const found = await deps.sessions.find(idHash, now);
  if (found === undefined || found.session.realm !== realm) return undefined;
  if (found.by.kind === 'next') {
    if (await deps.sessions.promote(idHash, graceUntil(now))) await tellOfChange(deps, found.session);
    // Another request may have been faster, and the session may be gone.
    return await deps.sessions.find(idHash, now);
  }
  if (!isReused(found.by, now)) return found;
  // A stream that is looked at again shows what it was opened with, which is no sign of anything; it ends.
  if (credentials.setCookie !== undefined) await endReused(deps, found.session, credentials);
  return undefined;
}

async function load(
  deps: SessionActorDeps,
  id: string,
  realm: string,
  credentials: Credentials,
): Promise<KnownSession | undefined> {
  const found = await recognize(deps, id, realm, credentials);
  if (found === undefined) return undefined;
  const { session, by } = found;
  const { userId, currentTeamId: teamId } = session;
  const proof = { via: 'session', sessionId: session.handle, signedInAt: session.createdAt } as const;
  const actor = await deps.db.system('authenticate', (tx) => loadActor(tx, deps.orgs, { userId, teamId, proof }));
  if (actor === undefined) return undefined;
  const times = { startedAt: session.createdAt, expiresAt: session.expiresAt, seenAt: session.lastSeenAt };
  const isPrevious = by.kind !== 'current' || (await changeId(deps, session, actor, credentials));
  const seed = by.kind === 'current' ? by.seed : undefined;
  return { actor, userId, ...times, seed, isPrevious, isForOnce: isPrevious };
}

/** Later for the session, and another id for it where none is on offer yet. */
async function renew({ sessions, clock, ids }: SessionActorDeps, id: string, expiresAt: Date): Promise<string | undefined> {
  const idHash = sha256(id);
  await sessions.touch(idHash, { at: clock.now(), expiresAt });
  const seed = ids.token();
  return await sessions.offer(idHash, { idHash: sha256(derivedToken(id, seed)), seed });
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
    known.seed = await renew(deps, id, verdict.renewUntil);
    if (known.seed !== undefined) known.expiresAt = verdict.renewUntil;
  } else if (verdict.touch) {
    sessions.touch(sha256(id), { at: now }).catch((error: unknown) => log.warn('visit of a session not noted', { error }));
  }
  if (known.seed !== undefined) credentials.setCookie?.(sessionCookie(cookie, derivedToken(id, known.seed)));
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
