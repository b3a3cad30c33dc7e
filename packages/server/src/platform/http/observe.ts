/** One log line and three metrics for every request. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { pathOf } from './request-state.ts';
import type { HttpServerDeps } from './server-deps.ts';

/** Asked every few seconds by machines, and of no interest while they go well. */
const quiet = new Set(['/health', '/readyz']);

/** Metric labels must be few: the pattern of a route, never the path that was asked for. */
function routeLabel(request: FastifyRequest): string {
  return request.routeOptions.config.route?.path ?? (request.is404 ? 'none' : (request.routeOptions.url ?? 'none'));
}

export function observeRequests(server: FastifyInstance, deps: HttpServerDeps): void {
  const total = deps.metrics.counter({
    name: 'http_requests_total',
    help: 'Requests answered.',
    labels: ['method', 'route', 'status'],
  });
  const duration = deps.metrics.histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer.',
    labels: ['method', 'route'],
  });
  const inFlight = deps.metrics.gauge({ name: 'http_in_flight', help: 'Requests being answered, open streams included.' });

  server.decorateRequest('state');
  server.addHook('onRequest', (request, reply, done) => {
    request.state = { beganAtMs: deps.clock.monotonicMs(), actor: undefined, forbidden: undefined, isStream: false };
    reply.header('x-request-id', request.id);
    inFlight.inc();
    reply.raw.once('close', () => {
      inFlight.dec();
      record(request, reply.raw.statusCode);
    });
    done();
  });

  function record(request: FastifyRequest, status: number): void {
    const durationMs = deps.clock.monotonicMs() - request.state.beganAtMs;
    const route = routeLabel(request);
    total.inc({ method: request.method, route, status });
    if (!request.state.isStream) duration.observe(durationMs / 1_000, { method: request.method, route });
    const contract = request.routeOptions.config.route;
    const path = contract?.secretPath === true ? contract.path : pathOf(request);
    const level = quiet.has(path) && status < 400 ? 'debug' : 'info';
    deps.log[level]('request', {
      requestId: request.id,
      method: request.method,
      path,
      route: contract?.id,
      status,
      durationMs: Math.round(durationMs * 10) / 10,
      ip: request.ip,
      userId: request.state.actor?.userId,
      email: request.state.actor?.email,
    });
  }
}
