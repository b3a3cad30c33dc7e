/**
 * An attempt to sign in.
 *
 * `state` finds it and a cookie of its own binds it to the browser that began it; both are kept as hashes only, and the attempt is
 * taken away by the first who brings both back. So a code that somebody else obtained (login CSRF), a second use and a late use
 * all find nothing.
 */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import { sha256 } from '../../platform/crypto/digest.ts';
import type { Db } from '../../platform/db/database.ts';
import type { CookieOut } from '../../platform/http/bind.ts';
import { flowCookieName, flowSeconds, isState, type Purpose } from './flow.rules.ts';
import { claimFlow, type FlowRow, insertFlow, removeExpiredFlows } from './flow.store.ts';
import type { Attempt, SignInProvider } from './sign-in.ports.ts';

export interface FlowServiceDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly secureCookies: boolean;
}

export interface NewFlow {
  readonly provider: SignInProvider;
  readonly redirectUri: string;
  readonly purpose: Purpose;
  readonly redirect: string;
  /** Of the page that waits for tokens. */
  readonly openerOrigin?: string;
  /** Of the session that wants to link. */
  readonly linker?: { readonly userId: string; readonly sessionHandle: string };
}

export interface BegunFlow {
  readonly url: string;
  readonly cookie: CookieOut;
}

export interface ReturnedFlow {
  readonly flow: FlowRow;
  /** Takes the cookie away. */
  readonly cookie: CookieOut;
}

export interface FlowService {
  begin(wanted: NewFlow): Promise<BegunFlow>;
  /** The attempt that this browser began; throws `invalid_request` for any other. */
  claim(state: string | undefined, cookies: Readonly<Record<string, string | undefined>>): Promise<ReturnedFlow>;
  sweep(): Promise<number>;
}

function cookieOf({ secureCookies }: FlowServiceDeps, state: string, value: string, isForeign: boolean): CookieOut {
  return {
    name: flowCookieName(state, secureCookies),
    value,
    maxAgeSeconds: value === '' ? 0 : flowSeconds,
    // A page of another site asks for the start; browsers keep its cookie only so, and only over https.
    sameSite: isForeign && secureCookies ? 'none' : 'lax',
    secure: secureCookies,
  };
}

async function begin(deps: FlowServiceDeps, wanted: NewFlow): Promise<BegunFlow> {
  const { ids, clock } = deps;
  const [state, nonce, codeVerifier, browser] = [ids.token(), ids.token(), ids.token(), ids.token()];
  const attempt: Attempt = { redirectUri: wanted.redirectUri, state, nonce, codeVerifier };
  const url = await wanted.provider.authorizationUrl(attempt);
  await deps.db.system('begin sign-in', (tx) =>
    insertFlow(tx, {
      state_hash: sha256(state),
      browser_hash: sha256(browser),
      provider: wanted.provider.id,
      purpose: wanted.purpose,
      nonce,
      code_verifier: codeVerifier,
      redirect: wanted.redirect,
      opener_origin: wanted.openerOrigin ?? null,
      session_handle: wanted.linker?.sessionHandle ?? null,
      user_id: wanted.linker?.userId ?? null,
      expires_at: new Date(clock.now().getTime() + flowSeconds * 1000),
    }),
  );
  return { url, cookie: cookieOf(deps, state, browser, wanted.openerOrigin !== undefined) };
}

function unknownAttempt(): AppError {
  return new AppError('invalid_request', 'This attempt to sign in is not known, or it is over.', {
    details: { reason: 'invalid_state', nextStep: 'Begin again, in the same browser, and finish within ten minutes.' },
  });
}

async function claim(
  deps: FlowServiceDeps,
  state: string | undefined,
  cookies: Readonly<Record<string, string | undefined>>,
): Promise<ReturnedFlow> {
  if (!isState(state)) throw unknownAttempt();
  const browser = cookies[flowCookieName(state, deps.secureCookies)];
  if (browser === undefined || browser === '') throw unknownAttempt();
  const hashes = { stateHash: sha256(state), browserHash: sha256(browser) };
  const flow = await deps.db.system('return from provider', (tx) => claimFlow(tx, hashes));
  if (flow === undefined || flow.expires_at.getTime() <= deps.clock.now().getTime()) throw unknownAttempt();
  return { flow, cookie: cookieOf(deps, state, '', false) };
}

export function createFlowService(deps: FlowServiceDeps): FlowService {
  return {
    begin: (wanted) => begin(deps, wanted),
    claim: (state, cookies) => claim(deps, state, cookies),
    sweep: () => deps.db.system('sweep attempts to sign in', (tx) => removeExpiredFlows(tx, deps.clock.now())),
  };
}
