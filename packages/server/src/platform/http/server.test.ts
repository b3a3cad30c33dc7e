import { connect } from 'node:net';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { AppError } from '@moorage/core/errors';
import type { Log, LogFields } from '@moorage/core/log';
import { silentLog } from '@moorage/core/log';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { httpConfig, startHttp, type TestHttpServer } from '../../../test/http.ts';
import { anonymous } from '../authz/actor.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { bind, reply } from './bind.ts';
import { defineRoute } from './route.ts';

const base = { surface: 'app', tag: 'Things', summary: 'A thing', access: { kind: 'signedIn' }, scope: 'things:read' } as const;
const thing = z.strictObject({ id: z.string(), n: z.number() });

let calls = 0;
const routes = [
  bind(
    defineRoute({
      ...base,
      id: 'things.get',
      method: 'GET',
      path: '/api/things/{id}',
      params: z.strictObject({ id: z.string() }),
      query: z.strictObject({ q: z.coerce.number().optional() }),
      responses: { 200: thing },
    }),
    async (_ctx, input) => ({ id: input.params.id, n: input.query.q ?? 1 }),
  ),
  bind(
    defineRoute({
      ...base,
      id: 'things.create',
      method: 'POST',
      path: '/api/things',
      scope: 'things:write',
      body: z.strictObject({ name: z.string(), services: z.array(z.strictObject({ image: z.string() })).default([]) }),
      responses: { 201: thing },
      audit: 'thing.created',
    }),
    async (_ctx, input) => {
      calls += 1;
      return reply(201, { id: input.body.name, n: input.body.services.length }, { location: `/api/things/${input.body.name}` });
    },
  ),
  bind(
    defineRoute({
      ...base,
      id: 'things.remove',
      method: 'DELETE',
      path: '/api/things/{id}',
      scope: 'none',
      params: z.strictObject({ id: z.string() }),
      responses: { 204: null },
      audit: 'thing.removed',
    }),
    async () => {},
  ),
  bind(
    defineRoute({ ...base, id: 'things.leak', method: 'GET', path: '/api/leak', responses: { 200: z.array(thing) } }),
    async () => [Object.assign({ id: 'x', n: 1 }, { passwordHash: 'secret-hash' })],
  ),
  bind(defineRoute({ ...base, id: 'things.wrong', method: 'GET', path: '/api/wrong', responses: { 200: thing } }), async () => ({
    id: 'x',
    n: 'secret-value' as unknown as number,
  })),
  bind(defineRoute({ ...base, id: 'things.crash', method: 'GET', path: '/api/crash', responses: { 200: thing } }), async () => {
    throw new Error('secret-detail of the database');
  }),
  bind(
    defineRoute({
      ...base,
      id: 'things.refuse',
      method: 'GET',
      path: '/api/v1/refuse',
      surface: 'v1',
      responses: { 200: thing },
    }),
    async () => {
      throw new AppError('conflict', 'Not now.', { internal: 'secret', details: { nextStep: 'Later.' } });
    },
  ),
  bind(
    defineRoute({ ...base, id: 'things.slow', method: 'GET', path: '/api/slow', timeoutMs: 30, responses: { 200: thing } }),
    async (ctx) => {
      await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve));
      return { id: 'late', n: 1 };
    },
  ),
  bind(
    defineRoute({
      ...base,
      id: 'things.page',
      method: 'GET',
      path: '/page',
      surface: 'web',
      access: { kind: 'public', why: 'test' },
      responses: { 303: null },
    }),
    async (_ctx, _input, io) => {
      if (io.url.endsWith('fail')) throw new AppError('not_found', 'No <page> here.');
      return reply(303, undefined, { location: '/', cookies: [{ name: 'session', value: 'ada', maxAgeSeconds: 60 }] });
    },
  ),
  bind(defineRoute({ ...base, id: 'things.see', method: 'GET', path: '/api/see', responses: { 200: thing } }), async (ctx) => {
    ctx.authorize('thing:read', { type: 'thing' });
    return { id: ctx.actor.userId ?? '', n: 1 };
  }),
];

const lines: { message: string; fields: LogFields }[] = [];
const log: Log = { ...silentLog, child: () => log };
for (const level of ['info', 'warn', 'error'] as const)
  log[level] = (message, fields = {}) => void lines.push({ message, fields });

const metrics = createMetrics();
let server: TestHttpServer;
let dir: string;
const user = { cookie: 'session=ada' };
const json = { ...user, 'content-type': 'application/json' };

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'console-'));
  mkdirSync(join(dir, 'assets'));
  writeFileSync(join(dir, 'index.html'), '<!doctype html><title>console</title>');
  writeFileSync(join(dir, 'assets/app.1a2b.js'), 'console.log(1)');
  writeFileSync(join(dir, 'assets/app.1a2b.js.gz'), gzipSync('console.log(1)'));
  server = await startHttp(routes, { log, metrics, staticDir: dir });
});
afterAll(async () => {
  await server.stop();
  rmSync(dir, { recursive: true });
});

const post = (body: string, headers: Record<string, string> = json) =>
  server.fetch('/api/things', { method: 'POST', headers, body });
async function errorOf(
  response: Response,
): Promise<{ error: string; code: string; requestId: string; details?: { issues?: { path: string; message: string }[] } }> {
  return JSON.parse(await response.text());
}

/** A request exactly as written, past what fetch would normalise. */
function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(server.url());
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(text.replaceAll('\n', '\r\n')));
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

describe('a good request', () => {
  it('is parsed, handled and answered by its contract', async () => {
    const response = await post('{"name":"a","services":[{"image":"x"}]}');
    expect([response.status, response.headers.get('location'), await response.json()]).toEqual([
      201,
      '/api/things/a',
      { id: 'a', n: 1 },
    ]);
  });

  it('keeps a well-formed request id and replaces another', async () => {
    const kept = await server.fetch('/api/things/1', { headers: { ...user, 'x-request-id': 'trace-12345678' } });
    expect(kept.headers.get('x-request-id')).toBe('trace-12345678');
    const replaced = await server.fetch('/api/things/1', { headers: { ...user, 'x-request-id': 'a b"<' } });
    expect(replaced.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('carries an entity tag and gives 304 to who has it', async () => {
    const first = await server.fetch('/api/things/1', { headers: user });
    const tag = first.headers.get('etag') ?? '';
    expect(tag).toMatch(/^W\/".+"$/);
    const second = await server.fetch('/api/things/1', { headers: { ...user, 'if-none-match': tag } });
    expect([second.status, await second.text()]).toEqual([304, '']);
    const other = await server.fetch('/api/things/2', { headers: { ...user, 'if-none-match': tag } });
    expect(other.status).toBe(200);
  });

  it('leaves one log line and its metrics, by route and not by path', async () => {
    lines.length = 0;
    await server.fetch('/api/things/secret-name?q=7', { headers: user });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      message: 'request',
      fields: {
        method: 'GET',
        path: '/api/things/secret-name',
        route: 'things.get',
        status: 200,
        userId: 'ada',
        email: 'ada@example.com',
      },
    });
    expect(await metrics.text()).toContain('http_requests_total{method="GET",route="/api/things/{id}",status="200"}');
    expect(await metrics.text()).not.toContain('secret-name');
  });

  it('gets the security headers, without HSTS over plain http', async () => {
    const { headers } = await server.fetch('/', { headers: { accept: 'text/html' } });
    expect(headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('strict-transport-security')).toBeNull();
    const secure = await startHttp([], { config: { ...httpConfig, baseUrl: 'https://moorage.example.com' } });
    expect((await secure.fetch('/health')).headers.get('strict-transport-security')).toContain('max-age=63072000');
    await secure.stop();
  });
});

describe('a bad body', () => {
  it.each([
    ['malformed JSON', '{"name":', 400, ''],
    ['a prototype as field', '{"name":"a","__proto__":{"x":1}}', 400, ''],
    ['an unknown field', '{"name":"a","extra":1}', 400, 'extra'],
    ['an unknown field deep inside', '{"name":"a","services":[{"image":"x"},{"image":"x","cpu":1}]}', 400, 'services[1].cpu'],
    ['a wrong type', '{"name":1}', 400, 'name'],
    ['a missing field', '{}', 400, 'name'],
    ['no body', '', 400, ''],
    ['a bare value', '"x"', 400, ''],
    ['an array', '[]', 400, ''],
  ])('%s is refused with its path and changes nothing', async (_what, body, status, path) => {
    const before = calls;
    const response = await post(body);
    const error = await errorOf(response);
    expect(response.status).toBe(status);
    expect(error).toMatchObject({ code: 'invalid_request', requestId: response.headers.get('x-request-id') });
    expect(error.details?.issues?.map((issue) => issue.path)).toContain(path);
    expect(calls).toBe(before);
  });

  it('names every problem at once', async () => {
    const { details } = await errorOf(await post('{"name":1,"services":[{}],"x":1,"y":2}'));
    expect(details?.issues?.map((issue) => issue.path).toSorted()).toEqual(['name', 'services[0].image', 'x', 'y']);
  });

  it('of 11 MB is refused with 413', async () => {
    const response = await post(JSON.stringify({ name: 'x'.repeat(11 * 1024 * 1024) })).catch(() => undefined);
    if (response !== undefined) expect([response.status, (await errorOf(response)).code]).toEqual([413, 'payload_too_large']);
    const chunked = await raw(
      `POST /api/things HTTP/1.1\nHost: localhost\nCookie: session=ada\nContent-Type: application/json\nContent-Length: 11534336\nConnection: close\n\n{`,
    );
    expect(chunked).toMatch(/^HTTP\/1.1 413/);
    expect(chunked).toContain('"code":"payload_too_large"');
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'multipart/form-data; boundary=x'])(
    'of type %s is refused',
    async (type) => {
      const response = await post('name=a', { ...user, 'content-type': type });
      expect([response.status, (await errorOf(response)).code]).toEqual([400, 'invalid_request']);
    },
  );

  it('where none belongs is refused', async () => {
    const response = await server.fetch('/api/things/1', { method: 'DELETE', headers: json, body: '{"force":true}' });
    expect((await errorOf(response)).details?.issues).toEqual([{ path: 'force', message: 'is not a known field' }]);
  });
});

describe('a bad address', () => {
  it.each([
    ['/api/things/1?unknown=1', 400],
    ['/api/things/1?q=abc', 400],
    ['/api/things/%2e%2e', 404],
    ['/api/%2e%2e/api/see', 404],
    ['/api/things/..%2f..%2fetc%2fpasswd', 404],
    ['/api/things/a%5cb', 404],
    ['/api//things/1', 404],
    ['/api/things/a%00b', 400],
    ['/api/things/a%0d%0ab', 400],
    ['/api/things/%', 400],
    ['/api/things/%ff', 400],
    ['/api/nothing', 404],
    ['/api/v1/nothing', 404],
    ['/../../etc/passwd', 404],
    ['/assets/../index.html', 404],
    ['/assets/missing.js', 404],
  ])('%s gives %i', async (path, status) => {
    const answer = await raw(`GET ${path} HTTP/1.1\nHost: localhost\nCookie: session=ada\nConnection: close\n\n`);
    expect(answer.slice(9, 12)).toBe(String(status));
    const words = path.startsWith('/api/v1/') ? '\r\n\r\n404 page not found\n' : '"code":"not_found"';
    expect(answer).toContain(status === 404 ? words : '"code":"invalid_request"');
  });

  it('with shell and SQL in a parameter is only a strange name', async () => {
    const name = `'; drop table users; -- $(id) \`id\``;
    const response = await server.fetch(`/api/things/${encodeURIComponent(name)}`, { headers: user });
    expect(await response.json()).toEqual({ id: name, n: 1 });
  });

  it('with a foreign Host is not served in development mode on loopback', async () => {
    const answer = await raw('GET /api/see HTTP/1.1\nHost: evil.example.com\nCookie: session=ada\nConnection: close\n\n');
    expect(answer).toMatch(/^HTTP\/1.1 403/);
    for (const host of ['localhost', '127.0.0.1:8080', '[::1]:8080', 'LOCALHOST.']) {
      expect(await raw(`GET /api/see HTTP/1.1\nHost: ${host}\nCookie: session=ada\nConnection: close\n\n`)).toMatch(
        /^HTTP\/1.1 200/,
      );
    }
  });
});

describe('who may call', () => {
  it('nobody gets 401 with the way to sign in, and his body is not looked at', async () => {
    const response = await post('{"name":', { 'content-type': 'application/json' });
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="moorage"']);
  });

  it('a bad session is refused, but a public page is shown without it', async () => {
    expect((await server.fetch('/api/see', { headers: { cookie: 'session=nobody' } })).status).toBe(401);
    expect((await server.fetch('/page', { headers: { cookie: 'session=nobody' } })).status).toBe(303);
  });

  it('a key needs the scope of the route, and writing includes reading', async () => {
    const call = (scopes: string, path: string, method = 'GET') =>
      server.fetch(path, { method, headers: { authorization: `Bearer ada:${scopes}` } });
    expect((await call('things:read', '/api/see')).status).toBe(200);
    expect((await call('things:write', '/api/see')).status).toBe(200);
    expect((await call('others:write', '/api/see')).status).toBe(403);
    expect((await call('things:read,things:write,none', '/api/things/1', 'DELETE')).status).toBe(403);
  });

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 403],
    ['a sibling subdomain', { 'sec-fetch-site': 'same-site', origin: 'http://app.localhost' }, 403],
    ['an old browser on another site', { origin: 'https://evil.example' }, 403],
    ['a sandboxed frame', { origin: 'null' }, 403],
    ['our own page', { 'sec-fetch-site': 'same-origin' }, 204],
    ['the configured origin', { origin: 'http://localhost:8080' }, 204],
    ['a program', {}, 204],
  ])('a change with a cookie from %s', async (_who, headers, status) => {
    const response = await server.fetch('/api/things/1', { method: 'DELETE', headers: { ...user, ...headers } });
    expect(response.status).toBe(status);
  });

  it('reading and keys need no such check', async () => {
    const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    expect((await server.fetch('/api/see', { headers: { ...user, ...foreign } })).status).toBe(200);
    expect(
      (await post('{"name":"k"}', { 'content-type': 'application/json', authorization: 'Bearer ada:things:write', ...foreign }))
        .status,
    ).toBe(201);
  });
});

describe('an error', () => {
  it('of ours never shows what only the log may see', async () => {
    lines.length = 0;
    const response = await server.fetch('/api/crash', { headers: user });
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toContain('secret');
    expect(lines.filter((line) => line.message === 'request failed')).toHaveLength(1);
  });

  it('has the shape of its surface', async () => {
    const v1 = await server.fetch('/api/v1/refuse', { headers: user });
    expect([v1.status, await v1.json()]).toEqual([409, { code: 'conflict', message: 'Not now.' }]);
    const page = await server.fetch('/page?fail', { headers: { accept: 'text/html' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(await page.text()).toContain('No &lt;page&gt; here.');
    expect((await server.fetch('/page?fail')).headers.get('content-type')).toContain('application/json');
  });

  it('is what a handler gets that takes too long', async () => {
    const response = await server.fetch('/api/slow', { headers: user });
    expect([response.status, response.headers.get('retry-after'), (await errorOf(response)).code]).toEqual([
      503,
      '5',
      'unavailable',
    ]);
  });

  it('is better than wrong data, and unknown fields are dropped', async () => {
    const leak = await server.fetch('/api/leak', { headers: user });
    expect([leak.status, await leak.json()]).toEqual([200, [{ id: 'x', n: 1 }]]);
    const wrong = await server.fetch('/api/wrong', { headers: user });
    expect([wrong.status, (await wrong.text()).includes('secret')]).toEqual([500, false]);
  });

  it('for a malformed request line is an answer too', async () => {
    const answer = await raw('NONSENSE\n\n');
    expect(answer).toMatch(/^HTTP\/1.1 400/);
    expect(answer).toContain('"code":"invalid_request"');
    const long = await raw(`GET / HTTP/1.1\nHost: localhost\nX-Long: ${'x'.repeat(20_000)}\n\n`);
    expect(long).toMatch(/^HTTP\/1.1 431/);
  });
});

describe('files', () => {
  it('any page address gives the console, an unknown API address does not', async () => {
    const page = await server.fetch('/orgs/x/deployments', { headers: { accept: 'text/html,*/*' } });
    expect([page.status, page.headers.get('cache-control'), await page.text()]).toEqual([
      200,
      'no-cache',
      '<!doctype html><title>console</title>',
    ]);
    expect((await server.fetch('/api/nothing', { headers: { accept: 'text/html' } })).status).toBe(404);
    expect((await server.fetch('/orgs/x', { method: 'POST', headers: { accept: 'text/html' } })).status).toBe(404);
  });

  it('with a hash in their names may be kept for ever and come compressed', async () => {
    const file = await server.fetch('/assets/app.1a2b.js', { headers: { 'accept-encoding': 'gzip' } });
    expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(file.headers.get('content-encoding')).toBe('gzip');
    expect(await file.text()).toBe('console.log(1)');
  });

  it('that are missing keep the server from starting', async () => {
    await expect(startHttp([], { staticDir: join(dir, 'assets') })).rejects.toThrow(/The console is not built/);
  });

  it('of the reference are served from here', async () => {
    expect((await server.fetch('/openapi.json')).headers.get('content-type')).toContain('application/json');
    for (const path of ['/docs', '/swagger/index.html', '/docs/reference.js', '/docs/reference.css']) {
      expect((await server.fetch(path)).status).toBe(200);
    }
    expect(await (await server.fetch('/docs')).text()).not.toMatch(/(src|href)="(https?:)?\/\//);
  });
});

describe('health', () => {
  it('is alive even when it is not ready, and names only what fails', async () => {
    const sick = await startHttp([], {
      readiness: [
        { name: 'database', check: () => Promise.reject(new Error('password secret-word is wrong')) },
        { name: 'cluster', check: () => Promise.resolve() },
      ],
    });
    expect((await sick.fetch('/health')).status).toBe(200);
    const ready = await sick.fetch('/readyz');
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'unavailable', failing: ['database'] }]);
    await sick.stop();
  });
});

describe('rate limits', () => {
  it('answer 429 with the time to wait, for each caller alone', async () => {
    const strict = await startHttp(routes, {
      config: {
        ...httpConfig,
        rateLimit: { enabled: true, perSecond: 0.01, burst: 4, loginPerSecond: 1, loginBurst: 1, v1PerMinute: 60 },
      },
    });
    const ask = async (cookie: string) => (await strict.fetch('/api/see', { headers: { cookie } })).status;
    const statuses = [];
    for (let n = 0; n < 6; n += 1) statuses.push(await ask('session=ada'));
    expect(statuses.filter((status) => status === 200).length).toBe(4);
    const refused = await strict.fetch('/api/see', { headers: user });
    expect([refused.status, Number(refused.headers.get('retry-after')) >= 1]).toEqual([429, true]);
    expect(await ask('session=bob')).toBe(200);
    await strict.stop();
  });

  it('charge wrong credentials to the address, however many are tried', async () => {
    const strict = await startHttp(routes, {
      config: {
        ...httpConfig,
        rateLimit: { enabled: true, perSecond: 0.01, burst: 3, loginPerSecond: 1, loginBurst: 1, v1PerMinute: 60 },
      },
    });
    const guess = async (n: number) =>
      (await strict.fetch('/api/see', { headers: { authorization: `Bearer nobody:${n}` } })).status;
    const statuses = [];
    for (let n = 0; n < 6; n += 1) statuses.push(await guess(n));
    expect(statuses).toEqual([401, 401, 401, 429, 429, 429]);
    await strict.stop();
  });

  it('charge made-up sessions to the address as well', async () => {
    const strict = await startHttp(routes, {
      config: {
        ...httpConfig,
        rateLimit: { enabled: true, perSecond: 0.01, burst: 3, loginPerSecond: 1, loginBurst: 1, v1PerMinute: 60 },
      },
      authenticate: () => Promise.resolve(anonymous),
    });
    const statuses = [];
    for (let n = 0; n < 6; n += 1) {
      statuses.push((await strict.fetch('/api/see', { headers: { cookie: `session=forged${n}` } })).status);
    }
    expect(statuses).toEqual([401, 401, 401, 429, 429, 429]);
    await strict.stop();
  });
});
