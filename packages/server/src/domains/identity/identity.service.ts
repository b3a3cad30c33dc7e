import { AppError } from '@moorage/core/errors';
import { orgOfTeam } from '../../platform/authz/actor.ts';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { userIdOf } from '../../platform/http/user-id.ts';
import { changesOf } from '../audit/index.ts';
import { actorsChannel, realmOf, type Session, type SessionService } from '../sessions/index.ts';
import { type Admission, admit, admitAddress, type AdmissionDeps } from './admission.service.ts';
import type { Authenticator } from './authenticator.service.ts';
import type { ProvenIdentity } from './identity.ports.ts';
import { type MeView, userToMe, type UserRow } from './identity.view.ts';
import { digestOfRights } from './session-actor.service.ts';
import { type AccountRow, findAccount, findUser, updateCurrentTeam, updateName } from './user.store.ts';

export interface IdentityServiceDeps extends AdmissionDeps {
  readonly db: Db;
  readonly authenticator: Authenticator;
  readonly sessions: SessionService;
  readonly cookieDomain: string | undefined;
}

/** Where a session is to begin. */
export interface Arrival {
  /** Who was let in. */
  readonly user: UserRow;
  /** Of the request, as it belongs to a session. */
  readonly host: string;
  /** The session that the browser had. */
  readonly previous: Session | undefined;
  /** How the user proved who he is. */
  readonly by: string;
}

export interface IdentityService {
  /** Signs anybody of this address in, registering him when he is new: for development mode. Answers the id for the cookie. */
  signInForDevelopment(ctx: RequestCtx, email: string, browser: { host: string; sessionId: string | undefined }): Promise<string>;
  /** Lets somebody in whom a provider has proved. */
  admit(tx: Tx, ctx: RequestCtx, proven: ProvenIdentity): Promise<Admission>;
  /** Begins a session of a user who was let in; answers the id for the cookie. */
  startSession(tx: Tx, ctx: RequestCtx, arrival: Arrival): Promise<string>;
  /** Ends the session of this cookie; nothing happens when there is none. */
  signOut(ctx: RequestCtx, sessionId: string): Promise<void>;
  me(ctx: RequestCtx): Promise<MeView>;
  switchTeam(ctx: RequestCtx, teamId: string): Promise<MeView>;
  /** The caller’s own row. */
  account(ctx: RequestCtx): Promise<AccountRow>;
  rename(ctx: RequestCtx, name: string): Promise<AccountRow>;
}

type Deps = IdentityServiceDeps;

async function startSession(deps: Deps, tx: Tx, ctx: RequestCtx, arrival: Arrival): Promise<string> {
  const { user } = arrival;
  const belonging = await deps.orgs.belongingOf(tx, user.id);
  return await deps.sessions.start(tx, ctx, {
    user,
    realm: realmOf(arrival.host, deps.cookieDomain),
    rights: digestOfRights(user.platform_role ?? undefined, belonging),
    by: arrival.by,
    previous: arrival.previous,
  });
}

async function signInForDevelopment(
  deps: Deps,
  ctx: RequestCtx,
  email: string,
  browser: { host: string; sessionId: string | undefined },
): Promise<string> {
  const previous = await deps.sessions.find(browser.sessionId);
  const id = await deps.db.system('sign in', async (tx) => {
    const admission = await admitAddress(deps, tx, ctx, email);
    if (admission.kind === 'refused') {
      const { reason, message, nextStep } = admission.refusal;
      throw new AppError('forbidden', message, { details: { reason, nextStep } });
    }
    return await startSession(deps, tx, ctx, { user: admission.user, host: browser.host, previous, by: 'development' });
  });
  if (previous !== undefined) deps.authenticator.forget(previous.userId);
  return id;
}

async function me(deps: Deps, ctx: RequestCtx): Promise<MeView> {
  const userId = userIdOf(ctx);
  const user = await deps.db.system('read own user', (tx) => findUser(tx, userId));
  if (user === undefined) throw new AppError('unauthenticated', 'Sign in to do this.');
  const belonging = await deps.orgs.describe(ctx);
  return userToMe({ user, actor: ctx.actor, belonging, permissions: deps.orgs.permissions(ctx) });
}

/** Team of the session and, for the next sessions and for API keys, of the user. */
async function switchTeam(deps: Deps, ctx: RequestCtx, teamId: string): Promise<MeView> {
  const userId = userIdOf(ctx);
  const orgId = orgOfTeam(ctx.actor, teamId);
  ctx.authorize('team:read', { type: 'team', orgId, teamId });
  await deps.db.system('switch team', async (tx) => {
    await updateCurrentTeam(tx, userId, teamId);
    await deps.sessions.setTeam(tx, ctx, teamId);
    await deps.db.notify(tx, actorsChannel, userId);
  });
  deps.authenticator.forget(userId);
  return await me(deps, { ...ctx, actor: { ...ctx.actor, currentTeamId: teamId, currentOrgId: orgId } });
}

async function account(deps: Deps, ctx: RequestCtx): Promise<AccountRow> {
  const userId = userIdOf(ctx);
  const found = await deps.db.system('read own user', (tx) => findAccount(tx, userId));
  if (found === undefined) throw new AppError('unauthenticated', 'Sign in to do this.');
  return found;
}

async function rename(deps: Deps, ctx: RequestCtx, name: string): Promise<AccountRow> {
  const before = await account(deps, ctx);
  const at = deps.clock.now();
  await deps.db.system('rename own user', async (tx) => {
    await updateName(tx, before.id, name, at);
    const target = { type: 'user', id: before.id, name: before.email };
    const data = { changes: changesOf({ name: before.name }, { name }) };
    await deps.audit.append(tx, ctx, { event: 'user.updated', target, data });
  });
  return { ...before, name, updated_at: at };
}

export function createIdentityService(deps: IdentityServiceDeps): IdentityService {
  return {
    signInForDevelopment: (ctx, email, browser) => signInForDevelopment(deps, ctx, email, browser),
    admit: (tx, ctx, proven) => admit(deps, tx, ctx, proven),
    startSession: (tx, ctx, arrival) => startSession(deps, tx, ctx, arrival),
    signOut: (ctx, sessionId) => deps.sessions.end(ctx, sessionId),
    me: (ctx) => me(deps, ctx),
    switchTeam: (ctx, teamId) => switchTeam(deps, ctx, teamId),
    account: (ctx) => account(deps, ctx),
    rename: (ctx, name) => rename(deps, ctx, name),
  };
}
