/**
 * How often one caller may ask.
 *
 * Before anybody is authenticated the address pays: without a credential like any caller, with one from an allowance ten times
 * as large, for many people may share an address. Who shows credentials that turn out to be wrong pays for each, so that
 * guessing gets no fresh allowance with each guess; beyond it nothing is looked up or hashed for him, by no replica. Once it is known who
 * calls, the key or the user pays, whichever session or address he comes from; a key with a rate of its own pays by that.
 * `/api/v1` tells its clients how they stand, with an allowance a minute as they know it.
 */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Actor } from '../authz/actor.ts';
import type { Allowance, Limiter, Verdict } from '../limits/limiter.ts';
import type { Route } from './route.ts';
import type { HttpConfig } from './server-deps.ts';

export interface Caller {
  readonly ip: string;
  /** Whether he shows a session, a token or a key. */
  readonly hasCredential: boolean;
}

/** Each throws `rate_limited`, after it has set the headers that say when to come back. */
export interface RequestLimits {
  arrived(route: Route, caller: Caller, headers: SetHeader): void;
  /** Charges a failed attempt to prove who one is. */
  badCredential(ip: string): void;
  identified(route: Route, actor: Actor, headers: SetHeader): void;
}

type SetHeader = (name: string, value: string) => void;

/** In which as many wrong credentials of one address are forgiven as it may show at once. */
const forgivenInSeconds = 10;
const sharedAddressFactor = 10;

const unlimited: RequestLimits = {
  arrived: () => {},
  badCredential: () => {},
  identified: () => {},
};

function tooMany(retryAfterMs: number): AppError {
  return new AppError('rate_limited', 'Too many requests.', { retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1_000)) });
}

/** Whose bucket a known caller takes from, and how much is in it. */
function bucketOf(actor: Actor, usual: Allowance): { key: string; allowance: Allowance } | undefined {
  const { apiKeyId, userId, ratePerSecond } = actor;
  const own =
    ratePerSecond === undefined ? usual : { perSecond: ratePerSecond, burst: Math.max(1, Math.ceil(2 * ratePerSecond)) };
  if (apiKeyId !== undefined) return { key: `key:${apiKeyId}`, allowance: own };
  return userId === undefined ? undefined : { key: `user:${userId}`, allowance: usual };
}

/** Makes the limits of one server. */
export function createRequestLimits(limiter: Limiter, clock: Clock, config: HttpConfig['rateLimit']): RequestLimits {
  if (!config.enabled) return unlimited;
  const usual = { perSecond: config.perSecond, burst: config.burst };
  const address = { perSecond: usual.perSecond * sharedAddressFactor, burst: usual.burst * sharedAddressFactor };
  const v1 = { perSecond: config.v1PerMinute / 60, burst: config.v1PerMinute };
  const logins = { perSecond: config.loginPerSecond, burst: config.loginBurst };
  const failures = { perSecond: config.burst / forgivenInSeconds, burst: config.burst };

  function tell(verdict: Verdict, setHeader: SetHeader): void {
    setHeader('x-ratelimit-limit', String(verdict.limit));
    setHeader('x-ratelimit-remaining', String(verdict.remaining));
    setHeader('x-ratelimit-reset', String(Math.ceil((clock.now().getTime() + verdict.resetMs) / 1_000)));
  }

  function charge(key: string, allowance: Allowance, told?: SetHeader): void {
    const verdict = limiter.take(key, allowance);
    if (told !== undefined) tell(verdict, told);
    if (!verdict.granted) throw tooMany(verdict.retryAfterMs);
  }

  return {
    arrived(route, { ip, hasCredential }, setHeader) {
      const guesses = hasCredential ? limiter.look(`failure:${ip}`, failures) : undefined;
      if (guesses?.granted === false) throw tooMany(guesses.retryAfterMs);
      if (route.surface === 'v1') charge(`v1:${ip}`, v1, setHeader);
      else charge(hasCredential ? `shared:${ip}` : `ip:${ip}`, hasCredential ? address : usual);
      if (route.attempt !== undefined) charge(`login:${ip}`, logins);
    },
    badCredential: (ip) => void limiter.take(`failure:${ip}`, failures),
    identified(route, actor, setHeader) {
      const isV1 = route.surface === 'v1';
      const bucket = bucketOf(actor, isV1 ? v1 : usual);
      if (bucket === undefined) return;
      const isOwn = bucket.allowance.burst !== v1.burst;
      charge(isV1 ? `v1:${bucket.key}` : bucket.key, bucket.allowance, isV1 && isOwn ? setHeader : undefined);
    },
  };
}
