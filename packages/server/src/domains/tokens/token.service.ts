/**
 * Access and refresh tokens of `/api/v1`.
 *
 * A sign-in makes a family. Each refresh uses one refresh token up and makes the next; a used one that is shown again later ends the
 * family, because somebody has a copy. An access token names its family, so ending the family ends it too, in every process at
 * once, although nothing but its signature is looked at while the actor is warm.
 */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { z } from 'zod';
import { sha256 } from '../../platform/crypto/digest.ts';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { createTokenMemory, signToken, type TokenMemory, verifyToken } from '../../platform/tokens/jwt.ts';
import type { Audit } from '../audit/index.ts';
import { accessTokenSeconds } from './signing-key.rules.ts';
import type { SigningKeyService } from './signing-key.service.ts';
import type { tokenPair } from './token.contract.ts';
import { decideRefresh, type RefreshDecision, refreshTokenSeconds } from './token.rules.ts';
import {
  claimRefreshToken,
  type FoundToken,
  insertFamily,
  insertRefreshToken,
  isFamilyLive,
  removeExpiredFamilies,
  updateFamiliesOfRevoked,
  updateFamilyEnd,
  updateFamilyRevoked,
  updateRefreshTokenUsed,
} from './token.store.ts';

export type TokenPair = z.input<typeof tokenPair>;

export interface TokenServiceDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly keys: SigningKeyService;
  readonly issuer: string;
  readonly audience: string;
  /** Where news of users whose actor changed go. */
  readonly actorsChannel: string;
  readonly forgetActor: (userId: string) => void;
}

export interface TokenUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

/** A refresh token that was just made, and whom its access token is to name. */
export interface Grant {
  readonly user: TokenUser;
  readonly familyId: string;
  readonly refreshToken: string;
}

export interface Bearer {
  readonly userId: string;
  readonly familyId: string;
  readonly expiresAt: Date;
}

export interface TokenService {
  /** Begins a family; {@link TokenService.pair} makes the tokens of it once this is committed. */
  begin(tx: Tx, ctx: RequestCtx, user: TokenUser): Promise<Grant>;
  pair(ctx: RequestCtx, grant: Grant): Promise<TokenPair>;
  refresh(ctx: RequestCtx, refreshToken: string): Promise<TokenPair>;
  logout(ctx: RequestCtx, refreshToken: string): Promise<void>;
  /** Whom a token is for by its signature and times; `undefined` for one that must not be believed. */
  verify(accessToken: string): Promise<Bearer | undefined>;
  /** Whether what it came of has not been ended. */
  isLive(tx: Tx, bearer: Bearer): Promise<boolean>;
  endAllOf(tx: Tx, userId: string): Promise<void>;
  sweep(): Promise<number>;
}

type Deps = TokenServiceDeps;

const later = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1000);

async function nextToken(deps: Deps, tx: Tx, familyId: string): Promise<string> {
  const now = deps.clock.now();
  const token = deps.ids.token();
  const expiresAt = later(now, refreshTokenSeconds);
  await insertRefreshToken(tx, { token_hash: sha256(token), family_id: familyId, created_at: now, expires_at: expiresAt });
  return token;
}

async function begin(deps: Deps, tx: Tx, ctx: RequestCtx, user: TokenUser): Promise<Grant> {
  const now = deps.clock.now();
  const familyId = deps.ids.uuid();
  await insertFamily(tx, {
    id: familyId,
    user_id: user.id,
    ip_address: ctx.ip,
    user_agent: ctx.userAgent.slice(0, 500),
    created_at: now,
    expires_at: later(now, refreshTokenSeconds),
  });
  const refreshToken = await nextToken(deps, tx, familyId);
  const actor = { id: user.id, email: user.email };
  await deps.audit.append(tx, ctx, { event: 'token.issued', target: { type: 'token_family', id: familyId }, actor });
  return { user, familyId, refreshToken };
}

async function pair(deps: Deps, ctx: RequestCtx, { user, familyId, refreshToken }: Grant): Promise<TokenPair> {
  const signing = await deps.keys.signing(ctx);
  const now = deps.clock.now();
  const claims = {
    subject: user.id,
    issuer: deps.issuer,
    audience: deps.audience,
    issuedAt: now,
    expiresAt: later(now, accessTokenSeconds),
    id: deps.ids.uuid(),
    more: { sid: familyId, email: user.email, name: user.name },
  };
  const accessToken = await signToken(claims, signing);
  return { access_token: accessToken, refresh_token: refreshToken, token_type: 'Bearer', expires_in: accessTokenSeconds };
}

interface Refreshed {
  readonly decision: RefreshDecision;
  readonly found: FoundToken | undefined;
  readonly refreshToken: string | undefined;
}

async function rotate(deps: Deps, tx: Tx, ctx: RequestCtx, tokenHash: Buffer): Promise<Refreshed> {
  const now = deps.clock.now();
  const found = await claimRefreshToken(tx, tokenHash);
  const decision = decideRefresh(found, now);
  if (found === undefined) return { decision, found, refreshToken: undefined };
  const entry = {
    target: { type: 'token_family', id: found.familyId },
    actor: { id: found.userId, email: found.email },
  };
  if (decision.kind === 'revoke') {
    await updateFamilyRevoked(tx, found.familyId, now, 'reuse');
    await deps.audit.append(tx, ctx, { event: 'token.reuse_detected', ...entry });
    await deps.db.notify(tx, deps.actorsChannel, found.userId);
  }
  if (decision.kind === 'refuse') {
    await deps.audit.append(tx, ctx, { event: 'token.refused', ...entry, data: { reason: decision.reason } });
  }
  if (decision.kind !== 'rotate') return { decision, found, refreshToken: undefined };
  await updateRefreshTokenUsed(tx, tokenHash, now);
  await updateFamilyEnd(tx, found.familyId, later(now, refreshTokenSeconds));
  const refreshToken = await nextToken(deps, tx, found.familyId);
  await deps.audit.append(tx, ctx, { event: 'token.refreshed', ...entry });
  return { decision, found, refreshToken };
}

function refused(reason: string): AppError {
  const message = reason === 'user_disabled' ? 'This account is disabled.' : 'This refresh token is not valid.';
  return new AppError('unauthenticated', message, { details: { reason, nextStep: 'Sign in again.' } });
}

async function refresh(deps: Deps, ctx: RequestCtx, refreshToken: string): Promise<TokenPair> {
  // Before the token is used up: without a key to sign with it must stay good.
  await deps.keys.signing(ctx);
  const done = await deps.db.system('refresh token', (tx) => rotate(deps, tx, ctx, sha256(refreshToken)));
  const { decision, found } = done;
  if (decision.kind === 'revoke' && found !== undefined) deps.forgetActor(found.userId);
  if (found === undefined || done.refreshToken === undefined) {
    throw refused(decision.kind === 'refuse' ? decision.reason : 'invalid_refresh');
  }
  const user = { id: found.userId, email: found.email, name: found.name };
  return await pair(deps, ctx, { user, familyId: found.familyId, refreshToken: done.refreshToken });
}

async function logout(deps: Deps, ctx: RequestCtx, refreshToken: string): Promise<void> {
  const userId = await deps.db.system('end tokens', async (tx) => {
    const found = await claimRefreshToken(tx, sha256(refreshToken));
    if (found === undefined || found.familyRevokedAt !== null) return undefined;
    await updateFamilyRevoked(tx, found.familyId, deps.clock.now(), 'logout');
    const actor = { id: found.userId, email: found.email };
    const target = { type: 'token_family', id: found.familyId };
    await deps.audit.append(tx, ctx, { event: 'token.revoked', target, actor });
    await deps.db.notify(tx, deps.actorsChannel, found.userId);
    return found.userId;
  });
  if (userId !== undefined) deps.forgetActor(userId);
}

async function verify(deps: Deps, memory: TokenMemory, accessToken: string): Promise<Bearer | undefined> {
  const token = await verifyToken(accessToken, {
    issuer: deps.issuer,
    audience: deps.audience,
    now: deps.clock.now(),
    memory,
    keyOf: (kid) => deps.keys.find(kid),
  });
  const familyId = token?.claims['sid'];
  if (token === undefined || typeof familyId !== 'string') return undefined;
  return { userId: token.subject, familyId, expiresAt: token.expiresAt };
}

export function createTokenService(deps: TokenServiceDeps): TokenService {
  const memory = createTokenMemory();
  return {
    begin: (tx, ctx, user) => begin(deps, tx, ctx, user),
    pair: (ctx, grant) => pair(deps, ctx, grant),
    refresh: (ctx, refreshToken) => refresh(deps, ctx, refreshToken),
    logout: (ctx, refreshToken) => logout(deps, ctx, refreshToken),
    verify: (accessToken) => verify(deps, memory, accessToken),
    isLive: (tx, { familyId, userId }) => isFamilyLive(tx, familyId, userId),
    endAllOf: (tx, userId) => updateFamiliesOfRevoked(tx, userId, deps.clock.now()),
    sweep: () => deps.db.system('sweep tokens', (tx) => removeExpiredFamilies(tx, deps.clock.now())),
  };
}
