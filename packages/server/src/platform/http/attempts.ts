/**
 * Growing pauses for who tries to prove himself and fails.
 *
 * Failures are counted for the address and, where the attempt says whose account it is for, for the account: one attacker with
 * many addresses is stopped by the second, one with many accounts by the first. A few are free; each further one doubles the
 * pause in which no attempt is looked at, up to a quarter of an hour. One failure is forgiven a minute, and all of an account by
 * success. All replicas count together, as these requests can wait for their store (see `platform/limits`).
 */
import { AppError } from '@moorage/core/errors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Limiter } from '../limits/limiter.ts';
import { isRecord } from './request-state.ts';
import type { Route } from './route.ts';
import type { HttpConfig } from './server-deps.ts';

interface Subject {
  readonly key: string;
  /** How many failures cost no pause. */
  readonly free: number;
}

const forgivenEveryMs = 60_000;
const countAtMost = 40;
const longestPauseMs = 15 * 60_000;

/** Accounts are not written down, neither here nor in the store: the limiter hashes what names a bucket. */
function accountOf(request: FastifyRequest, field: string | undefined): string | undefined {
  if (request.state.actor?.userId !== undefined) return `user:${request.state.actor.userId}`;
  if (field === undefined) return undefined;
  for (const part of [request.query, request.body]) {
    const value = isRecord(part) ? part[field] : undefined;
    if (typeof value === 'string' && value !== '') return `named:${value.trim().toLowerCase()}`;
  }
  return undefined;
}

function subjectsOf(request: FastifyRequest, route: Route): Subject[] {
  const account = accountOf(request, route.attempt?.account);
  const address = { key: `attempts:ip:${request.ip}`, free: 10 };
  return account === undefined ? [address] : [address, { key: `attempts:${account}`, free: 5 }];
}

/** How long the next attempt has to wait after so many failures. */
export function pauseMs(failures: number, free: number): number {
  return failures <= free ? 0 : Math.min(1_000 * 2 ** (failures - free - 1), longestPauseMs);
}

const pauseOf = (key: string): string => `${key}:pause`;

async function check(limiter: Limiter, subjects: readonly Subject[]): Promise<void> {
  const waits = await limiter.spend(subjects.map(({ key }) => ({ key: pauseOf(key), costMs: 0, mostMs: longestPauseMs })));
  const waitMs = Math.max(...waits);
  if (waitMs < 1) return;
  throw new AppError('rate_limited', 'Too many failed attempts.', { retryAfterSeconds: Math.ceil(waitMs / 1_000) });
}

async function fail(limiter: Limiter, subjects: readonly Subject[]): Promise<void> {
  const most = countAtMost * forgivenEveryMs;
  const levels = await limiter.spend(subjects.map(({ key }) => ({ key, costMs: forgivenEveryMs, mostMs: most })));
  const pauses = subjects.flatMap(({ key, free }, index) => {
    const costMs = pauseMs(Math.round((levels[index] ?? 0) / forgivenEveryMs), free);
    return costMs === 0 ? [] : [{ key: pauseOf(key), costMs, mostMs: longestPauseMs }];
  });
  if (pauses.length > 0) await limiter.spend(pauses);
}

/** A pause that is over costs nothing to forgive, and one that runs was not broken by a success. */
async function forgive(limiter: Limiter, subjects: readonly Subject[]): Promise<void> {
  const mostMs = countAtMost * forgivenEveryMs;
  const accounts = subjects.filter(({ key }) => !key.startsWith('attempts:ip:'));
  if (accounts.length > 0) await limiter.spend(accounts.map(({ key }) => ({ key, costMs: -mostMs, mostMs })));
}

function isFailure(status: number): boolean {
  return status >= 400 && status < 500 && status !== 429;
}

/** Hooks for routes that are attempts. */
export function guardAttempts(server: FastifyInstance, limiter: Limiter, { enabled }: HttpConfig['rateLimit']): void {
  if (!enabled) return;
  server.addHook('preHandler', async (request) => {
    const { route } = request.routeOptions.config;
    if (route?.attempt === undefined) return;
    await check(limiter, subjectsOf(request, route));
  });
  server.addHook('onResponse', async (request, reply) => {
    const { route } = request.routeOptions.config;
    if (route?.attempt === undefined) return;
    const subjects = subjectsOf(request, route);
    if (isFailure(reply.statusCode)) await fail(limiter, subjects);
    else if (reply.statusCode < 400) await forgive(limiter, subjects);
  });
}
