import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import { sha256 } from '../../platform/crypto/digest.ts';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { userIdOf } from '../../platform/http/user-id.ts';
import type { Audit } from '../audit/index.ts';
import { actorsChannel, type Authenticator } from './authenticator.service.ts';
import type { OrgsPort } from './identity.ports.ts';
import { type MeView, type SessionView, sessionToView, userToMe, type UserRow } from './identity.view.ts';
import { decideRegistration, nameFromEmail, normalizeEmail, type RegistrationSettings } from './registration.rules.ts';
import {
  insertSession,
  listSessions,
  removeExpiredSessions,
  removeSessionByHash,
  removeSessionOfUser,
  updateSessionTeam,
} from './session.store.ts';
import {
  claimRegistration,
  findUser,
  findUserByEmail,
  hasUsers,
  insertUser,
  updateCurrentTeam,
  updateLastLogin,
} from './user.store.ts';

export interface IdentityServiceDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly orgs: OrgsPort;
  readonly authenticator: Authenticator;
  readonly registration: RegistrationSettings;
  readonly sessionMaxAgeSeconds: number;
}

export interface IdentityService {
  /** Signs a proven address in, registering it when it is new; the answer is the id for the cookie. */
  signIn(ctx: RequestCtx, email: string, previousSessionId: string | undefined): Promise<string>;
  /** Ends the session of this cookie; nothing happens when there is none. */
  signOut(ctx: RequestCtx, sessionId: string): Promise<void>;
  me(ctx: RequestCtx): Promise<MeView>;
  switchTeam(ctx: RequestCtx, teamId: string): Promise<MeView>;
  sessions(ctx: RequestCtx): Promise<SessionView[]>;
  revokeSession(ctx: RequestCtx, handle: string): Promise<void>;
  sweepSessions(): Promise<number>;
}

async function register(deps: IdentityServiceDeps, tx: Tx, ctx: RequestCtx, email: string): Promise<UserRow> {
  await claimRegistration(tx);
  const meanwhile = await findUserByEmail(tx, email);
  if (meanwhile !== undefined) return meanwhile;
  const isFirst = !(await hasUsers(tx));
  const decision = decideRegistration({ email, isFirst }, deps.registration);
  if (decision.kind === 'refuse') throw new AppError('forbidden', decision.reason);
  const { tier, platformRole } = decision;
  const id = deps.ids.uuid();
  const name = nameFromEmail(email);
  await insertUser(tx, { id, email, name, tier, platformRole, at: deps.clock.now() });
  await deps.audit.append(tx, ctx, {
    event: 'user.registered',
    target: { type: 'user', id, name: email },
    data: { tier, platformRole },
    actor: { id, email },
  });
  const { teamId } = await deps.orgs.provision(tx, ctx, { id, email, name, isFirst, plan: tier });
  await updateCurrentTeam(tx, id, teamId);
  return { id, email, name, avatar_url: null, tier, platform_role: platformRole, current_team_id: teamId, disabled_at: null };
}

async function signIn(
  deps: IdentityServiceDeps,
  ctx: RequestCtx,
  address: string,
  previousSessionId: string | undefined,
): Promise<string> {
  const email = normalizeEmail(address);
  const id = deps.ids.token();
  const replaced = await deps.db.system('sign in', async (tx) => {
    const user = (await findUserByEmail(tx, email)) ?? (await register(deps, tx, ctx, email));
    if (user.disabled_at !== null) throw new AppError('forbidden', 'This account is disabled.');
    const previous = previousSessionId === undefined ? undefined : await removeSessionByHash(tx, sha256(previousSessionId));
    if (previous !== undefined) await deps.db.notify(tx, actorsChannel, previous.user_id);
    const now = deps.clock.now();
    const handle = deps.ids.uuid();
    await insertSession(tx, {
      id_hash: sha256(id),
      handle,
      user_id: user.id,
      email,
      tier: user.tier,
      current_team_id: user.current_team_id,
      ip_address: ctx.ip,
      user_agent: ctx.userAgent.slice(0, 500),
      created_at: now,
      last_seen_at: now,
      expires_at: new Date(now.getTime() + deps.sessionMaxAgeSeconds * 1000),
    });
    await updateLastLogin(tx, user.id, now);
    await deps.audit.append(tx, ctx, {
      event: 'session.started',
      target: { type: 'session', id: handle },
      actor: { id: user.id, email },
    });
    return previous?.user_id;
  });
  if (replaced !== undefined) deps.authenticator.forget(replaced);
  return id;
}

async function signOut(deps: IdentityServiceDeps, ctx: RequestCtx, sessionId: string): Promise<void> {
  const ended = await deps.db.system('sign out', async (tx) => {
    const row = await removeSessionByHash(tx, sha256(sessionId));
    if (row === undefined) return undefined;
    const actor = { id: row.user_id, email: row.email };
    await deps.audit.append(tx, ctx, { event: 'session.ended', target: { type: 'session', id: row.handle }, actor });
    await deps.db.notify(tx, actorsChannel, row.user_id);
    return row;
  });
  if (ended !== undefined) deps.authenticator.forget(ended.user_id);
}

async function me(deps: IdentityServiceDeps, ctx: RequestCtx): Promise<MeView> {
  const userId = userIdOf(ctx);
  const user = await deps.db.system('read own user', (tx) => findUser(tx, userId));
  if (user === undefined) throw new AppError('unauthenticated', 'Sign in to do this.');
  const belonging = await deps.orgs.describe(ctx);
  return userToMe({ user, actor: ctx.actor, belonging, permissions: deps.orgs.permissions(ctx) });
}

/** Team of the session and, for the next sessions and for API keys, of the user. */
async function switchTeam(deps: IdentityServiceDeps, ctx: RequestCtx, teamId: string): Promise<MeView> {
  const userId = userIdOf(ctx);
  const orgId = Object.hasOwn(ctx.actor.teamOrgs, teamId) ? ctx.actor.teamOrgs[teamId] : undefined;
  ctx.authorize('team:read', { type: 'team', orgId, teamId });
  await deps.db.system('switch team', async (tx) => {
    await updateCurrentTeam(tx, userId, teamId);
    if (ctx.actor.sessionId !== undefined) await updateSessionTeam(tx, ctx.actor.sessionId, teamId);
    await deps.db.notify(tx, actorsChannel, userId);
  });
  deps.authenticator.forget(userId);
  return await me(deps, { ...ctx, actor: { ...ctx.actor, currentTeamId: teamId, currentOrgId: orgId } });
}

async function revokeSession(deps: IdentityServiceDeps, ctx: RequestCtx, handle: string): Promise<void> {
  const userId = userIdOf(ctx);
  await deps.db.system('revoke session', async (tx) => {
    const removed = await removeSessionOfUser(tx, userId, handle);
    if (!removed) throw new AppError('not_found', 'There is no such session of yours.');
    await deps.audit.append(tx, ctx, { event: 'session.revoked', target: { type: 'session', id: handle } });
    await deps.db.notify(tx, actorsChannel, userId);
  });
  deps.authenticator.forget(userId);
}

export function createIdentityService(deps: IdentityServiceDeps): IdentityService {
  return {
    signIn: (ctx, email, previous) => signIn(deps, ctx, email, previous),
    signOut: (ctx, sessionId) => signOut(deps, ctx, sessionId),
    me: (ctx) => me(deps, ctx),
    switchTeam: (ctx, teamId) => switchTeam(deps, ctx, teamId),
    revokeSession: (ctx, handle) => revokeSession(deps, ctx, handle),
    async sessions(ctx) {
      const userId = userIdOf(ctx);
      const rows = await deps.db.system('list own sessions', (tx) => listSessions(tx, userId, deps.clock.now()));
      return rows.map((row) => sessionToView(row, ctx.actor.sessionId));
    },
    sweepSessions: () => deps.db.system('sweep sessions', (tx) => removeExpiredSessions(tx, deps.clock.now())),
  };
}
