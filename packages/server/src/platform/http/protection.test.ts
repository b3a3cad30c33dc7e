/** What stands between the network and the routes: addresses behind proxies, limits, origins, headers and time. */
import { connect } from 'node:net';
import { createFakeClock, type FakeClock, systemClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { httpConfig, startHttp, type TestHttpServer } from '../../../test/http.ts';
import { createLimiter } from '../limits/limiter.ts';
import type { LimitStore } from '../limits/limits.ports.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { anonymous } from '../authz/actor.ts';
import { pauseMs } from './attempts.ts';
import { bind, reply } from './bind.ts';
import { AppError } from '@moorage/core/errors';
import { defineRoute } from './route.ts';
import type { HttpConfig, HttpServerDeps } from './server.ts';

const base = { tag: 'Things', summary: 'A thing', access: { kind: 'signedIn' }, scope: 'things:read' } as const;
const open = { ...base, access: { kind: 'public', why: 'a test' }, scope: 'none' } as const;
const where = z.strictObject({ ip: z.string(), host: z.string(), requestId: z.string() });
const where200 = { responses: { 200: where } } as const;
const big = 'x'.repeat(8 * 1024 * 1024);

const routes = [
  bind(
    defineRoute({ ...open, ...where200, id: 'things.where', surface: 'app', method: 'GET', path: '/api/where' }),
    async (ctx, _input, io) => ({ ip: ctx.ip, host: new URL(io.origin).host, requestId: ctx.requestId }),
  ),
  bind(
    defineRoute({ ...base, ...where200, id: 'things.v1', surface: 'v1', method: 'GET', path: '/api/v1/where' }),
    async (ctx) => ({ ip: ctx.ip, host: '', requestId: ctx.requestId }),
  ),
  bind(
    defineRoute({ ...base, ...where200, id: 'things.mine', surface: 'app', method: 'GET', path: '/api/mine' }),
    async (ctx) => ({ ip: ctx.ip, host: '', requestId: ctx.requestId }),
  ),
  bind(
    defineRoute({
      ...base,
      id: 'things.change',
      surface: 'v1',
      method: 'POST',
      path: '/api/v1/things',
      body: z.object({ name: z.string() }),
      responses: { 204: null },
      audit: 'thing.changed',
    }),
    async () => {},
  ),
  bind(
    defineRoute({
      ...{ ...base, id: 'things.hard', surface: 'app', method: 'DELETE', path: '/api/hard', recent: true },
      ...{ responses: { 204: null }, audit: 'thing.ended' },
    }),
    async () => {},
  ),
  bind(
    defineRoute({
      ...{ ...base, id: 'things.shown', surface: 'app', method: 'GET', path: '/api/shown' },
      query: z.object({ reveal: z.stringbool().optional() }),
      recent: { field: 'reveal', values: [true] },
      responses: { 204: null },
    }),
    async () => {},
  ),
  bind(
    defineRoute({
      ...open,
      id: 'things.enter',
      surface: 'app',
      method: 'POST',
      path: '/api/enter',
      attempt: { account: 'email' },
      body: z.strictObject({ email: z.string(), code: z.string() }),
      responses: { 204: null },
      audit: 'thing.entered',
    }),
    async (_ctx, { body }) => {
      if (body.code !== 'right') throw new AppError('unauthenticated', 'The code is wrong.');
      return reply(204, undefined);
    },
  ),
  bind(
    defineRoute({ ...open, id: 'things.big', surface: 'app', method: 'GET', path: '/api/big', responses: { 200: z.string() } }),
    async () => big,
  ),
];

const servers: TestHttpServer[] = [];
async function start(config: Partial<HttpConfig> = {}, deps: Partial<HttpServerDeps> = {}): Promise<TestHttpServer> {
  const server = await startHttp(routes, { config: { ...httpConfig, ...config }, ...deps });
  servers.push(server);
  return server;
}
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function whereOf(server: TestHttpServer, headers: Record<string, string>): Promise<z.infer<typeof where>> {
  return where.parse(await (await server.fetch('/api/where', { headers })).json());
}

const limits = { enabled: true, perSecond: 0.01, burst: 3, loginPerSecond: 1000, loginBurst: 1000, v1PerMinute: 5 };
const spoofs: [string, Record<string, string>][] = [
  ['X-Forwarded-For', { 'x-forwarded-for': '203.0.113.9' }],
  ['a list in X-Forwarded-For', { 'x-forwarded-for': '203.0.113.9, 10.0.0.1, 127.0.0.1' }],
  ['X-Real-IP', { 'x-real-ip': '203.0.113.9' }],
  ['Forwarded', { forwarded: 'for=203.0.113.9;host=evil.example;proto=https' }],
  ['True-Client-IP', { 'true-client-ip': '203.0.113.9' }],
  ['CF-Connecting-IP', { 'cf-connecting-ip': '203.0.113.9' }],
  ['X-Client-IP', { 'x-client-ip': '203.0.113.9', 'x-cluster-client-ip': '203.0.113.9' }],
];

describe('the address of a client', () => {
  it.each(spoofs)('is not what he says in %s', async (_what, headers) => {
    expect((await whereOf(await start(), headers)).ip).toBe('127.0.0.1');
  });

  it('is what the trusted proxy saw, not what was smuggled through it', async () => {
    const server = await start({ trustedProxies: ['127.0.0.1', '10.0.0.0/8'] });
    const forwarded = async (list: string) => (await whereOf(server, { 'x-forwarded-for': list })).ip;
    expect(await forwarded('198.51.100.7')).toBe('198.51.100.7');
    expect(await forwarded('203.0.113.9, 198.51.100.7')).toBe('198.51.100.7');
    expect(await forwarded('203.0.113.9, 198.51.100.7, 10.1.2.3')).toBe('198.51.100.7');
    expect(await forwarded('127.0.0.1, 198.51.100.7')).toBe('198.51.100.7');
    for (const [what, headers] of spoofs.slice(2)) {
      expect([what, (await whereOf(server, headers)).ip]).toEqual([what, '127.0.0.1']);
    }
  });

  it('is not changed by a proxy that is not on the list', async () => {
    const server = await start({ trustedProxies: ['192.0.2.1'] });
    expect((await whereOf(server, { 'x-forwarded-for': '203.0.113.9' })).ip).toBe('127.0.0.1');
    const { host } = await whereOf(server, { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' });
    expect(host).not.toContain('evil');
  });

  it('gets no fresh allowance by pretending to be another', async () => {
    const server = await start({ rateLimit: limits });
    const statuses: number[] = [];
    for (let n = 0; n < 6; n += 1) {
      statuses.push((await server.fetch('/api/where', { headers: { 'x-forwarded-for': `203.0.113.${n}` } })).status);
    }
    expect(statuses.slice(3)).toEqual([429, 429, 429]);
  });

  it('may come with a request id that is short and plain, and with no other', async () => {
    const server = await start();
    expect((await whereOf(server, { 'x-request-id': 'trace-0123456789' })).requestId).toBe('trace-0123456789');
    for (const id of ['short', 'x'.repeat(129), 'has space in it', '{"level":"error"}', 'a\tb\tc\td\te']) {
      expect((await whereOf(server, { 'x-request-id': id })).requestId).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});

describe('limits', () => {
  it('are those of the user, however many sessions and addresses he has', async () => {
    const server = await start(
      { rateLimit: limits, trustedProxies: ['127.0.0.1'] },
      { authenticate: async () => ({ ...anonymous, kind: 'user', userId: 'ada', via: 'session' }) },
    );
    const ask = (n: number) =>
      server.fetch('/api/mine', { headers: { cookie: `session=${n}`, 'x-forwarded-for': `198.51.100.${n}` } });
    const statuses: number[] = [];
    for (let n = 1; n <= 5; n += 1) statuses.push((await ask(n)).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
  });

  it('are those of a key where it has its own', async () => {
    const server = await start(
      { rateLimit: limits },
      {
        authenticate: async () => ({
          ...anonymous,
          kind: 'user',
          userId: 'ada',
          via: 'user-key',
          apiKeyId: 'k1',
          ratePerSecond: 0.01,
        }),
      },
    );
    const ask = async () => await server.fetch('/api/mine', { headers: { authorization: 'Bearer x' } });
    expect((await ask()).status).toBe(200);
    const refused = await ask();
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers.get('retry-after'));
    expect([seconds > 50, seconds <= 100]).toEqual([true, true]);
  });

  it('count wrong credentials of an address on all replicas together', async () => {
    const fullAt = new Map<string, number>();
    const store: LimitStore = {
      spend: async (spends) =>
        spends.map(({ key, costMs, mostMs }) => {
          const nowMs = systemClock.monotonicMs();
          fullAt.set(key, Math.min(Math.max(fullAt.get(key) ?? 0, nowMs) + costMs, nowMs + mostMs));
          return (fullAt.get(key) ?? 0) - nowMs;
        }),
      reserve: async ({ coveredMs }) => ({ isGranted: false, debtMs: coveredMs }),
    };
    const limiters = [1, 2].map(() => createLimiter({ clock: systemClock, log: silentLog, store }));
    const replicas = await Promise.all(
      limiters.map(async (limiter) => {
        await limiter.start();
        return await start({ rateLimit: { ...limits, perSecond: 1000 } }, { limiter });
      }),
    );
    const guess = async (server: TestHttpServer | undefined): Promise<number | undefined> =>
      (await server?.fetch('/api/mine', { headers: { authorization: 'Bearer nobody' } }))?.status;
    const owedMs = (): number => Math.max(0, ...fullAt.values()) - systemClock.monotonicMs();
    expect(await guess(replicas[0])).toBe(401);
    await waitUntil(async () => (await guess(replicas[0])) === 429 && owedMs() > 8_000, {
      describe: 'the address to be refused, and the store to know of all its guesses',
    });
    // The other one has seen a single guess, of three that it forgives, and hears of the others with it.
    expect(await guess(replicas[1])).toBe(401);
    const right = { authorization: 'Bearer ada:things:read' };
    await waitUntil(async () => (await replicas[1]?.fetch('/api/mine', { headers: right }))?.status === 429, {
      describe: 'the other replica to refuse it too',
    });
    for (const limiter of limiters) await limiter.stop();
  });

  it('are told to clients of /api/v1', async () => {
    const server = await start({ rateLimit: limits });
    const ask = async () => await server.fetch('/api/v1/where', { headers: { cookie: 'session=ada' } });
    const first = await ask();
    expect([first.headers.get('x-ratelimit-limit'), first.headers.get('x-ratelimit-remaining')]).toEqual(['5', '4']);
    expect(Number(first.headers.get('x-ratelimit-reset'))).toBeGreaterThan(1_700_000_000);
    for (let n = 0; n < 4; n += 1) expect((await ask()).status).toBe(200);
    const refused = await ask();
    expect([refused.status, refused.headers.get('content-type'), refused.headers.get('x-ratelimit-remaining')]).toEqual([
      429,
      'text/plain; charset=utf-8',
      '0',
    ]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('what is hard to undo', () => {
  const now = systemClock.now().getTime();
  const ada = { ...anonymous, kind: 'user', userId: 'ada' } as const;
  const actors = [
    { ...ada, via: 'session', signedInAt: new Date(now - 60_000) },
    { ...ada, via: 'session', signedInAt: new Date(now - 11 * 60_000) },
    { ...ada, via: 'session' },
    { ...ada, via: 'jwt' },
    { ...ada, via: 'user-key' },
  ] as const;
  const answersTo = async (path: string, method: string): Promise<unknown[]> => {
    const answers: unknown[] = [];
    for (const actor of actors) {
      const server = await start({}, { authenticate: async () => actor });
      const answer = await server.fetch(path, { method });
      const { details } = z
        .object({ details: z.object({ reason: z.string() }) })
        .catch({ details: { reason: '' } })
        .parse(await answer.json().catch(() => undefined));
      answers.push(answer.status === 204 ? 204 : details.reason);
    }
    return answers;
  };
  const old = 'reauthentication_required';

  it('takes a session that began a few minutes ago, or a credential that is no session', async () => {
    expect(await answersTo('/api/hard', 'DELETE')).toEqual([204, old, old, 204, 204]);
  });

  it('may be one thing that a route is asked for, and not the rest of it', async () => {
    expect(await answersTo('/api/shown', 'GET')).toEqual([204, 204, 204, 204, 204]);
    expect(await answersTo('/api/shown?reveal=no', 'GET')).toEqual([204, 204, 204, 204, 204]);
    for (const yes of ['true', '1', 'yes'])
      expect(await answersTo(`/api/shown?reveal=${yes}`, 'GET')).toEqual([204, old, old, 204, 204]);
  });
});

describe('attempts to prove who one is', () => {
  const enter = async (server: TestHttpServer, email: string, code: string, ip = '198.51.100.1') =>
    await server.fetch('/api/enter', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': ip },
      body: JSON.stringify({ email, code }),
    });
  const strict = { rateLimit: { ...limits, perSecond: 1000, burst: 1000 }, trustedProxies: ['127.0.0.1'] };

  it('are paused longer with each failure', () => {
    expect([5, 6, 7, 8, 20, 40].map((failures) => pauseMs(failures, 5))).toEqual([0, 1_000, 2_000, 4_000, 900_000, 900_000]);
  });

  it('against one account are paused from whatever address, and the right code helps nobody meanwhile', async () => {
    const clock: FakeClock = createFakeClock();
    const server = await start(strict, { clock });
    for (let n = 0; n < 6; n += 1)
      expect((await enter(server, 'ada@example.com', `wrong ${n}`, `198.51.100.${n}`)).status).toBe(401);
    const refused = await waitUntil(
      async () => {
        const answer = await enter(server, ' ADA@example.com', 'right', '198.51.100.77');
        return answer.status === 429 ? answer : undefined;
      },
      { describe: 'the account to be paused' },
    );
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await enter(server, 'bob@example.com', 'right', '198.51.100.78')).status).toBe(204);
    await clock.advance(2_000);
    expect((await enter(server, 'ada@example.com', 'right', '198.51.100.77')).status).toBe(204);
  });

  it('from one address are paused whatever account they try', async () => {
    const server = await start(strict, { clock: createFakeClock() });
    for (let n = 0; n < 11; n += 1) expect((await enter(server, `user${n}@example.com`, 'wrong')).status).toBe(401);
    await waitUntil(async () => (await enter(server, 'eve@example.com', 'right')).status === 429, {
      describe: 'the address to be paused',
    });
  });
});

describe('pages of other origins', () => {
  const app = 'https://app.example.com';
  const preflight = (origin: string) => ({
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
  });

  it('that are listed may call with credentials, and the preflight is kept', async () => {
    const server = await start({ allowedOrigins: [app] });
    const { status, headers } = await server.fetch('/api/v1/things', preflight(app));
    expect([status, headers.get('access-control-allow-origin'), headers.get('access-control-allow-credentials')]).toEqual([
      204,
      app,
      'true',
    ]);
    expect([headers.get('access-control-max-age'), headers.get('vary')]).toEqual(['600', 'Origin']);
    expect(headers.get('access-control-allow-headers')).toContain('X-ORG-SECRET');
    const change = await server.fetch('/api/v1/things', {
      method: 'POST',
      headers: { origin: app, 'sec-fetch-site': 'cross-site', cookie: 'session=ada', 'content-type': 'application/json' },
      body: '{"name":"a"}',
    });
    expect([change.status, change.headers.get('access-control-allow-origin')]).toEqual([204, app]);
  });

  it.each([
    'https://evil.example',
    'https://app.example.com.evil.example',
    'http://app.example.com',
    'https://APP.example.com',
    'null',
  ])('such as %s are not marked, and change nothing', async (origin) => {
    const server = await start({ allowedOrigins: [app] });
    const answer = await server.fetch('/api/v1/things', preflight(origin));
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    const change = await server.fetch('/api/v1/things', {
      method: 'POST',
      headers: { origin, cookie: 'session=ada', 'content-type': 'application/json' },
      body: '{"name":"a"}',
    });
    expect([change.status, change.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  });

  it('are none where none is listed', async () => {
    const { headers } = await (await start()).fetch('/api/v1/things', preflight(app));
    expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('the headers of an answer', () => {
  it('let a browser do nothing with what is no page', async () => {
    const { headers } = await (await start()).fetch('/api/where');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });

  it('keep pages to themselves', async () => {
    const { headers } = await (await start({ baseUrl: 'https://moorage.example.com' })).fetch('/docs');
    const policy = headers.get('content-security-policy') ?? '';
    expect(/script-src [^;]*'unsafe/.test(policy)).toBe(false);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("script-src-attr 'none'");
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toContain('camera=()');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('strict-transport-security')).toBe('max-age=63072000');
  });
});

describe('a client that takes his time', () => {
  const timeLimits = { headersMs: 300, requestMs: 600, answerMs: 300, checkEveryMs: 50 };

  /** Sends the start at once and then a byte every 50 ms, until the server has had enough. */
  function trickle(server: TestHttpServer, head: string, byte: string): Promise<string> {
    const { hostname, port } = new URL(server.url());
    return new Promise((resolve) => {
      let answer = '';
      const drip = (text: string): void => {
        if (!socket.writable) return;
        socket.write(text);
        systemClock.after(50, () => drip(byte));
      };
      const socket = connect(Number(port), hostname, () => drip(head));
      socket.on('data', (chunk) => (answer += chunk.toString()));
      socket.on('error', () => {});
      socket.on('close', () => resolve(answer));
    });
  }

  it('with the headers is cut off', async () => {
    const server = await start({ timeLimits });
    expect(await trickle(server, 'GET /api/where HTTP/1.1\r\nHost: localhost\r\nX-Slow: ', 'x')).toMatch(/^HTTP\/1.1 408/);
  });

  it('with the body is cut off', async () => {
    const server = await start({ timeLimits });
    const head = 'POST /api/enter HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{';
    expect(await trickle(server, head, ' ')).toMatch(/^HTTP\/1.1 408/);
  });

  it('with reading the answer is cut off', async () => {
    const metrics = createMetrics();
    const server = await start({ timeLimits }, { metrics });
    const { hostname, port } = new URL(server.url());
    const socket = connect(Number(port), hostname, () => socket.write('GET /api/big HTTP/1.1\r\nHost: localhost\r\n\r\n'));
    socket.pause();
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => {});
    const inFlight = async (): Promise<string | undefined> => /http_in_flight (\d+)/.exec(await metrics.text())?.[1];
    await waitUntil(async () => (await inFlight()) === '1', { describe: 'the request to be there' });
    await waitUntil(async () => (await inFlight()) === '0', { describe: 'the connection to be cut' });
    // What is in the buffers of the kernel still arrives; the rest never does.
    socket.resume();
    await closed;
    expect(socket.bytesRead).toBeLessThan(big.length);
  });
});
