/** Serves the route table: each bound route becomes a handler that parses, runs with a deadline and answers by contract. */
import { createHash } from 'node:crypto';
import { AppError } from '@moorage/core/errors';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { anonymous, principalOf } from '../authz/actor.ts';
import { createLimiter } from '../limits/limiter.ts';
import { guardAttempts } from './attempts.ts';
import { type AnyInput, type Attachment, type BoundRoute, isAttachment, isPage, isReply, type Reply } from './bind.ts';
import { createCtx, type RequestCtx } from './context.ts';
import { createDownload } from './download.ts';
import { createEventStream } from './event-stream.ts';
import { asAppError } from './errors.ts';
import { createGate } from './gate.ts';
import {
  claim,
  type IdempotencyDeps,
  type IdempotentRequest,
  keepAnswer,
  parseIdempotencyKey,
  release,
  type StoredAnswer,
} from './idempotency.ts';
import { compileInput } from './input.ts';
import { compileOutput } from './output.ts';
import { checkRecent } from './recent.ts';
import { addCookie, credentialsOf, headerOf, ioOf, isRecord } from './request-state.ts';
import type { Route } from './route.ts';
import { closeCodes, createSocketUpgrade, type Upgrades } from './socket.ts';
import type { HttpServerDeps } from './server-deps.ts';
import { createStreamCount, type StreamCount } from './stream-count.ts';
import { watchReader } from './stream-reader.ts';

/** What a drain ends. */
export interface OpenStream {
  end(retryMs?: number): void;
}

/** What the router and the server's drain have in common. */
export interface OpenStreams {
  add(stream: OpenStream): void;
  delete(stream: OpenStream): void;
}

const defaultTimeoutMs = 30_000;
/** How long the client of a stream that we end waits before it asks again. */
const comeBackMs = 1_000;

/** `{name}` → `:name`. */
function toPattern(path: string): string {
  return path.replace(/\{([a-zA-Z_][a-zA-Z0-9_]*)\}/g, ':$1');
}

function ctxOf(deps: HttpServerDeps, request: FastifyRequest, route: Route, signal: AbortSignal): RequestCtx {
  return createCtx({
    kind: 'request',
    requestId: request.id,
    log: deps.log.child({ requestId: request.id, route: route.id }),
    clock: deps.clock,
    signal,
    actor: request.state.actor ?? anonymous,
    ip: request.ip,
    userAgent: headerOf(request, 'user-agent') ?? '',
    site: request.state.site,
    policy: deps.policy,
    onForbidden: (action, resource) => {
      request.state.forbidden = { action, resource };
    },
  });
}

/** Aborts when the client leaves before it is answered. */
function clientGone(reply: FastifyReply): AbortController {
  const aborter = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) aborter.abort();
  });
  return aborter;
}

async function withDeadline<T>(deps: HttpServerDeps, route: Route, aborter: AbortController, run: () => Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const cancel = deps.clock.after(route.timeoutMs ?? defaultTimeoutMs, () => {
    aborter.abort();
    const internal = `${route.id} timed out`;
    late.reject(new AppError('unavailable', 'This took too long.', { internal, retryAfterSeconds: 5 }));
  });
  try {
    return await Promise.race([run(), late.promise]);
  } finally {
    cancel();
  }
}

function soleStatus(route: Route): number {
  return Number(Object.keys(route.responses)[0] ?? 200);
}

function toReply(
  route: Route,
  result: unknown,
): Reply<unknown> | { status: number; body: unknown; headers: object; cookies: []; location: undefined } {
  return isReply(result) ? result : { status: soleStatus(route), body: result, headers: {}, cookies: [], location: undefined };
}

const pageParts = { status: 200, body: undefined, location: undefined } as const;

function entityTag(body: string): string {
  return `W/"${createHash('sha1').update(body).digest('base64url')}"`;
}

function send(request: FastifyRequest, reply: FastifyReply, answer: StoredAnswer): FastifyReply {
  reply.code(answer.status);
  if (answer.location !== undefined) reply.header('location', answer.location);
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  if (answer.body === undefined) return reply.send();
  reply.header('content-type', `${answer.isHtml === true ? 'text/html' : 'application/json'}; charset=utf-8`);
  if (request.method === 'GET' || request.method === 'HEAD') {
    const own = reply.getHeader('etag');
    const tag = typeof own === 'string' ? own : entityTag(answer.body);
    reply.header('etag', tag);
    const known = headerOf(request, 'if-none-match')
      ?.split(',')
      .map((entry) => entry.trim().replace(/^W\//, ''));
    if (known !== undefined && (known.includes('*') || known.includes(tag.replace(/^W\//, ''))))
      return reply.code(304).removeHeader('content-type').send();
  }
  return reply.send(answer.body);
}

function sendFile(reply: FastifyReply, { contentType, name, bytes }: Attachment): FastifyReply {
  reply.headers({
    'cache-control': 'no-store',
    'content-type': contentType,
    'content-disposition': `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`,
  });
  return reply.send(Buffer.from(bytes));
}

type Handle = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

function createReplyHandler(deps: HttpServerDeps, bound: BoundRoute & { kind: 'reply' }): Handle {
  const { route } = bound;
  const parse = compileInput(route);
  const shape = compileOutput(route, deps.log);

  async function handle(request: FastifyRequest, reply: FastifyReply, input: AnyInput): Promise<unknown> {
    const aborter = clientGone(reply);
    const ctx = ctxOf(deps, request, route, aborter.signal);
    return await withDeadline(deps, route, aborter, () => bound.handle(ctx, input, ioOf(request, reply)));
  }

  function answerOf(reply: FastifyReply, result: unknown): StoredAnswer {
    const { status, body, headers, cookies, location } = isPage(result) ? { ...result, ...pageParts } : toReply(route, result);
    reply.headers({ ...headers });
    for (const cookie of cookies) addCookie(reply, cookie);
    if (isPage(result)) return { status, body: result.html, location, isHtml: true };
    return { status, body: shape(status, body), location };
  }

  return async (request, reply) => {
    const input = parse({ params: request.params, query: request.query, body: request.body });
    checkRecent(route, request.state.actor ?? anonymous, deps.clock.now(), input.query);
    const once = await idempotencyOf(deps, route, request);
    const run = async (): Promise<StoredAnswer> => answerOf(reply, await handle(request, reply, input));
    if (once !== undefined) return send(request, reply, await runOnce(deps, once, reply, run));
    const result = await handle(request, reply, input);
    return isAttachment(result) ? sendFile(reply, result) : send(request, reply, answerOf(reply, result));
  };
}

type Once = IdempotentRequest & Pick<IdempotencyDeps, 'db'>;

async function idempotencyOf(deps: HttpServerDeps, route: Route, request: FastifyRequest): Promise<Once | undefined> {
  const header = headerOf(request, 'idempotency-key');
  const actor = request.state.actor === undefined ? undefined : principalOf(request.state.actor);
  if (route.idempotent !== true || header === undefined || deps.idempotency === undefined || actor === undefined)
    return undefined;
  const { db, fingerprint } = deps.idempotency;
  const key = parseIdempotencyKey(header);
  const choices = [headerOf(request, 'x-org-id'), headerOf(request, 'x-team-id'), request.state.site?.id];
  const same = JSON.stringify([route.id, request.url, ...choices, request.body]);
  const lockMs = (route.timeoutMs ?? defaultTimeoutMs) + 5_000;
  return { db, actor, key, route: route.id, fingerprint: await fingerprint(same), lockMs };
}

async function runOnce(
  deps: HttpServerDeps,
  once: Once,
  reply: FastifyReply,
  run: () => Promise<StoredAnswer>,
): Promise<StoredAnswer> {
  const claimed = await claim(once.db, once);
  if (claimed.kind === 'replay') {
    reply.header('idempotent-replayed', 'true');
    return claimed.answer;
  }
  let answer: StoredAnswer;
  try {
    answer = await run();
  } catch (error) {
    // After a timeout the handler may still be at work: its key stays locked until it must have ended.
    if (asAppError(error).code !== 'unavailable')
      await release(once.db, once).catch((failure: unknown) => deps.log.warn('idempotency key not freed', { error: failure }));
    throw error;
  }
  await keepAnswer(once.db, once, answer);
  return answer;
}

function streamPosition(request: FastifyRequest): { lastEventId: string | undefined; query: unknown } {
  const { lastEventId, ...query } = isRecord(request.query) ? request.query : {};
  const fromQuery = typeof lastEventId === 'string' ? lastEventId : undefined;
  return { lastEventId: headerOf(request, 'last-event-id') ?? fromQuery, query };
}

function createStreamHandler(
  deps: HttpServerDeps,
  bound: BoundRoute & { kind: 'stream' },
  open: OpenStreams,
  count: StreamCount,
): Handle {
  const { route } = bound;
  const parse = compileInput(route);
  return async (request, reply) => {
    const { lastEventId, query } = streamPosition(request);
    const input = parse({ params: request.params, query, body: request.body });
    const takeOver = (): Record<string, string | number | string[] | undefined> => {
      request.state.isStream = true;
      reply.hijack();
      return reply.getHeaders();
    };
    const stream = createEventStream({ raw: reply.raw, takeOver, lastEventId, clock: deps.clock });
    const ctx = ctxOf(deps, request, route, stream.signal);
    const leave = count.enter(principalOf(ctx.actor) ?? request.ip);
    open.add(stream);
    const { clock, authenticate } = deps;
    const reader = { clock, authenticate, credentials: credentialsOf(request), actor: ctx.actor };
    const stopWatching = watchReader(reader, () => stream.end(comeBackMs));
    try {
      await bound.handle(ctx, input, stream, ioOf(request, reply));
      stream.open();
    } catch (thrown) {
      if (!stream.isOpen()) throw thrown;
      const error = asAppError(thrown);
      if (error.status >= 500) ctx.log.error('stream failed', { error: thrown });
      stream.send('error', { error: error.message, code: error.code, requestId: request.id });
    } finally {
      stopWatching();
      leave();
      open.delete(stream);
      if (stream.isOpen()) stream.end();
    }
    return reply;
  };
}

function createDownloadHandler(deps: HttpServerDeps, bound: BoundRoute & { kind: 'download' }, open: OpenStreams): Handle {
  const { route } = bound;
  const parse = compileInput(route);
  return async (request, reply) => {
    const input = parse({ params: request.params, query: request.query, body: undefined });
    const takeOver = (): Record<string, string | number | string[] | undefined> => {
      request.state.isStream = true;
      reply.hijack();
      return reply.getHeaders();
    };
    const download = createDownload({ raw: reply.raw, takeOver });
    const ctx = ctxOf(deps, request, route, download.signal);
    open.add(download);
    try {
      await bound.handle(ctx, input, download);
      download.finish();
    } catch (thrown) {
      if (!download.isOpen()) throw thrown;
      if (!download.signal.aborted) ctx.log.error('download failed', { error: thrown });
      download.end();
    } finally {
      open.delete(download);
    }
    return reply;
  };
}

/** What routes share that stay open. */
export interface StayingParts {
  readonly open: OpenStreams;
  readonly upgrades: Upgrades;
}

type LongParts = StayingParts & { readonly count: StreamCount };

function createSocketHandler(deps: HttpServerDeps, bound: BoundRoute & { kind: 'socket' }, parts: LongParts): Handle {
  const { route } = bound;
  const parse = compileInput(route);
  return async (request, reply) => {
    const input = parse({ params: request.params, query: request.query, body: undefined });
    const takeOver = (): void => {
      request.state.isStream = true;
      reply.hijack();
    };
    const { clock, authenticate } = deps;
    const protocol = route.socket?.protocol ?? '';
    const upgrade = createSocketUpgrade({
      request: request.raw,
      response: reply.raw,
      upgrades: parts.upgrades,
      protocol,
      clock,
      takeOver,
    });
    const ctx = ctxOf(deps, request, route, upgrade.signal);
    const leave = parts.count.enter(principalOf(ctx.actor) ?? request.ip);
    const stream: OpenStream = { end: () => upgrade.end() };
    parts.open.add(stream);
    const reader = { clock, authenticate, credentials: credentialsOf(request), actor: ctx.actor };
    const stopWatching = watchReader(reader, () => upgrade.end(closeCodes.policy, 'Your rights have changed.'));
    try {
      await bound.handle(ctx, input, upgrade);
      upgrade.end(closeCodes.normal, '');
    } catch (thrown) {
      if (!upgrade.isAccepted()) throw thrown;
      const error = asAppError(thrown);
      if (error.status >= 500) ctx.log.error('socket failed', { error: thrown });
      upgrade.end(closeCodes.failure, error.code);
    } finally {
      leave();
      stopWatching();
      parts.open.delete(stream);
    }
    return reply;
  };
}

function handlerOf(deps: HttpServerDeps, bound: BoundRoute, parts: LongParts): Handle {
  if (bound.kind === 'reply') return createReplyHandler(deps, bound);
  if (bound.kind === 'download') return createDownloadHandler(deps, bound, parts.open);
  if (bound.kind === 'stream') return createStreamHandler(deps, bound, parts.open, parts.count);
  return createSocketHandler(deps, bound, parts);
}

/** Adds every route of the table to the server. */
export function serveRoutes(server: FastifyInstance, deps: HttpServerDeps, parts: StayingParts): void {
  const limiter = deps.limiter ?? createLimiter(deps);
  guardAttempts(server, limiter, deps.config.rateLimit);
  const gate = createGate(deps, limiter);
  const count = createStreamCount();
  for (const bound of deps.routes) {
    const { route } = bound;
    const method: HTTPMethods = route.method;
    server.route({
      method,
      url: toPattern(route.path),
      bodyLimit: route.bodyLimit ?? deps.config.bodyLimitBytes,
      config: { route },
      exposeHeadRoute: bound.kind === 'reply' && method === 'GET',
      onRequest: (request, reply) => gate(route, request, reply),
      handler: handlerOf(deps, bound, { ...parts, count }),
    });
  }
}
