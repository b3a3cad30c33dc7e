/**
 * Programs without a browser of their own (RFC 8628), and those that have one at hand.
 *
 * A program asks and gets two codes: a long one for itself, and a short one that a person confirms in the console, where he is
 * signed in and sees what asks, from which address and for what. The program asks for its grant with the long code and gets it
 * once. One that listens on the machine of the browser names that address (RFC 8252); then the browser carries a further
 * code there, and without it the long one is worth nothing: whoever talks somebody into confirming from afar gets nothing by it.
 *
 * The short code can be guessed only by signed-in users, ten times in ten minutes each, and lives for ten minutes.
 */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import { sameDigest, sha256 } from '../../platform/crypto/digest.ts';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { userIdOf } from '../../platform/http/user-id.ts';
import type { Audit } from '../audit/index.ts';
import type { DrawnSecret, GrantedKeysPort, UsersPort } from './device-login.ports.ts';
import {
  decidePoll,
  firstInterval,
  guessPause,
  guessWindowMs,
  loginLifeMs,
  mostWaiting,
  normalUserCode,
  type PollError,
  redirectWith,
  showUserCode,
  userCodeOf,
} from './device-login.rules.ts';
import {
  addGuess,
  claimByDeviceCode,
  findByDeviceCode,
  claimByUserCode,
  claimGuesses,
  countWaiting,
  insertLogin,
  removeOldLogins,
  updateLogin,
} from './device-login.store.ts';
import {
  type DeviceCodeInput,
  type DeviceCodeView,
  type DeviceGrantView,
  type DeviceLoginRow,
  deviceLoginToView,
  type DeviceLoginView,
  grantOf,
} from './device-login.view.ts';

export interface DeviceLoginDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly users: UsersPort;
  readonly keys: GrantedKeysPort;
  /** Origin of the console. */
  readonly baseUrl: string;
  readonly cookieName: string;
  /** Power over the platform takes several factors, so whoever has it has proved himself by them. */
  readonly adminsNeedMfa?: boolean;
}

export interface DeviceLoginService {
  begin(ctx: RequestCtx, input: DeviceCodeInput): Promise<DeviceCodeView>;
  exchange(ctx: RequestCtx, proof: { deviceCode: string; code?: string | undefined }, host: string): Promise<DeviceGrantView>;
  show(ctx: RequestCtx, userCode: string): Promise<DeviceLoginView>;
  approve(ctx: RequestCtx, userCode: string, scopes: readonly string[] | undefined): Promise<{ redirectTo: string | null }>;
  deny(ctx: RequestCtx, userCode: string): Promise<{ redirectTo: string | null }>;
  /** Ends a key that is shown. */
  giveBack(ctx: RequestCtx, key: string): Promise<void>;
  sweep(): Promise<number>;
}

type Deps = DeviceLoginDeps;
const dayMs = 86_400_000;

function checkedScopes(wanted: readonly string[], known: readonly string[]): string[] {
  const foreign = wanted.find((scope) => !known.includes(scope));
  if (foreign === undefined) return [...new Set(wanted)].toSorted();
  throw new AppError('invalid_request', `There is no scope ${foreign} to be had here.`, {
    details: { issues: [{ path: 'scopes', message: `may hold ${known.join(', ')}` }] },
  });
}

function drawUserCode(ids: Ids): string {
  return userCodeOf(Buffer.from(ids.token(), 'base64url')) ?? drawUserCode(ids);
}

async function begin(deps: Deps, ctx: RequestCtx, input: DeviceCodeInput): Promise<DeviceCodeView> {
  const now = deps.clock.now();
  const deviceCode = deps.ids.token();
  const userCode = drawUserCode(deps.ids);
  const row: DeviceLoginRow = {
    id: deps.ids.uuid(),
    device_hash: sha256(deviceCode),
    user_hash: sha256(userCode),
    grant_kind: input.grant,
    client: input.client,
    key_name: input.keyName ?? input.client,
    key_days: input.expiresInDays,
    scopes: checkedScopes(input.scopes ?? deps.keys.scopes, deps.keys.scopes),
    redirect_uri: input.redirectUri ?? null,
    code_hash: null,
    ip_address: ctx.ip,
    user_agent: ctx.userAgent.slice(0, 500),
    state: 'waiting',
    user_id: null,
    several_factors: false,
    interval_seconds: firstInterval,
    polled_at: null,
    created_at: now,
    expires_at: new Date(now.getTime() + loginLifeMs),
  };
  await deps.db.system('begin device sign-in', async (tx) => {
    if ((await countWaiting(tx, ctx.ip, now)) >= mostWaiting) {
      throw new AppError('rate_limited', 'Too many programs of this address wait for an answer.', { retryAfterSeconds: 60 });
    }
    await insertLogin(tx, row);
  });
  const verificationUri = `${deps.baseUrl}/device`;
  return {
    deviceCode,
    userCode: showUserCode(userCode),
    verificationUri,
    verificationUriComplete: `${verificationUri}?code=${showUserCode(userCode)}`,
    expiresIn: loginLifeMs / 1000,
    interval: firstInterval,
  };
}

const explanations: Readonly<Record<PollError, string>> = {
  authorization_pending: 'Ask again after the interval.',
  slow_down: 'Ask less often: wait five seconds more from now on.',
  access_denied: 'The person refused. Begin again if that was a mistake.',
  expired_token: 'Begin again: a code is good for ten minutes.',
  invalid_grant: 'Begin again: the code is unknown or was used.',
};

/** RFC 6749 wants its word in `error`, which is where this surface has its message. */
function pollError(error: PollError): AppError {
  return new AppError('invalid_request', error, { details: { nextStep: explanations[error] } });
}

function comparisonOf(row: DeviceLoginRow | undefined, code: string | undefined): 'right' | 'wrong' | 'absent' {
  if (code === undefined) return 'absent';
  const expected = row?.code_hash ?? null;
  return expected !== null && sameDigest(expected, sha256(code)) ? 'right' : 'wrong';
}

interface Proof {
  readonly deviceCode: string;
  readonly code?: string | undefined;
  readonly host: string;
}

/** Drawn only where there is something to give, so that a mere question costs no hash. */
async function drawAhead(deps: Deps, { deviceCode, code }: Proof): Promise<DrawnSecret | undefined> {
  const row = await deps.db.system('look at a device', (tx) => findByDeviceCode(tx, sha256(deviceCode)));
  const verdict = decidePoll(row, comparisonOf(row, code), deps.clock.now());
  return row !== undefined && verdict.kind === 'grant' && grantOf(row) === 'api-key' ? await deps.keys.draw() : undefined;
}

interface Grant {
  readonly row: DeviceLoginRow;
  readonly host: string;
  readonly drawn: DrawnSecret | undefined;
}

async function grantOnce(deps: Deps, tx: Tx, ctx: RequestCtx, grant: Grant): Promise<DeviceGrantView | PollError> {
  const { row, host, drawn } = grant;
  const isKey = grantOf(row) === 'api-key';
  // Confirmed a moment ago: the next question finds it so before it begins.
  if (isKey && drawn === undefined) return 'authorization_pending';
  await updateLogin(tx, row.id, { state: 'used' });
  const user = row.user_id === null ? undefined : await deps.users.activeUser(tx, row.user_id);
  if (user === undefined) return 'access_denied';
  if (drawn === undefined) {
    const id = await deps.users.startSession(tx, ctx, user.id, host);
    return id === undefined ? 'access_denied' : { apiKey: null, cookie: `${deps.cookieName}=${id}` };
  }
  const expiresAt = new Date(deps.clock.now().getTime() + row.key_days * dayMs);
  const apiKey = await deps.keys.issue(tx, ctx, {
    user,
    name: row.key_name,
    scopes: row.scopes,
    expiresAt,
    drawn,
    severalFactors: row.several_factors,
  });
  return { apiKey, cookie: null };
}

async function exchange(deps: Deps, ctx: RequestCtx, proof: Proof): Promise<DeviceGrantView> {
  const drawn = await drawAhead(deps, proof);
  // An answer and not a throw: a question that came too soon is to be remembered.
  const outcome = await deps.db.system('grant to a device', async (tx): Promise<DeviceGrantView | PollError> => {
    const now = deps.clock.now();
    const row = await claimByDeviceCode(tx, sha256(proof.deviceCode));
    const verdict = decidePoll(row, comparisonOf(row, proof.code), now);
    if (verdict.kind === 'refuse') return verdict.error;
    if (row === undefined) return 'invalid_grant';
    if (verdict.kind === 'grant') return await grantOnce(deps, tx, ctx, { row, host: proof.host, drawn });
    await updateLogin(tx, row.id, { polled_at: now, interval_seconds: verdict.intervalSeconds });
    return verdict.error;
  });
  if (typeof outcome === 'string') throw pollError(outcome);
  return outcome;
}

/** Does the work with the request of this code, locked. A wrong code is counted, whatever is thrown for it. */
async function withLogin<T>(
  deps: Deps,
  ctx: RequestCtx,
  userCode: string,
  work: (tx: Tx, row: DeviceLoginRow) => Promise<T>,
): Promise<T> {
  const userId = userIdOf(ctx);
  const now = deps.clock.now();
  const outcome = await deps.db.system('answer a device', async (tx) => {
    const cutoff = new Date(now.getTime() - guessWindowMs);
    const pause = guessPause(await claimGuesses(tx, userId, { now, cutoff }), now);
    if (pause !== undefined) return { kind: 'paused', pause } as const;
    const row = await claimByUserCode(tx, sha256(normalUserCode(userCode)));
    const isForeign = row !== undefined && row.user_id !== null && row.user_id !== userId;
    if (row === undefined || isForeign || row.expires_at.getTime() <= now.getTime()) {
      await addGuess(tx, userId);
      return { kind: 'missing' } as const;
    }
    return { kind: 'done', value: await work(tx, row) } as const;
  });
  if (outcome.kind === 'done') return outcome.value;
  if (outcome.kind === 'paused') {
    throw new AppError('rate_limited', 'Too many wrong codes.', { retryAfterSeconds: outcome.pause });
  }
  throw new AppError('not_found', 'There is no such code, or its ten minutes are over.', {
    details: { nextStep: 'Type the code that the program shows, or start it again.' },
  });
}

function checkWaiting({ state }: DeviceLoginRow): void {
  if (state !== 'waiting') throw new AppError('conflict', 'This code was answered already.');
}

async function approve(deps: Deps, ctx: RequestCtx, answer: { userCode: string; scopes: readonly string[] | undefined }) {
  return await withLogin(deps, ctx, answer.userCode, async (tx, row) => {
    checkWaiting(row);
    const scopes = checkedScopes(answer.scopes ?? row.scopes, row.scopes);
    const code = row.redirect_uri === null ? null : deps.ids.token();
    const hash = code === null ? null : sha256(code);
    const severalFactors = deps.adminsNeedMfa === true && ctx.actor.platformRole !== undefined;
    const by = { user_id: userIdOf(ctx), several_factors: severalFactors };
    await updateLogin(tx, row.id, { state: 'approved', ...by, scopes, code_hash: hash });
    await record(deps, tx, ctx, { event: 'device_login.approved', row: { ...row, scopes } });
    return { redirectTo: row.redirect_uri === null || code === null ? null : redirectWith(row.redirect_uri, { code }) };
  });
}

async function deny(deps: Deps, ctx: RequestCtx, userCode: string) {
  return await withLogin(deps, ctx, userCode, async (tx, row) => {
    checkWaiting(row);
    await updateLogin(tx, row.id, { state: 'denied', user_id: userIdOf(ctx) });
    await record(deps, tx, ctx, { event: 'device_login.denied', row });
    return { redirectTo: row.redirect_uri === null ? null : redirectWith(row.redirect_uri, { error: 'access_denied' }) };
  });
}

async function record(
  deps: Deps,
  tx: Tx,
  ctx: RequestCtx,
  { event, row }: { event: string; row: DeviceLoginRow },
): Promise<void> {
  await deps.audit.append(tx, ctx, {
    event,
    target: { type: 'device_login', id: row.id, name: row.client },
    data: { grant: row.grant_kind, scopes: row.scopes, askedFrom: row.ip_address },
  });
}

export function createDeviceLoginService(deps: DeviceLoginDeps): DeviceLoginService {
  return {
    begin: (ctx, input) => begin(deps, ctx, input),
    exchange: (ctx, proof, host) => exchange(deps, ctx, { ...proof, host }),
    show: (ctx, userCode) => withLogin(deps, ctx, userCode, async (_tx, row) => deviceLoginToView(row, normalUserCode(userCode))),
    approve: (ctx, userCode, scopes) => approve(deps, ctx, { userCode, scopes }),
    deny: (ctx, userCode) => deny(deps, ctx, userCode),
    giveBack: (ctx, key) => deps.keys.revokeShown(ctx, key, (tx, userId) => deps.users.activeUser(tx, userId)),
    sweep: () =>
      deps.db.system('sweep device sign-ins', (tx) => removeOldLogins(tx, new Date(deps.clock.now().getTime() - dayMs / 24))),
  };
}
