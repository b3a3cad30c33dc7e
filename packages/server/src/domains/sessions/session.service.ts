import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import { sha256 } from '../../platform/crypto/digest.ts';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { userIdOf } from '../../platform/http/user-id.ts';
import type { Audit } from '../audit/index.ts';
import type { Session, SessionStore } from './session.ports.ts';
import { endOf, type SessionLimits } from './session.rules.ts';
import { type SessionView, sessionToView } from './session.view.ts';

/** Carries the id of a user whose actor is no longer what it was. */
export const actorsChannel = 'moorage_actors';

export interface SessionServiceDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly store: SessionStore;
  readonly limits: SessionLimits;
  /** Forgets the actor in this process at once; the notification does it in the others. */
  readonly forgetActor: (userId: string) => void;
  /** What ends beside the sessions when somebody signs out everywhere. */
  readonly endTokens: (tx: Tx, userId: string) => Promise<void>;
}

export interface NewSession {
  readonly user: {
    readonly id: string;
    readonly email: string;
    readonly tier: string;
    readonly current_team_id: string | null;
  };
  readonly realm: string;
  readonly rights: string;
  /** How he proved who he is, for the audit trail. */
  readonly by: string;
  /** The session that the browser had: it ends, whoever's it was. */
  readonly previous: Session | undefined;
}

export interface SessionService {
  /** The session of a cookie, whatever it is worth. */
  find(id: string | undefined): Promise<Session | undefined>;
  /** Begins one and gives the id for the cookie. */
  start(tx: Tx, ctx: RequestCtx, wanted: NewSession): Promise<string>;
  /** Ends the session of this cookie; nothing happens when there is none. */
  end(ctx: RequestCtx, id: string): Promise<void>;
  list(ctx: RequestCtx): Promise<SessionView[]>;
  revoke(ctx: RequestCtx, handle: string): Promise<void>;
  revokeAll(ctx: RequestCtx, keepCurrent: boolean): Promise<void>;
  setTeam(tx: Tx, ctx: RequestCtx, teamId: string): Promise<void>;
  /** Ends everything of a user, as when he is disabled; the caller records why. */
  endAllOf(tx: Tx, userId: string): Promise<void>;
  sweep(): Promise<number>;
}

type Deps = SessionServiceDeps;

async function start(deps: Deps, tx: Tx, ctx: RequestCtx, wanted: NewSession): Promise<string> {
  const { user, realm, rights, by, previous } = wanted;
  const id = deps.ids.token();
  const handle = deps.ids.uuid();
  const now = deps.clock.now();
  if (previous !== undefined) {
    await deps.store.remove(tx, previous);
    await deps.db.notify(tx, actorsChannel, previous.userId);
  }
  await deps.store.insert(tx, {
    idHash: sha256(id),
    handle,
    userId: user.id,
    email: user.email,
    tier: user.tier,
    currentTeamId: user.current_team_id,
    ipAddress: ctx.ip,
    userAgent: ctx.userAgent.slice(0, 500),
    realm,
    rights,
    createdAt: now,
    lastSeenAt: now,
    expiresAt: endOf(now, now, deps.limits),
  });
  await deps.audit.append(tx, ctx, {
    event: 'session.started',
    target: { type: 'session', id: handle },
    data: { by },
    actor: { id: user.id, email: user.email },
  });
  return id;
}

async function endAllOf(deps: Deps, tx: Tx, userId: string, exceptHandle?: string): Promise<void> {
  await deps.store.removeAll(tx, userId, exceptHandle);
  await deps.endTokens(tx, userId);
  await deps.db.notify(tx, actorsChannel, userId);
}

async function end(deps: Deps, ctx: RequestCtx, id: string): Promise<void> {
  const found = await deps.store.find(sha256(id), deps.clock.now());
  if (found === undefined) return;
  const { userId, email, handle } = found.session;
  await deps.db.system('sign out', async (tx) => {
    const actor = { id: userId, email };
    await deps.audit.append(tx, ctx, { event: 'session.ended', target: { type: 'session', id: handle }, actor });
    await deps.store.remove(tx, { userId, handle });
    await deps.db.notify(tx, actorsChannel, userId);
  });
  deps.forgetActor(userId);
}

async function revoke(deps: Deps, ctx: RequestCtx, handle: string): Promise<void> {
  const userId = userIdOf(ctx);
  const own = await deps.store.list(userId, deps.clock.now());
  if (!own.some((session) => session.handle === handle)) throw new AppError('not_found', 'There is no such session of yours.');
  await deps.db.system('revoke session', async (tx) => {
    await deps.audit.append(tx, ctx, { event: 'session.revoked', target: { type: 'session', id: handle } });
    await deps.store.remove(tx, { userId, handle });
    await deps.db.notify(tx, actorsChannel, userId);
  });
  deps.forgetActor(userId);
}

async function revokeAll(deps: Deps, ctx: RequestCtx, keepCurrent: boolean): Promise<void> {
  const userId = userIdOf(ctx);
  const kept = keepCurrent ? ctx.actor.sessionId : undefined;
  await deps.db.system('sign out everywhere', async (tx) => {
    const target = { type: 'user', id: userId };
    await deps.audit.append(tx, ctx, { event: 'session.revoked_everywhere', target, data: { keepCurrent } });
    await endAllOf(deps, tx, userId, kept);
  });
  deps.forgetActor(userId);
}

export function createSessionService(deps: SessionServiceDeps): SessionService {
  return {
    async find(id) {
      if (id === undefined || id === '') return undefined;
      return (await deps.store.find(sha256(id), deps.clock.now()))?.session;
    },
    start: (tx, ctx, wanted) => start(deps, tx, ctx, wanted),
    end: (ctx, id) => end(deps, ctx, id),
    revoke: (ctx, handle) => revoke(deps, ctx, handle),
    revokeAll: (ctx, keepCurrent) => revokeAll(deps, ctx, keepCurrent),
    endAllOf: (tx, userId) => endAllOf(deps, tx, userId),
    async setTeam(tx, { actor }, teamId) {
      const { userId, sessionId } = actor;
      if (userId !== undefined && sessionId !== undefined) await deps.store.setTeam(tx, { userId, handle: sessionId }, teamId);
    },
    sweep: () => deps.store.sweep(deps.clock.now()),
    async list(ctx) {
      const sessions = await deps.store.list(userIdOf(ctx), deps.clock.now());
      return sessions.map((session) => sessionToView(session, ctx.actor.sessionId));
    },
  };
}
