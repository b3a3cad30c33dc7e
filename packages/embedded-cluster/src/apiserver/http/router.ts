/** From a request to its handler. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Log } from '@moorage/core/log';
import type { UsageSource } from '../../usage.ts';
import { refuse, statusOf } from '../refusal.ts';
import {
  aggregatedDiscovery,
  aggregatedType,
  coreVersions,
  groupDiscovery,
  groupList,
  resourceList,
  wantsAggregated,
} from './discovery.ts';
import { contentType, isTrue, openExchange, sendError, sendBytes, sendJson, sendText, type Exchange } from './exchange.ts';
import type { Guard } from './guard.ts';
import { emptyOpenApi2, type OpenApi } from './openapi.ts';
import { parseResourcePath, type ResourcePath } from './path.ts';
import { handleMetrics } from './metrics.ts';
import { handlePatch, type NamedTarget } from './patch.ts';
import { handleGet, handleList, type Target } from './read.ts';
import { findReview, handleReview } from './reviews.ts';
import { handleWatch, type WatchDeps } from './watch.ts';
import {
  handleBinding,
  handleCreate,
  handleDelete,
  handleDeleteCollection,
  handleEviction,
  handleUpdate,
  writeRequestOf,
} from './write.ts';

export interface PodSubresourceTarget {
  readonly namespace: string;
  readonly pod: string;
  readonly subresource: 'log' | 'exec' | 'attach' | 'portforward';
  readonly query: URLSearchParams;
}

/** Serves the byte streams of pods; the wire protocols are its own business. */
export interface PodSubresourceHandler {
  handleRequest(request: IncomingMessage, response: ServerResponse, target: PodSubresourceTarget): Promise<void>;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, target: PodSubresourceTarget): void;
}

export interface RouterDeps extends WatchDeps {
  readonly openApi: OpenApi;
  readonly guard: Guard;
  readonly pods: PodSubresourceHandler | undefined;
  readonly usage: UsageSource | undefined;
  readonly log: Log;
}

const streamNames = ['log', 'exec', 'attach', 'portforward'] as const;
const version = {
  major: '1',
  minor: '33',
  gitVersion: 'v1.33.0-moorage.embedded',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: '',
  compiler: '',
  platform: `${process.platform}/${process.arch === 'x64' ? 'amd64' : process.arch}`,
};

function streamTarget(path: ResourcePath | undefined, query: URLSearchParams): PodSubresourceTarget | undefined {
  if (path === undefined || path.group !== '' || path.version !== 'v1' || path.plural !== 'pods') return undefined;
  const subresource = streamNames.find((name) => name === path.subresource);
  if (subresource === undefined || path.namespace === undefined || path.name === undefined) return undefined;
  return { namespace: path.namespace, pod: path.name, subresource, query };
}

const missing = () => refuse('NotFound', 'the server could not find the requested resource');
const notAllowed = () => refuse('MethodNotAllowed', 'the server does not allow this method on the requested resource');

async function handleCollection(deps: RouterDeps, exchange: Exchange, target: Target): Promise<void> {
  switch (exchange.method) {
    case 'GET':
      return isTrue(exchange.query, 'watch') ? handleWatch(deps, exchange, target) : handleList(deps, exchange, target);
    case 'POST':
      if (target.kind.resource.namespaced && target.namespace === undefined) throw notAllowed();
      return handleCreate(deps, exchange, target);
    case 'DELETE':
      return handleDeleteCollection(deps, exchange, target);
    default:
      throw notAllowed();
  }
}

async function handleObject(deps: RouterDeps, exchange: Exchange, target: NamedTarget): Promise<void> {
  const { kind, subresource } = target;
  if (kind.resource.namespaced && target.namespace === undefined) throw missing();
  if (subresource !== undefined && !kind.subresources.includes(subresource)) throw missing();
  if (exchange.method === 'POST' && subresource === 'eviction') return handleEviction(deps, exchange, target);
  if (exchange.method === 'POST' && subresource === 'binding') return handleBinding(deps, exchange, target);
  const isPart = subresource === undefined || ['status', 'scale', 'finalize', 'ephemeralcontainers'].includes(subresource);
  if (!isPart) throw notAllowed();
  switch (exchange.method) {
    case 'GET':
      return isTrue(exchange.query, 'watch') && subresource === undefined
        ? handleWatch(deps, exchange, target)
        : handleGet(deps, exchange, target);
    case 'PUT':
      return handleUpdate(deps, exchange, target);
    case 'PATCH':
      return handlePatch(
        deps,
        exchange,
        target,
        writeRequestOf(exchange, target, contentType(exchange.request).includes('apply-patch')),
      );
    case 'DELETE':
      if (subresource !== undefined) throw notAllowed();
      return handleDelete(deps, exchange, target);
    default:
      throw notAllowed();
  }
}

async function handleResource(deps: RouterDeps, exchange: Exchange, path: ResourcePath): Promise<void> {
  const review = findReview(path.group, path.version, path.plural);
  if (review !== undefined && exchange.method === 'POST' && path.name === undefined) return handleReview(exchange, review);
  const kind = deps.kinds.find(path);
  if (kind === undefined || (!kind.resource.namespaced && path.namespace !== undefined)) throw missing();
  const { namespace, name, subresource } = path;
  const target = {
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    ...(subresource === undefined ? {} : { subresource }),
  };
  if (kind.isComputed === true && deps.usage !== undefined)
    return handleMetrics({ usage: deps.usage, clock: deps.clock }, exchange, name === undefined ? target : { ...target, name });
  return name === undefined ? handleCollection(deps, exchange, target) : handleObject(deps, exchange, { ...target, name });
}

function handleDiscovery(deps: RouterDeps, exchange: Exchange, segments: readonly string[]): void {
  const [prefix, first, second] = segments;
  const isCore = prefix === 'api';
  if (first === undefined && wantsAggregated(exchange.request))
    return sendJson(exchange, 200, aggregatedDiscovery(deps.kinds, isCore), aggregatedType);
  if (first === undefined) return sendJson(exchange, 200, isCore ? coreVersions : groupList(deps.kinds));
  if (isCore) return sendJson(exchange, 200, resourceList(deps.kinds, '', first));
  return sendJson(
    exchange,
    200,
    second === undefined ? groupDiscovery(deps.kinds, first) : resourceList(deps.kinds, first, second),
  );
}

/** Paths that are about the server rather than about objects; false when the path is none of them. */
function handleMeta(deps: RouterDeps, exchange: Exchange): boolean {
  const segments = exchange.path.split('/').filter((segment) => segment !== '');
  const [first = '', second] = segments;
  if (exchange.method !== 'GET' && exchange.method !== 'HEAD') return false;
  if (['healthz', 'livez', 'readyz'].includes(first)) sendText(exchange, 200, 'ok');
  else if (first === 'version') sendJson(exchange, 200, version);
  else if (first === 'openapi' && second === 'v2') sendBytes(exchange, emptyOpenApi2);
  else if (first === 'openapi' && second === 'v3')
    sendJson(exchange, 200, segments.length === 2 ? deps.openApi.index() : deps.openApi.document(segments.slice(2).join('/')));
  else if (first === '')
    sendJson(exchange, 200, { paths: ['/api', '/apis', '/healthz', '/livez', '/openapi/v3', '/readyz', '/version'] });
  else if ((first === 'api' && segments.length <= 2) || (first === 'apis' && segments.length <= 3))
    handleDiscovery(deps, exchange, segments);
  else return false;
  return true;
}

async function dispatch(deps: RouterDeps, exchange: Exchange): Promise<void> {
  const refusal = deps.guard(exchange.request, exchange.path);
  if (refusal !== undefined) throw refusal;
  if (handleMeta(deps, exchange)) return;
  const path = parseResourcePath(exchange.path);
  if (path === undefined) throw missing();
  const streams = streamTarget(path, exchange.query);
  if (streams === undefined) return handleResource(deps, exchange, path);
  if (deps.pods === undefined) throw refuse('ServiceUnavailable', 'this server has no node that runs pods');
  await deps.pods.handleRequest(exchange.request, exchange.response, streams);
}

export interface Router {
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

function refuseUpgrade(socket: Duplex, error: unknown): void {
  const body = JSON.stringify(statusOf(error));
  const { code } = statusOf(error);
  socket.end(
    `HTTP/1.1 ${code} Refused\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

export function createRouter(deps: RouterDeps): Router {
  const report = (exchange: Exchange, error: unknown): void => {
    if (statusOf(error).code === 500)
      deps.log.error('request to the embedded cluster failed', { method: exchange.method, path: exchange.path, error });
    sendError(exchange, error);
  };
  return {
    handleRequest(request, response) {
      const exchange = openExchange(request, response);
      dispatch(deps, exchange).catch((error: unknown) => report(exchange, error));
    },
    handleUpgrade(request, socket, head) {
      socket.on('error', () => socket.destroy());
      const url = new URL(request.url ?? '/', 'https://localhost');
      const refusal = deps.guard(request, url.pathname);
      const target = streamTarget(parseResourcePath(url.pathname), url.searchParams);
      if (refusal !== undefined) return refuseUpgrade(socket, refusal);
      if (target === undefined || deps.pods === undefined) return refuseUpgrade(socket, missing());
      return deps.pods.handleUpgrade(request, socket, head, target);
    },
  };
}
