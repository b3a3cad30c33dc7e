/**
 * The ingress: one HTTP door on loopback to every application of the embedded cluster.
 *
 * What it is. A server that takes a request's host and path to an Ingress rule, the rule to a service, and the service to the
 * pods that are ready now. It serves every Ingress whatever its class, and writes its own address into their status. A canary
 * (`canary.rules.ts`) gets its share of the requests while a pod of it is ready, and otherwise none.
 *
 * What it guarantees. Only ready pods get requests, and a pod that is being deleted gets none from the moment of its deletion
 * while it still answers those it has, so a roll-out of an application that is ready when it says so loses no request. A request
 * is repeated on another pod only where that is safe. Bodies and answers stream; WebSockets pass. A host that could be a
 * foreign name for this machine (DNS rebinding) is refused before anything is looked up. When it cannot serve it says why: which
 * hosts exist, which pods are not ready and for what reason.
 *
 * Why in process. Routes come from the same watch as everything else, so a pod takes part within milliseconds of its readiness,
 * and an idle ingress costs a listening socket.
 *
 * What breaks it. It speaks plain HTTP on loopback only; TLS of an Ingress is ignored. An application without a readiness probe
 * counts as ready once it runs; connections it refuses in its first moments are tried again for a short while.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { AppError } from '@moorage/core/errors';
import type { Clock } from '@moorage/core/clock';
import type { Service as LifecycleService, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import type { ClusterApi } from '../api.ts';
import { findServicePort, type Backends, type Unready } from './backends.rules.ts';
import { createUpstreamAgent, forward, forwardedHeaders } from './forward.ts';
import { isAllowedHost, isLoopbackAddress, parseHost } from './host.rules.ts';
import { ensureIngressClass } from './ingress-class.ts';
import { writeIngressStatus } from './ingress-status.ts';
import type { NetworkState } from './network-state.ts';
import {
  badGatewayPage,
  missingServicePage,
  notReadyPage,
  pageToJson,
  refusedHostPage,
  renderPage,
  unknownHostPage,
  type ErrorPage,
} from './pages.view.ts';
import { matchRoute, type Route } from './route.rules.ts';
import { createRotation } from './rotation.ts';
import { createShares } from './shares.ts';
import type { Traffic } from './traffic.ts';
import { forwardUpgrade } from './upgrade.ts';

export interface IngressOptions {
  readonly api: ClusterApi;
  readonly state: NetworkState;
  readonly log: Log;
  readonly clock: Clock;
  readonly host: string;
  readonly port: number;
  /** Take any free port when the wanted one is busy. */
  readonly mayMove: boolean;
  readonly domains: readonly string[];
  readonly traffic: Traffic;
}

export type Ingress = LifecycleService & { address(): { readonly host: string; readonly port: number } };

interface Target {
  readonly name: string;
  readonly key: string;
  backends(): Backends;
}

type Resolved = { readonly kind: 'target'; readonly target: Target } | { readonly kind: 'page'; readonly page: ErrorPage };

/** How long a refused connection is tried again, for a program that is about to listen. */
const patienceMs = 3000;
const pauseMs = 100;

function sendPage(request: IncomingMessage, response: ServerResponse, page: ErrorPage): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const wantsHtml = (request.headers.accept ?? '').includes('text/html');
  const body = wantsHtml ? renderPage(page) : pageToJson(page);
  response.writeHead(page.status, {
    'content-type': wantsHtml ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-moorage-embedded-cluster': 'true',
    ...(page.status === 503 ? { 'retry-after': '2' } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

export function createIngress(options: IngressOptions): Ingress {
  const { state, log, clock } = options;
  const agent = createUpstreamAgent();
  const rotation = createRotation();
  const shares = createShares();
  const joined = new Set<Duplex>();
  let lifecycle: ServiceStatus['state'] = 'stopped';
  let port = options.port;

  function targetOf(route: Pick<Route, 'namespace' | 'service' | 'port'>): Resolved {
    const service = state.findService(route.namespace, route.service);
    if (service === undefined) return { kind: 'page', page: missingServicePage(route.service, 'there is no such service') };
    const servicePort = findServicePort(service, route.port);
    if (servicePort === undefined)
      return { kind: 'page', page: missingServicePage(route.service, `it has no port ${route.port}`) };
    const key = `${route.namespace}/${route.service}:${servicePort.port}`;
    return { kind: 'target', target: { name: route.service, key, backends: () => state.backends(service, servicePort) } };
  }

  /** A canary that cannot serve costs nobody a request: what it should have got goes where it went before. */
  function shareOf(route: Route): Resolved {
    const { namespace, host, path, canary } = route;
    if (canary === undefined || !shares.takes(`${namespace}/${host}${path}`, canary.weight)) return targetOf(route);
    const resolved = targetOf({ namespace, ...canary });
    return resolved.kind === 'target' && resolved.target.backends().ready.length > 0 ? resolved : targetOf(route);
  }

  function resolve(request: IncomingMessage): Resolved {
    const host = parseHost(request.headers.host);
    const routes = state.routes();
    // A host that an Ingress names in full is nobody else's name for this machine.
    const isKnown = host !== undefined && routes.some((route) => route.host === host);
    if (host === undefined || !(isKnown || isAllowedHost(host, options.domains))) {
      return { kind: 'page', page: refusedHostPage() };
    }
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const route = matchRoute(routes, host, path);
    if (route !== undefined) return shareOf(route);
    const known = [...new Set(routes.map((candidate) => candidate.host))].filter((name) => name !== '' && !name.startsWith('*'));
    return { kind: 'page', page: unknownHostPage(host, path, known, port) };
  }

  /** Tries ready pods until one answers; between rounds it looks who is ready then. */
  async function serve(request: IncomingMessage, response: ServerResponse, target: Target): Promise<void> {
    const headers = forwardedHeaders(request, port);
    const deadline = clock.monotonicMs() + patienceMs;
    let failures: Unready[] = [];
    do {
      const { ready, unready } = target.backends();
      if (ready.length === 0 && failures.length === 0) return sendPage(request, response, notReadyPage(target.name, unready));
      failures = ready.length === 0 ? failures : [];
      for (const backend of rotation.order(target.key, ready)) {
        const finish = options.traffic.begin(backend.ip);
        response.once('close', finish);
        const result = await forward(backend, { request, response, headers }, agent);
        if (result.kind === 'answered') return;
        response.off('close', finish);
        finish();
        failures.push(result.failure);
        if (!result.canRetry) return sendPage(request, response, badGatewayPage(target.name, failures));
      }
      await clock.sleep(pauseMs);
    } while (clock.monotonicMs() < deadline && !response.destroyed);
    sendPage(request, response, badGatewayPage(target.name, failures));
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const resolved = resolve(request);
    if (resolved.kind === 'page') sendPage(request, response, resolved.page);
    else await serve(request, response, resolved.target);
  }

  function onRequest(request: IncomingMessage, response: ServerResponse): void {
    answer(request, response).catch((error: unknown) => {
      log.error('ingress failed on a request', { error });
      response.destroy();
    });
  }

  function refuseUpgrade(client: Duplex, page: ErrorPage): void {
    const body = pageToJson(page);
    const head = `HTTP/1.1 ${page.status} ${page.title}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`;
    client.end(head + body);
  }

  async function onUpgrade(request: IncomingMessage, client: Duplex, head: Buffer): Promise<void> {
    client.on('error', () => client.destroy());
    const resolved = resolve(request);
    if (resolved.kind === 'page') return refuseUpgrade(client, resolved.page);
    const { target } = resolved;
    const { ready, unready } = target.backends();
    const headers = forwardedHeaders(request, port);
    for (const backend of rotation.order(target.key, ready)) {
      const result = await forwardUpgrade(backend, { request, client, head, headers });
      if (result.kind === 'joined') {
        joined.add(client);
        client.once('close', () => joined.delete(client));
      }
      if (result.kind !== 'refused' || client.destroyed) return;
    }
    refuseUpgrade(client, notReadyPage(target.name, unready));
  }

  const server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0, noDelay: true }, onRequest);
  server.on('upgrade', (request, client, head) => {
    onUpgrade(request, client, head).catch((error: unknown) => {
      log.error('ingress failed on an upgrade', { error });
      client.destroy();
    });
  });
  state.onChange(() => {
    if (lifecycle === 'running') writeIngressStatus(options.api, state.ingresses(), { ip: options.host, port }, log);
  });

  async function open(): Promise<void> {
    try {
      await listen(server, options.host, options.port);
    } catch (error) {
      const isBusy = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!isBusy) throw error;
      if (!options.mayMove) {
        throw new AppError('unavailable', `The ingress port ${options.port} on ${options.host} is in use.`, {
          details: { nextStep: 'Stop the program that uses it or choose another port.' },
          cause: error,
        });
      }
      await listen(server, options.host, 0);
      log.warn('ingress port is in use, another was taken', { wanted: options.port, port: portOf(server) });
    }
  }

  return {
    name: 'embedded ingress',
    address: () => ({ host: options.host, port }),
    async start() {
      if (!isLoopbackAddress(options.host)) {
        throw new AppError(
          'invalid_request',
          `The ingress of the embedded cluster listens on loopback only, not on ${options.host}.`,
        );
      }
      lifecycle = 'starting';
      await open();
      port = portOf(server);
      ensureIngressClass(options.api);
      lifecycle = 'running';
      writeIngressStatus(options.api, state.ingresses(), { ip: options.host, port }, log);
    },
    async stop() {
      if (lifecycle === 'stopped') return;
      lifecycle = 'stopped';
      for (const client of joined) client.destroy();
      const closed = new Promise<void>((resolveClosed) => server.close(() => resolveClosed()));
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
    status: () => ({ state: lifecycle, address: `http://${options.host}:${port}`, routes: state.routes().length }),
  };
}
