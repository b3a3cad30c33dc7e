/**
 * Carries one HTTP request to a pod.
 *
 * A request is tried on another pod only when no pod can have acted on it: the connection was refused, or it broke before an
 * answer began and the method may be repeated. Bodies are not held back for that: a request with a body goes over a fresh
 * connection, so it cannot meet one that the pod has just closed, and is sent only once the connection stands.
 */
import { Agent, request as httpRequest, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Backend, Unready } from './backends.rules.ts';

export interface Forwarded {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly headers: readonly string[];
}

export type ForwardResult =
  | { readonly kind: 'answered' }
  | { readonly kind: 'failed'; readonly canRetry: boolean; readonly failure: Unready };

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
const repeatable = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE']);

/** Connections to pods stay open for 5 s between requests: below the keep-alive time of common servers. */
export function createUpstreamAgent(): Agent {
  return new Agent({ keepAlive: true, timeout: 0, maxFreeSockets: 64, scheduling: 'lifo', keepAliveMsecs: 1000 });
}

/** Where a message ends and whom it is for stays with it, though `Connection` names them: without, a body becomes a request. */
const framing = new Set(['content-length', 'host']);

/** Name and value pairs without those that concern one connection only. */
export function endToEndHeaders(raw: readonly string[]): string[] {
  const named = new Set<string>();
  for (let index = 0; index < raw.length; index += 2) {
    if (raw[index]?.toLowerCase() !== 'connection') continue;
    for (const name of (raw[index + 1] ?? '').split(',')) {
      const lower = name.trim().toLowerCase();
      if (!framing.has(lower)) named.add(lower);
    }
  }
  return raw.flatMap((name, index) => {
    if (index % 2 === 1) return [];
    const lower = name.toLowerCase();
    return hopByHop.has(lower) || named.has(lower) ? [] : [name, raw[index + 1] ?? ''];
  });
}

/** The headers for the pod: end-to-end ones, plus who asked, by which name and how. */
export function forwardedHeaders(request: IncomingMessage, port: number): string[] {
  const own = new Set(['host', 'x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-port', 'x-forwarded-for', 'x-real-ip']);
  const kept = endToEndHeaders(request.rawHeaders);
  const headers = kept.flatMap((name, index) =>
    index % 2 === 1 || own.has(name.toLowerCase()) ? [] : [name, kept[index + 1] ?? ''],
  );
  const client = request.socket.remoteAddress ?? '127.0.0.1';
  headers.push('Host', request.headers.host ?? '');
  if (request.headers['transfer-encoding'] !== undefined) headers.push('Transfer-Encoding', 'chunked');
  headers.push('X-Forwarded-For', client, 'X-Real-IP', client, 'X-Forwarded-Proto', 'http');
  headers.push('X-Forwarded-Host', request.headers.host ?? '', 'X-Forwarded-Port', String(port));
  return headers;
}

export function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? '0') > 0;
}

function isConnectFailure(error: NodeJS.ErrnoException): boolean {
  return (
    error.syscall === 'connect' || ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'].includes(error.code ?? '')
  );
}

function sendBody(upstream: ClientRequest, request: IncomingMessage): void {
  if (!hasBody(request)) {
    upstream.end();
    return;
  }
  // Headers with `Expect` or a slow body must not wait for the first byte.
  upstream.flushHeaders();
  upstream.once('socket', (socket) => {
    if (socket.connecting) socket.once('connect', () => request.pipe(upstream));
    else request.pipe(upstream);
  });
}

function relay(answer: IncomingMessage, response: ServerResponse): void {
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', endToEndHeaders(answer.rawHeaders));
  response.flushHeaders();
  answer.pipe(response);
  answer.once('aborted', () => response.destroy());
  answer.once('error', () => response.destroy());
}

/** Sends the request to one pod; resolves when an answer has begun or none can be had from this pod. */
export function forward(backend: Backend, exchange: Forwarded, agent: Agent): Promise<ForwardResult> {
  const { request, response, headers } = exchange;
  const method = request.method ?? 'GET';
  const isBodied = hasBody(request);
  const isReused = !isBodied && repeatable.has(method);
  return new Promise((resolve) => {
    let isAnswered = false;
    const upstream = httpRequest({
      host: backend.ip,
      port: backend.port,
      method,
      path: request.url ?? '/',
      headers: [...headers],
      setHost: false,
      agent: isReused ? agent : false,
    });
    const abort = (): void => void upstream.destroy();
    response.once('close', abort);
    upstream.once('response', (answer) => {
      isAnswered = true;
      try {
        relay(answer, response);
      } catch {
        // Headers that Node would not send: the pod's answer cannot be passed on.
        response.destroy();
      }
      resolve({ kind: 'answered' });
    });
    upstream.once('error', (error: NodeJS.ErrnoException) => {
      response.off('close', abort);
      if (isAnswered) {
        response.destroy();
        return;
      }
      const canRetry = !response.destroyed && (isConnectFailure(error) || (repeatable.has(method) && !isBodied));
      const reason = isConnectFailure(error)
        ? `connection to port ${backend.port} refused`
        : `connection broke before an answer (${error.code ?? error.message})`;
      resolve({ kind: 'failed', canRetry, failure: { pod: backend.pod, reason } });
    });
    sendBody(upstream, request);
  });
}
