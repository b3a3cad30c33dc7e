/** A server with a table of routes of the test's own: everything of the HTTP layer and nothing of a domain. */
import { systemClock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { anonymous, type Actor } from '../src/platform/authz/actor.ts';
import type { BoundRoute } from '../src/platform/http/bind.ts';
import {
  createHttpServer,
  type Credentials,
  type HttpConfig,
  type HttpServer,
  type HttpServerDeps,
} from '../src/platform/http/server.ts';
import { createMetrics } from '../src/platform/metrics/metrics.ts';

export const httpConfig: HttpConfig = {
  host: '127.0.0.1',
  port: 0,
  baseUrl: 'http://localhost:8080',
  devMode: true,
  trustedProxies: [],
  rateLimit: { enabled: false, perSecond: 20, burst: 40, loginPerSecond: 5, loginBurst: 10, v1PerMinute: 1000 },
  allowedOrigins: [],
  bodyLimitBytes: 64 * 1024,
  drainMs: 2_000,
  sessionCookie: 'session',
  tokenCookie: 'ag_jwt',
};

const ada: Actor = { ...anonymous, kind: 'user', userId: 'ada', email: 'ada@example.com', via: 'session' };

/** `Cookie: session=<user>` and `Authorization: Bearer <user>:<scope>,<scope>`; the user `nobody` is a bad credential. */
export function authenticateByName({ headers, cookies }: Credentials): Promise<Actor> {
  const bearer = String(headers['authorization'] ?? '').replace(/^Bearer /, '');
  const userId = bearer === '' ? cookies['session'] : bearer.split(':', 1)[0];
  if (userId === undefined) return Promise.resolve(anonymous);
  if (userId === 'nobody') return Promise.reject(new AppError('unauthenticated', 'The session has ended.'));
  if (bearer === '') return Promise.resolve({ ...ada, userId });
  return Promise.resolve({ ...ada, userId, via: 'api-key', scopes: bearer.slice(userId.length + 1).split(',') });
}

export interface TestHttpServer extends HttpServer {
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

export async function startHttp(routes: readonly BoundRoute[], overrides: Partial<HttpServerDeps> = {}): Promise<TestHttpServer> {
  const server = createHttpServer({
    config: httpConfig,
    routes,
    authenticate: authenticateByName,
    policy: { actions: { 'thing:read': { allow: ['signedIn'] } }, sees: {} },
    log: silentLog,
    clock: systemClock,
    ids: createIds(systemClock),
    metrics: createMetrics(),
    readiness: [],
    openapi: () => ({ openapi: '3.1.0', info: { title: 'Test', version: '1' }, paths: {} }),
    ...overrides,
  });
  await server.start();
  return { ...server, fetch: (path, init = {}) => fetch(`${server.url()}${path}`, { redirect: 'manual', ...init }) };
}
