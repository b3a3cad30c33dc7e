/**
 * A proxy that stands between a Kubernetes client and an API server and misbehaves as told.
 *
 * Two layers. In front, the TCP proxy that cuts, freezes and reroutes whole connections. Behind it, an HTTP proxy that asks its
 * `decide` function about each request, and does to it what networks, load balancers and busy servers do: it refuses, loses the
 * request before it had its effect or the answer after it had, delays, cuts an answer in the middle of a line, repeats or swaps
 * events of a watch, says that a version has expired, or goes silent with the connection open.
 *
 * What it guarantees: a fault hits the one request it was decided for; whatever is not hit passes unchanged, byte for byte.
 * Clients speak plain HTTP to it, it speaks TLS to the server.
 */
import * as http from 'node:http';
import * as https from 'node:https';
import { systemClock } from '@moorage/core/clock';
import { startCuttingProxy } from './cutting-proxy.ts';

export type Fault =
  /** Answers without asking the server. */
  | { readonly kind: 'refuse'; readonly status: 409 | 410 | 429 | 500 | 503; readonly retryAfterSeconds?: number }
  /** The connection breaks before the server heard of it, or after it did what was asked. */
  | { readonly kind: 'drop'; readonly moment: 'before-effect' | 'after-effect' }
  | { readonly kind: 'delay'; readonly ms: number }
  /** After so many whole lines, half of the next one passes and the connection breaks. */
  | { readonly kind: 'cut'; readonly afterLines: number }
  /** Each event of a watch comes twice. */
  | { readonly kind: 'duplicate' }
  /** Every two events of a watch that come together swap places. */
  | { readonly kind: 'reorder' }
  /** After so many lines a watch is told that its version has expired. */
  | { readonly kind: 'expire'; readonly afterLines: number }
  /** After so many lines nothing comes any more, and the connection stays open. */
  | { readonly kind: 'silence'; readonly afterLines: number };

export interface ProxiedRequest {
  readonly method: string;
  /** With query. */
  readonly path: string;
  readonly isWatch: boolean;
}

export type Decide = (request: ProxiedRequest) => Fault | undefined;

export interface FaultProxy {
  /** For clients: `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** How many faults of each kind were injected so far. */
  readonly injected: Readonly<Record<Fault['kind'], number>>;
  /** What happens to requests from now on; at first nothing does. */
  decide(decide: Decide): void;
  /** Breaks every connection; gives how many there were. */
  cut(): number;
  /** While true, connections stay open and not a byte passes. */
  freeze(isFrozen: boolean): void;
  stop(): Promise<void>;
}

export interface FaultProxyTarget {
  readonly server: string;
  readonly ca: string;
}

const reasons = {
  409: 'Conflict',
  410: 'Expired',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
} as const;

function statusBody(code: keyof typeof reasons): object {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason: reasons[code], message: `fault: ${reasons[code]}` };
}

function refuse(response: http.ServerResponse, fault: Extract<Fault, { kind: 'refuse' }>): void {
  const retryAfter = fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) };
  response.writeHead(fault.status, { 'content-type': 'application/json', ...retryAfter });
  response.end(JSON.stringify(statusBody(fault.status)));
}

/** What becomes of the lines of one answer. */
interface Mangler {
  /** Takes a whole line and gives what passes on; `break` breaks the connection after that, `mute` lets nothing more pass. */
  (line: string): { readonly pass: string; readonly next?: 'break' | 'mute' | 'end' };
  /** What it held back, when no line follows at once. */
  flush?: () => string;
}

function cutAfter(afterLines: number, last: (line: string) => ReturnType<Mangler>): Mangler {
  let seen = 0;
  return (line) => (seen++ < afterLines ? { pass: line } : last(line));
}

function swapper(): Mangler {
  let held = '';
  const swap: Mangler = (line) => {
    if (held === '') {
      held = line;
      return { pass: '' };
    }
    const pass = line + held;
    held = '';
    return { pass };
  };
  swap.flush = () => {
    const pass = held;
    held = '';
    return pass;
  };
  return swap;
}

function manglerOf(fault: Fault): Mangler | undefined {
  switch (fault.kind) {
    case 'cut':
      return cutAfter(fault.afterLines, (line) => ({ pass: line.slice(0, line.length / 2), next: 'break' }));
    case 'expire': {
      const event = `${JSON.stringify({ type: 'ERROR', object: statusBody(410) })}\n`;
      return cutAfter(fault.afterLines, () => ({ pass: event, next: 'end' }));
    }
    case 'silence':
      return cutAfter(fault.afterLines, () => ({ pass: '', next: 'mute' }));
    case 'duplicate':
      return (line) => ({ pass: line + line });
    case 'reorder':
      return swapper();
    default:
      return undefined;
  }
}

/** How long a swapped event waits for a partner. */
const holdMs = 30;

function passMangled(answer: http.IncomingMessage, response: http.ServerResponse, mangle: Mangler): void {
  let rest = '';
  let isMuted = false;
  let cancelFlush = (): void => {};
  answer.setEncoding('utf8');
  const act = (line: string): void => {
    if (isMuted || response.destroyed || response.writableEnded) return;
    const { pass, next } = mangle(line);
    if (pass !== '') response.write(pass, next === 'break' ? () => response.destroy() : undefined);
    if (next === 'break' && pass === '') response.destroy();
    if (next === 'end') response.end();
    if (next !== undefined) isMuted = true;
  };
  const flush = (): void => {
    const held = mangle.flush?.() ?? '';
    if (held !== '' && !isMuted && !response.writableEnded) response.write(held);
  };
  answer.on('data', (chunk: string) => {
    cancelFlush();
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) act(`${line}\n`);
    if (mangle.flush !== undefined) cancelFlush = systemClock.after(holdMs, flush);
  });
  answer.on('end', () => {
    cancelFlush();
    if (rest !== '') act(rest);
    flush();
    if (!isMuted) response.end();
  });
}

interface Upstream {
  readonly target: URL;
  readonly ca: string;
  readonly agent: https.Agent;
}

function ask(
  upstream: Upstream,
  request: http.IncomingMessage,
  onAnswer: (answer: http.IncomingMessage) => void,
): http.ClientRequest {
  const { target, ca, agent } = upstream;
  const headers = { ...request.headers, host: target.host };
  const path = request.url ?? '/';
  const isStream = path.includes('watch=true');
  return https.request(
    {
      host: target.hostname,
      port: target.port,
      ca,
      path,
      headers,
      method: request.method ?? 'GET',
      agent: isStream ? false : agent,
    },
    onAnswer,
  );
}

function forward(
  upstream: Upstream,
  exchange: readonly [http.IncomingMessage, http.ServerResponse],
  fault: Fault | undefined,
): void {
  const [request, response] = exchange;
  const asked = ask(upstream, request, (answer) => {
    answer.on('error', () => response.destroy());
    if (fault?.kind === 'drop') {
      answer.resume();
      answer.on('end', () => response.destroy());
      return;
    }
    const { connection: _hop, 'transfer-encoding': _coding, ...headers } = answer.headers;
    const mangle = fault === undefined ? undefined : manglerOf(fault);
    if (mangle === undefined) {
      response.writeHead(answer.statusCode ?? 502, headers);
      response.flushHeaders();
      answer.pipe(response);
    } else {
      const { 'content-length': _length, ...open } = headers;
      response.writeHead(answer.statusCode ?? 502, open);
      response.flushHeaders();
      passMangled(answer, response, mangle);
    }
    answer.on('close', () => (answer.complete ? undefined : response.destroy()));
  });
  asked.on('error', () => response.destroy());
  response.on('close', () => (response.writableFinished ? undefined : asked.destroy()));
  request.pipe(asked);
}

function listen(server: http.Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

/** Starts it on a free loopback port in front of the given API server. */
export async function startFaultProxy(to: FaultProxyTarget): Promise<FaultProxy> {
  const upstream: Upstream = { target: new URL(to.server), ca: to.ca, agent: new https.Agent({ keepAlive: true }) };
  const injected = { refuse: 0, drop: 0, delay: 0, cut: 0, duplicate: 0, reorder: 0, expire: 0, silence: 0 };
  let decide: Decide = () => undefined;
  const server = http.createServer((request, response) => {
    const path = request.url ?? '/';
    const fault = decide({ method: request.method ?? 'GET', path, isWatch: path.includes('watch=true') });
    if (fault !== undefined) injected[fault.kind] += 1;
    response.on('error', () => {});
    if (fault?.kind === 'refuse') refuse(response, fault);
    else if (fault?.kind === 'drop' && fault.moment === 'before-effect') response.destroy();
    else if (fault?.kind === 'delay') systemClock.after(fault.ms, () => forward(upstream, [request, response], undefined));
    else forward(upstream, [request, response], fault);
  });
  const front = await startCuttingProxy(await listen(server));
  return {
    url: `http://127.0.0.1:${front.port}`,
    injected,
    decide: (next) => void (decide = next),
    cut: () => front.cut(),
    freeze: (isFrozen) => front.freeze(isFrozen),
    async stop() {
      await front.stop();
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
      upstream.agent.destroy();
    },
  };
}
