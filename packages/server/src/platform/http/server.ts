/**
 * The HTTP server: Fastify behind a table of routes.
 *
 * What happens to a request, outermost first: it gets an id (the caller's `X-Request-Id` when it is well-formed), a log line
 * and metrics when it ends, security headers; its address and Host are checked for tricks; it is charged to its caller's
 * rate limit, authenticated, checked for a foreign site behind a cookie and for the scope of an API key; only then is its
 * body read (with a limit) and parsed by the route's schemas; the handler runs with a deadline; the answer is shaped by the
 * contract. An error anywhere becomes an answer in one place (`errors.ts`) and is logged once.
 *
 * Stopping is a drain: readiness fails first, no new connection is taken, requests that run may finish within `drainMs`, then
 * streams are closed with a hint when to come back, and last whatever is left is cut.
 *
 * Nothing here knows the product: routes, policy and the authenticator are handed in. What would break its promises is a
 * route registered past the table; that is why the Fastify instance is not handed out except for `inject` in tests.
 */
import fastifyCookie from '@fastify/cookie';
import { AppError, messageOf } from '@moorage/core/errors';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { checkPath, createHostCheck } from './address-guard.ts';
import { answerBrokenRequest } from './broken-request.ts';
import { allowOrigins } from './cors.ts';
import { asAppError, inWordsOf, presentError, surfaceOf, unsupportedMediaType } from './errors.ts';
import { serveHealth } from './health.ts';
import { apiListener, listenFailure } from '../listen/listen-failure.ts';
import { observeRequests } from './observe.ts';
import { pathOf, wantsHtml } from './request-state.ts';
import { type OpenStream, serveRoutes } from './router.ts';
import { tellRefusal } from './refusal.ts';
import { sendSecurityHeaders } from './security-headers.ts';
import { createUpgrades, wantsSocket } from './socket.ts';
import type { Authenticate, Check, Credentials, HttpConfig, HttpServerDeps } from './server-deps.ts';
import { serveDocs, serveStatic } from './static-files.ts';
import { limitAnswers, usualTimeLimits } from './time-limits.ts';
import { withoutTrailingSlash } from './v1-surface.ts';

export type { Authenticate, Check, Credentials, HttpConfig, HttpServerDeps };

export interface HttpServer extends Service {
  /** Where it listens, such as `http://127.0.0.1:8080`; throws before start. */
  url(): string;
}

const requestIdPattern = /^[A-Za-z0-9._:-]{8,128}$/;
/** How long a drained stream's client waits before it reconnects. */
const comeBackMs = 1_000;

function presentFor(request: FastifyRequest, reply: FastifyReply, error: AppError): FastifyReply {
  const route = request.routeOptions.config.route;
  const surface = route?.surface ?? surfaceOf(pathOf(request));
  const options = { surface, requestId: request.id, wantsHtml: wantsHtml(request) };
  const { status, headers, body } = presentError(inWordsOf(route?.badInput, error), options);
  return reply.code(status).headers(headers).send(body);
}

function createFastify(deps: HttpServerDeps): FastifyInstance {
  const { config } = deps;
  const limits = config.timeLimits ?? usualTimeLimits;
  return Fastify({
    logger: false,
    bodyLimit: config.bodyLimitBytes,
    trustProxy: config.trustedProxies.length === 0 ? false : [...config.trustedProxies],
    genReqId(request) {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && requestIdPattern.test(given) ? given : deps.ids.uuid();
    },
    requestIdHeader: false,
    rewriteUrl: ({ url = '/' }) => withoutTrailingSlash(url),
    return503OnClosing: false,
    forceCloseConnections: true,
    requestTimeout: limits.requestMs,
    http: {
      headersTimeout: limits.headersMs,
      connectionsCheckingInterval: limits.checkEveryMs,
      shouldUpgradeCallback: wantsSocket,
    },
    routerOptions: { maxParamLength: 256 },
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket),
    // An address that the router cannot decode never reaches a hook or the error handler.
    frameworkErrors: (error, request, reply) => {
      presentFor(request, reply, asAppError(error));
    },
  });
}

function acceptJsonOnly(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (request.routeOptions.config.route?.keepsBody === true) request.state.rawBody = String(body);
    if (body === '') done(null, undefined);
    else void parse(request, String(body), done);
  });
  // Pages without scripts send forms; everything else is JSON, which no foreign form can send.
  server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (request, body, done) => {
    if (request.routeOptions.config.route?.surface === 'web') done(null, Object.fromEntries(new URLSearchParams(String(body))));
    else done(unsupportedMediaType(), undefined);
  });
  // What senders call their JSON that are not ours, such as registries.
  server.addContentTypeParser(/^application\/vnd\.[\w.+-]+\+json/, { parseAs: 'string' }, (request, body, done) => {
    if (request.routeOptions.config.route?.keepsBody !== true) {
      done(new AppError('invalid_request', 'The body must be application/json.'), undefined);
      return;
    }
    request.state.rawBody = String(body);
    void parse(request, String(body), done);
  });
}

function guardAddress(server: FastifyInstance, { config, findSite }: HttpServerDeps): void {
  const checkHost = createHostCheck(config);
  server.addHook('onRequest', async (request) => {
    const site = await findSite?.(request.host);
    if (site === undefined) checkHost(request.headers.host);
    else request.state.site = site;
    checkPath(request.url);
    if (site?.isEnabled === false) {
      throw new AppError('forbidden', 'This site is switched off.', {
        details: { reason: 'site_disabled', nextStep: 'Ask whoever gave you this address.' },
      });
    }
  });
}

function answerErrors(server: FastifyInstance, deps: HttpServerDeps): void {
  server.setErrorHandler((thrown, request, reply) => {
    const error = asAppError(thrown);
    const fields = { requestId: request.id, route: request.routeOptions.config.route?.id, error: thrown };
    if (error.status >= 500) deps.log.error('request failed', fields);
    else deps.log.debug('request refused', fields);
    tellRefusal(deps, request, error);
    return presentFor(request, reply, error);
  });
}

async function assemble(
  server: FastifyInstance,
  deps: HttpServerDeps,
  streams: Set<OpenStream>,
  isDraining: () => boolean,
): Promise<void> {
  const upgrades = createUpgrades();
  observeRequests(server, deps);
  answerErrors(server, deps);
  acceptJsonOnly(server);
  await sendSecurityHeaders(server, deps.config);
  allowOrigins(server, deps.config.allowedOrigins);
  limitAnswers(server, deps.clock, deps.config.timeLimits ?? usualTimeLimits);
  guardAddress(server, deps);
  await server.register(fastifyCookie);
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (isDraining()) reply.header('connection', 'close');
    done(null, payload);
  });
  serveHealth(server, deps, isDraining);
  serveDocs(server, deps);
  serveRoutes(server, deps, { open: streams, upgrades });
  upgrades.listen(server.server, (request, response) => server.routing(request, response));
  await serveStatic(server, deps);
}

/** Tracks what a drain waits for: requests that are neither answered nor streams. */
function countRequests(server: FastifyInstance, streams: ReadonlySet<OpenStream>): { untilStreamsOnly(): Promise<void> } {
  let running = 0;
  let onChange = (): void => {};
  server.addHook('onRequest', (_request, reply, done) => {
    running += 1;
    reply.raw.once('close', () => {
      running -= 1;
      onChange();
    });
    done();
  });
  return {
    untilStreamsOnly: () =>
      new Promise((resolve) => {
        onChange = () => {
          if (running <= streams.size) resolve();
        };
        onChange();
      }),
  };
}

/** Makes the server; it listens from `start` on. */
export function createHttpServer(deps: HttpServerDeps): HttpServer {
  const { config, clock } = deps;
  const server = createFastify(deps);
  const streams = new Set<OpenStream>();
  let status: ServiceStatus = { state: 'stopped' };
  const requests = countRequests(server, streams);

  function url(): string {
    const address = server.server.address();
    if (address === null || typeof address === 'string') throw new Error('the server does not listen');
    return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
  }

  async function drain(): Promise<void> {
    const closed = new Promise((resolve) => server.server.close(resolve));
    server.server.closeIdleConnections();
    const enough = new AbortController();
    await Promise.race([requests.untilStreamsOnly(), clock.sleep(config.drainMs, enough.signal)]);
    enough.abort();
    for (const stream of streams) stream.end(comeBackMs);
    server.server.closeIdleConnections();
    await Promise.race([closed, clock.sleep(200)]);
    server.server.closeAllConnections();
    await server.close();
  }

  return {
    name: 'http',
    url,
    status: () => ({ ...status, streams: streams.size }),
    async start() {
      status = { state: 'starting' };
      await assemble(server, deps, streams, () => status.state === 'stopping');
      try {
        await server.listen({ host: config.host, port: config.port });
      } catch (error) {
        status = { state: 'failed', message: messageOf(error) };
        throw listenFailure(error, apiListener(config));
      }
      status = { state: 'running', url: url() };
    },
    async stop() {
      if (status.state !== 'running') return;
      status = { state: 'stopping' };
      await drain();
      status = { state: 'stopped' };
    },
  };
}
