/**
 * Signing in by a provider, for a session, for tokens, or to link one more identity to a user who is signed in.
 *
 * The provider is talked to outside of any transaction; what is decided then, who got in or why not, is one transaction with its
 * audit event.
 */
import { AppError } from '@moorage/core/errors';
import type { Clock } from '@moorage/core/clock';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { userIdOf } from '../../platform/http/user-id.ts';
import type { Audit } from '../audit/index.ts';
import type { Arrival, IdentityService, LinkedIdentityService, ProvenIdentity, Refusal } from '../identity/index.ts';
import type { SessionService } from '../sessions/index.ts';
import type { TokenPair, TokenService } from '../tokens/index.ts';
import { decideLanding, openerOf, type Purpose } from './flow.rules.ts';
import type { BegunFlow, FlowService, ReturnedFlow } from './flow.service.ts';
import type { FlowRow } from './flow.store.ts';
import type { Exchange, Profile, SignInProvider } from './sign-in.ports.ts';

export interface SignInServiceDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly identity: IdentityService;
  readonly identities: LinkedIdentityService;
  readonly sessions: SessionService;
  readonly tokens: TokenService;
  readonly flows: FlowService;
  readonly providers: readonly SignInProvider[];
  readonly forgetActor: (userId: string) => void;
  readonly settings: {
    readonly billingEnabled: boolean;
    /** Origin of the callbacks for tokens. */
    readonly tokenRedirectBase: string;
    readonly openerOrigins: readonly string[];
  };
}

/** What a browser brings back. */
export interface Return {
  readonly query: URLSearchParams;
  readonly cookies: Readonly<Record<string, string | undefined>>;
}

export interface ConsoleReturn extends Return {
  readonly host: string;
  readonly sessionId: string | undefined;
  readonly inviteToken: string | undefined;
}

export interface Landing {
  /** Of the new session; undefined where an identity was linked. */
  readonly sessionId: string | undefined;
  readonly location: string;
}

export interface TokenReturn {
  readonly pair: TokenPair;
  /** Where a page waits for them. */
  readonly opener: string | undefined;
}

/** Takes the cookie of the attempt away, whatever comes of it. */
type OnClaimed = (cookie: ReturnedFlow['cookie']) => void;

export interface SignInService {
  begin(ctx: RequestCtx, providerId: string, redirect: string): Promise<BegunFlow>;
  beginLink(ctx: RequestCtx, providerId: string, redirect: string): Promise<BegunFlow>;
  /** `asked` is the origin of a page that waits for the tokens; undefined where nobody waits. */
  beginTokens(
    ctx: RequestCtx,
    providerId: string,
    asked: { readonly origin: string | undefined } | undefined,
  ): Promise<BegunFlow>;
  land(ctx: RequestCtx, returned: ConsoleReturn, onClaimed: OnClaimed): Promise<Landing>;
  issue(ctx: RequestCtx, providerId: string, returned: Return, onClaimed: OnClaimed): Promise<TokenReturn>;
}

type Deps = SignInServiceDeps;

/** Where a provider sends the browser back to: the host that it came from, for the session is that host's. */
function sessionRedirectUri(provider: SignInProvider, { site }: RequestCtx): string {
  return site === undefined ? provider.redirectUri : `${site.origin}${new URL(provider.redirectUri).pathname}`;
}

function tokenRedirectUri({ settings }: Deps, providerId: string, { site }: RequestCtx): string {
  return `${site?.origin ?? settings.tokenRedirectBase}/api/v1/auth/${providerId}/callback`;
}

function unknownProvider(code: 'not_found' | 'invalid_request'): AppError {
  return new AppError(code, 'There is no such provider here.', { details: { reason: 'unsupported_provider' } });
}

function providerOf({ providers }: Deps, id: string, code: 'not_found' | 'invalid_request'): SignInProvider {
  const found = providers.find((provider) => provider.id === id);
  if (found === undefined) throw unknownProvider(code);
  return found;
}

interface Proven {
  readonly flow: FlowRow;
  readonly identity: ProvenIdentity;
}

interface Refused {
  readonly reason: string;
  readonly email?: string | undefined;
}

/** Writes down why nobody was let in. */
async function recordRefusal(deps: Deps, ctx: RequestCtx, provider: string, refused: Refused): Promise<void> {
  const { reason, email } = refused;
  const target = { type: 'sign_in', id: provider, ...(email === undefined ? {} : { name: email }) };
  await deps.db.system('refuse sign-in', (tx) =>
    deps.audit.append(tx, ctx, { event: 'sign_in.refused', target, data: { reason } }),
  );
}

function refusedBy(refusal: Refusal): AppError {
  const { reason, message, nextStep } = refusal;
  return new AppError('forbidden', message, { details: { reason, nextStep } });
}

/** Providers are systems of others: what they send may be anything, and none of it is for the caller's eyes. */
function failedExchange(flow: FlowRow, { reason, internal }: Exchange & { kind: 'failed' }): AppError {
  const code = flow.purpose === 'tokens' ? 'unauthenticated' : 'internal';
  const details = { reason, nextStep: 'Try again; if it goes on, tell the administrator of this installation.' };
  return new AppError(code, 'The answer of the sign-in provider cannot be used.', { details, internal });
}

function identityOf(provider: SignInProvider, profile: Profile): ProvenIdentity | undefined {
  const { issuer, subject, email, name, avatarUrl, isMultiFactor } = profile;
  if (email === undefined || !profile.isEmailVerified) return undefined;
  const shown = { name: name?.slice(0, 100), avatarUrl: avatarUrl?.slice(0, 2000) };
  return { issuer, subject, provider: provider.id, email, ...shown, isMultiFactor };
}

interface Claiming {
  readonly returned: Return;
  readonly isFor: (flow: FlowRow) => boolean;
  readonly redirectUriOf: (provider: SignInProvider) => string;
  readonly onClaimed: OnClaimed;
}

async function checkReturned(deps: Deps, ctx: RequestCtx, flow: FlowRow, query: URLSearchParams): Promise<void> {
  if (query.has('error')) {
    await recordRefusal(deps, ctx, flow.provider, { reason: 'access_denied' });
    const internal = `the provider answered ${query.get('error') ?? ''}: ${query.get('error_description') ?? ''}`;
    const details = { reason: 'access_denied', nextStep: 'Begin again.' };
    throw new AppError('invalid_request', 'The sign-in was not completed at the provider.', { details, internal });
  }
  if (query.has('code')) return;
  throw new AppError('invalid_request', 'The provider sent no code.', { details: { reason: 'invalid_request' } });
}

/** From what a browser brought back to an identity that the provider vouches for. */
async function prove(deps: Deps, ctx: RequestCtx, { returned, isFor, redirectUriOf, onClaimed }: Claiming): Promise<Proven> {
  const { flow, cookie } = await deps.flows.claim(returned.query.get('state') ?? undefined, returned.cookies);
  onClaimed(cookie);
  const provider = deps.providers.find(({ id }) => id === flow.provider);
  if (provider === undefined || !isFor(flow)) throw unknownProvider('invalid_request');
  await checkReturned(deps, ctx, flow, returned.query);
  const state = returned.query.get('state') ?? '';
  const attempt = { redirectUri: redirectUriOf(provider), state, nonce: flow.nonce, codeVerifier: flow.code_verifier };
  const exchange = await provider.exchange(attempt, returned.query);
  if (exchange.kind === 'failed') {
    await recordRefusal(deps, ctx, flow.provider, { reason: exchange.reason });
    throw failedExchange(flow, exchange);
  }
  const identity = identityOf(provider, exchange.profile);
  if (identity !== undefined) return { flow, identity };
  await recordRefusal(deps, ctx, flow.provider, { reason: 'email_not_verified', email: exchange.profile.email });
  throw new AppError('forbidden', `Your e-mail address is not verified at ${provider.name}.`, {
    details: { reason: 'email_not_verified', nextStep: 'Verify it there, then sign in again.' },
  });
}

type Entered<T> = { readonly kind: 'refused'; readonly refusal: Refusal } | { readonly kind: 'entered'; readonly value: T };

/** Lets the identity in and goes on in the same transaction; a refusal is committed with its audit event, then thrown. */
async function enter<T>(
  deps: Deps,
  ctx: RequestCtx,
  identity: ProvenIdentity,
  go: (tx: Tx, user: Arrival['user']) => Promise<T>,
): Promise<T> {
  const done = await deps.db.system('sign in', async (tx): Promise<Entered<T>> => {
    const admission = await deps.identity.admit(tx, ctx, identity);
    if (admission.kind === 'refused') return admission;
    return { kind: 'entered', value: await go(tx, admission.user) };
  });
  if (done.kind === 'refused') throw refusedBy(done.refusal);
  return done.value;
}

async function linkTo(deps: Deps, ctx: RequestCtx, { flow, identity }: Proven): Promise<Landing> {
  const { user_id: userId, session_handle: handle } = flow;
  if (userId === null || ctx.actor.userId !== userId || ctx.actor.sessionId !== handle) {
    throw new AppError('forbidden', 'The session that wanted to link this sign-in is not yours, or it is over.', {
      details: { reason: 'reauthentication_required', nextStep: 'Sign in and begin again.' },
    });
  }
  await deps.db.system('link identity', (tx) => deps.identities.link(tx, ctx, { userId, proven: identity }));
  return { sessionId: undefined, location: flow.redirect };
}

async function land(deps: Deps, ctx: RequestCtx, returned: ConsoleReturn, onClaimed: OnClaimed): Promise<Landing> {
  const isFor = ({ purpose }: FlowRow): boolean => purpose !== 'tokens';
  const redirectUriOf = (provider: SignInProvider): string => sessionRedirectUri(provider, ctx);
  const proven = await prove(deps, ctx, { returned, isFor, redirectUriOf, onClaimed });
  if (proven.flow.purpose === 'link') return await linkTo(deps, ctx, proven);
  const previous = await deps.sessions.find(returned.sessionId);
  const landing = await enter(deps, ctx, proven.identity, async (tx, user) => {
    const arrival = { user, host: returned.host, previous, by: proven.flow.provider };
    const sessionId = await deps.identity.startSession(tx, ctx, arrival);
    const location = decideLanding({
      billingEnabled: deps.settings.billingEnabled,
      hasChosenTier: user.tier_chosen_at !== null,
      inviteToken: returned.inviteToken,
      redirect: proven.flow.redirect,
    });
    return { sessionId, location };
  });
  if (previous !== undefined) deps.forgetActor(previous.userId);
  return landing;
}

async function issue(
  deps: Deps,
  ctx: RequestCtx,
  providerId: string,
  { returned, onClaimed }: { readonly returned: Return; readonly onClaimed: OnClaimed },
): Promise<TokenReturn> {
  providerOf(deps, providerId, 'invalid_request');
  const isFor = ({ purpose, provider }: FlowRow): boolean => purpose === 'tokens' && provider === providerId;
  const redirectUriOf = (provider: SignInProvider): string => tokenRedirectUri(deps, provider.id, ctx);
  const { flow, identity } = await prove(deps, ctx, { returned, isFor, redirectUriOf, onClaimed });
  const grant = await enter(deps, ctx, identity, (tx, user) => deps.tokens.begin(tx, ctx, user));
  return { pair: await deps.tokens.pair(ctx, grant), opener: flow.opener_origin ?? undefined };
}

async function beginLink(deps: Deps, ctx: RequestCtx, providerId: string, redirect: string): Promise<BegunFlow> {
  const userId = userIdOf(ctx);
  const provider = providerOf(deps, providerId, 'not_found');
  const { sessionId: sessionHandle } = ctx.actor;
  if (sessionHandle === undefined) throw new AppError('forbidden', 'Only a session can link another sign-in.');
  const linker = { userId, sessionHandle };
  return await deps.flows.begin({ provider, redirectUri: sessionRedirectUri(provider, ctx), purpose: 'link', redirect, linker });
}

export function createSignInService(deps: SignInServiceDeps): SignInService {
  const { settings, flows } = deps;
  const session: Purpose = 'session';
  return {
    beginLink: (ctx, providerId, redirect) => beginLink(deps, ctx, providerId, redirect),
    land: (ctx, returned, onClaimed) => land(deps, ctx, returned, onClaimed),
    issue: (ctx, providerId, returned, onClaimed) => issue(deps, ctx, providerId, { returned, onClaimed }),
    async begin(ctx, providerId, redirect) {
      const provider = providerOf(deps, providerId, 'not_found');
      return await flows.begin({ provider, redirectUri: sessionRedirectUri(provider, ctx), purpose: session, redirect });
    },
    async beginTokens(ctx, providerId, asked) {
      const provider = providerOf(deps, providerId, 'invalid_request');
      const own = ctx.site?.origin ?? new URL(settings.tokenRedirectBase).origin;
      const opener = asked === undefined ? {} : { openerOrigin: openerOf(asked.origin, settings.openerOrigins, own) };
      const redirectUri = tokenRedirectUri(deps, providerId, ctx);
      return await flows.begin({ provider, redirectUri, purpose: 'tokens', redirect: '/', ...opener });
    },
  };
}
