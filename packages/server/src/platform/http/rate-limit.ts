/**
 * How often one caller may ask.
 *
 * Callers are told apart by the credential they present (hashed; limits come before authentication, so that it costs nothing)
 * and without one by address. Credentials that turn out to be wrong are charged to the address as well, so that guessing keys
 * does not get a fresh allowance with each guess. Sign-in has its own, smaller allowance per address. Limits are kept in
 * memory: with several replicas each grants its share.
 */
import { createHash } from 'node:crypto';
import { AppError } from '@moorage/core/errors';
import { BurstyRateLimiter, RateLimiterMemory } from 'rate-limiter-flexible';
import type { HttpConfig } from './server-deps.ts';

export interface RateLimiter {
  /** Charges one request; throws `rate_limited`. */
  request(caller: Caller): Promise<void>;
  /** Charges a failed attempt to prove who one is. */
  badCredential(ip: string): Promise<void>;
  /** Charges an attempt to sign in. */
  login(ip: string): Promise<void>;
}

export interface Caller {
  readonly ip: string;
  /** Session cookie or API key as presented. */
  readonly credential: string | undefined;
}

/** A burst refills over ten seconds, so the long-run rate stays near the plain one. */
const burstSeconds = 10;

function bucket(name: string, perSecond: number, burst: number): BurstyRateLimiter {
  const steady = new RateLimiterMemory({ keyPrefix: name, points: perSecond, duration: 1 });
  const extra = new RateLimiterMemory({
    keyPrefix: `${name}-burst`,
    points: Math.max(burst - perSecond, 0),
    duration: burstSeconds,
  });
  return new BurstyRateLimiter(steady, extra);
}

function waitOf(rejected: unknown): number {
  const ms =
    typeof rejected === 'object' && rejected !== null && 'msBeforeNext' in rejected ? Number(rejected.msBeforeNext) : 1_000;
  return Math.max(1, Math.ceil(ms / 1_000));
}

async function charge(limiter: BurstyRateLimiter, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (rejected) {
    if (rejected instanceof Error) throw rejected;
    throw new AppError('rate_limited', 'Too many requests.', { retryAfterSeconds: waitOf(rejected) });
  }
}

const unlimited: RateLimiter = {
  request: () => Promise.resolve(),
  badCredential: () => Promise.resolve(),
  login: () => Promise.resolve(),
};

/** Makes the limits of one server. */
export function createRateLimiter(config: HttpConfig['rateLimit']): RateLimiter {
  if (!config.enabled) return unlimited;
  const requests = bucket('request', config.perSecond, config.burst);
  const failures = new RateLimiterMemory({ keyPrefix: 'failure', points: config.burst, duration: burstSeconds });
  const logins = bucket('login', config.loginPerSecond, config.loginBurst);
  return {
    async request({ ip, credential }) {
      if (credential === undefined) return charge(requests, `ip:${ip}`);
      const failed = await failures.get(ip);
      if (failed !== null && failed.remainingPoints <= 0) {
        throw new AppError('rate_limited', 'Too many attempts with wrong credentials.', { retryAfterSeconds: waitOf(failed) });
      }
      return charge(requests, `key:${createHash('sha256').update(credential).digest('base64url')}`);
    },
    badCredential: async (ip) => void (await failures.penalty(ip)),
    login: (ip) => charge(logins, ip),
  };
}
