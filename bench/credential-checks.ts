/**
 * The subject of `auth-memory`: so many credentials, most of them junk, each junk one another and from another address, through the
 * limits and the authenticator of a started server. Says `warm <JSON>` with the milliseconds that a credential takes that was checked
 * before, one at a time, and `memory <JSON>` with what the process holds after a tenth, a half and all of the checks.
 *
 * node --expose-gc bench/credential-checks.ts <checks>
 */
import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '@moorage/core/clock';
import { isAppError } from '@moorage/core/errors';
import type { Actor } from '@moorage/server/platform/authz/actor';
import { createRequestLimits } from '@moorage/server/platform/http/request-limits';
import { createLimiter } from '@moorage/server/platform/limits/limiter';
import { type Headers, startSignedInApp } from './lib/signed-in-app.ts';
import { quantile } from './lib/statistics.ts';

const checks = Number(process.argv[2] ?? 1_000_000);
const atOnce = 8;
const warmChecks = 5_000;
const goodKeys = 20;
const goodAddresses = 50;

const started = await startSignedInApp(1);
const { app, config, log } = started;
// Not started it never tidies up, so it has its full size at each look.
const limiter = createLimiter({ clock: systemClock, log });
const limits = createRequestLimits(limiter, systemClock, config.http.rateLimit);
const listed = app.routes.find(({ route }) => route.id === 'deployments.list');
if (listed === undefined) throw new Error('there is no list of deployments');
const { route } = listed;

const { host } = new URL(app.http.url());
const good: Headers[] = Object.values(started.person.credentials);
for (let n = 0; n < goodKeys; n += 1) good.push(await started.addUserKey());
const [head = '', body = ''] = (started.person.credentials.JWT['authorization'] ?? '').split('.');

const secret = (): string => randomBytes(32).toString('base64url');
const name = (length: number): string => randomBytes(length).toString('hex').slice(0, length);
type Make = () => Headers;
/** Junk that takes a query to find out. */
const plausible: readonly Make[] = [
  () => ({ cookie: `session=${secret()}` }),
  () => ({ 'x-api-key': `u_${name(12)}${secret()}` }),
  () => ({ authorization: `Bearer mk_${name(12)}_${secret()}` }),
  () => ({ 'x-org-key': `org_${name(22)}`, 'x-org-secret': secret() }),
];
/** Junk that is known by its looks or its signature. */
const obvious: readonly Make[] = [
  () => ({ 'x-api-key': secret() }),
  () => ({ authorization: `Bearer ${secret()}.${secret()}.${secret()}` }),
  () => ({ authorization: `Bearer ${secret()}` }),
  () => ({ authorization: `${head}.${body}.${randomBytes(64).toString('base64url')}` }),
];

const pick = <T>(list: readonly T[], turn: number): T | undefined => list[turn % list.length];

/** Of ten five are good and one takes a query. */
function credentialOf(turn: number): { readonly isGood: boolean; readonly headers: Headers; readonly ip: string } {
  const [round, place] = [Math.floor(turn / 10), turn % 10];
  const isGood = place < 5;
  const headers = isGood
    ? pick(good, round * 5 + place)
    : pick(place === 9 ? plausible : obvious, place === 9 ? round : place)?.();
  const ip = isGood ? `10.0.0.${turn % goodAddresses}` : `10.${[...randomBytes(3)].join('.')}`;
  return { isGood, headers: headers ?? {}, ip };
}

const cookiesOf = (text = ''): Record<string, string> => Object.fromEntries([text.split('=', 2)]);

async function identify(headers: Headers, ip: string): Promise<Actor | undefined> {
  try {
    const cookies = cookiesOf(headers['cookie']);
    return await app.authenticate({ headers, cookies, ip, host, userAgent: 'bench', setCookie: () => {} });
  } catch (error) {
    if (isAppError(error, 'unauthenticated')) return undefined;
    // A database that is late, as on a busy machine, is no answer.
    if (isAppError(error, 'unavailable')) return await identify(headers, ip);
    throw error;
  }
}

/** What is taken for what it is not ends the benchmark. */
async function check(turn: number): Promise<void> {
  const { isGood, headers, ip } = credentialOf(turn);
  limits.arrived(route, { ip, hasCredential: true }, () => {});
  const actor = await identify(headers, ip);
  if ((actor !== undefined && actor.kind !== 'anonymous') !== isGood) throw new Error(`${JSON.stringify(headers)} was mistaken`);
  if (isGood && actor !== undefined) limits.identified(route, actor, () => {});
  else limits.badCredential(ip);
}

async function sample(done: number) {
  // What a list of finished work leaves behind is freed over several collections.
  for (let turn = 0; turn < 5; turn += 1) {
    globalThis.gc?.();
    await sleep(50);
  }
  const { heapUsed, rss } = process.memoryUsage();
  return { checks: done, heapMb: heapUsed / 2 ** 20, rssMb: rss / 2 ** 20 };
}

let next = 0;
async function checkUntil(end: number): Promise<void> {
  const work = async (): Promise<void> => {
    while (next < end) {
      next += 1;
      await check(next);
      // A check that asks nobody gives way to nobody.
      if (next % 50 === 0) await nextTurn();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

const samples = [];
for (const part of [0.1, 0.5, 1]) {
  await checkUntil(Math.round(checks * part));
  samples.push(await sample(next));
}
/** How long each of many checks took that find everything out without asking. */
async function timeWarm(headers: Headers): Promise<number[]> {
  const times: number[] = [];
  await identify(headers, '10.0.0.1');
  for (let n = 0; n < warmChecks; n += 1) {
    const begun = performance.now();
    await identify(headers, '10.0.0.1');
    times.push(performance.now() - begun);
    if (n % 50 === 0) await nextTurn();
  }
  return times;
}

const warm: Record<string, { p50: number; p99: number }> = {};
for (const [way, headers] of Object.entries(started.person.credentials)) {
  const times = await timeWarm(headers);
  warm[way] = { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}
process.stdout.write(`warm ${JSON.stringify(warm)}\n`);
process.stdout.write(`memory ${JSON.stringify(samples)}\n`);
process.stdin.once('end', () => process.exit()).resume();
