/**
 * HTTP to one API server: connection pool, credentials, deadlines, aborts.
 *
 * Short calls share a keep-alive pool; streams (watch, log) get sockets of their own, so that many watches never starve the calls.
 * Credentials that the server refuses (401, or a TLS alert about our certificate) are read again, and a call goes out once more when
 * there are new ones: tokens and certificates rotate. A new certificate gets connections of its own; what runs over an old
 * one goes on to its end. A call that the server did not answer within its deadline, or whose caller went away, has its socket destroyed.
 */
import * as http from 'node:http';
import * as https from 'node:https';
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Connection, HeldCredentials, TokenSource } from './connection.ts';
import { abortedError, certificateProblem, certificateRefused, isCertificateAlert, networkError } from './errors.ts';

export interface HttpCall {
  readonly method: string;
  /** Path with query, below the server's base URL. */
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Until the whole answer is there; for a stream, until its headers are. */
  readonly timeoutMs: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export interface Transport {
  call(call: HttpCall): Promise<HttpAnswer>;
  /** The answer as a stream; an answer of 400 and above is read and returned as {@link HttpAnswer}. */
  stream(call: HttpCall): Promise<http.IncomingMessage | HttpAnswer>;
  /** TLS settings and headers for a WebSocket to the same server. */
  socketOptions(): Promise<{ readonly url: URL; readonly options: https.RequestOptions }>;
  close(): void;
}

export interface TransportDeps {
  readonly connection: Connection;
  readonly tokens: TokenSource;
  readonly clock: Clock;
  readonly userAgent: string;
  /** More of an answer is not read (default 256 MiB). */
  readonly maxAnswerBytes?: number | undefined;
}

/** Enough for a busy controller; beyond it calls queue here instead of opening sockets without end. */
const maxSockets = 64;
/** A peer that vanished is noticed by the kernel, long before a deadline. */
const keepAliveMs = 15_000;
const usualMaxAnswerBytes = 256 * 1024 * 1024;

type TlsOptions = Pick<https.AgentOptions, 'ca' | 'servername' | 'rejectUnauthorized'>;
type PlaceOptions = Pick<https.RequestOptions, 'lookup'>;

function tlsOptions(connection: Connection): TlsOptions {
  return {
    ...(connection.ca === undefined ? {} : { ca: connection.ca }),
    ...(connection.serverName === undefined ? {} : { servername: connection.serverName }),
    ...(connection.skipTlsVerify === true ? { rejectUnauthorized: false } : {}),
  };
}

function readAll(message: http.IncomingMessage, maxBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    message.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > maxBytes) message.destroy(new Error('the answer is too large'));
    });
    message.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    message.on('error', reject);
    message.on('close', () => (message.complete ? undefined : reject(new Error('the connection broke off within the answer'))));
  });
}

/** Given with every request and not to the pool, which keeps connections of different certificates apart by that. */
function certOptions({ cert, key }: HeldCredentials): Pick<https.RequestOptions, 'cert' | 'key'> {
  return { ...(cert === undefined ? {} : { cert }), ...(key === undefined ? {} : { key }) };
}

interface Guard {
  /** What ended the call early, if anything did. */
  reason(): AppError | undefined;
  release(): void;
}

/** Destroys the request at its deadline or when the caller aborts. */
function guard(request: http.ClientRequest, call: HttpCall, clock: Clock, what: string): Guard {
  let reason: AppError | undefined;
  const end = (error: AppError): void => {
    reason ??= error;
    request.destroy(error);
  };
  const onAbort = (): void => end(abortedError(what));
  const cancel = clock.after(call.timeoutMs, () =>
    end(
      new AppError('unavailable', 'The Kubernetes API did not answer in time.', {
        internal: `${what} took over ${call.timeoutMs} ms`,
      }),
    ),
  );
  call.signal?.addEventListener('abort', onAbort, { once: true });
  if (call.signal?.aborted === true) onAbort();
  return {
    reason: () => reason,
    release() {
      cancel();
      call.signal?.removeEventListener('abort', onAbort);
    },
  };
}

/** Opens the pools; nothing connects before the first call. */
export function createTransport(deps: TransportDeps): Transport {
  const base = new URL(deps.connection.server);
  const isTls = base.protocol === 'https:';
  const prefix = base.pathname.replace(/\/$/, '');
  const tls = isTls ? tlsOptions(deps.connection) : {};
  const { lookup } = deps.connection;
  const place: PlaceOptions = lookup === undefined ? {} : { lookup };
  const newAgent = (options: http.AgentOptions): http.Agent =>
    isTls ? new https.Agent({ ...options, ...tls }) : new http.Agent(options);
  const calls = newAgent({ keepAlive: true, maxSockets, maxFreeSockets: 8, scheduling: 'lifo' });
  const streams = newAgent({ keepAlive: false });
  function headersOf(call: HttpCall, token: string | undefined): Record<string, string | number> {
    return {
      accept: 'application/json',
      'user-agent': deps.userAgent,
      ...(call.body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(call.body) }),
      ...call.headers,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
  }

  type Read<T> = (message: http.IncomingMessage) => Promise<T>;

  function open(call: HttpCall, agent: http.Agent, held: HeldCredentials): http.ClientRequest {
    const start = isTls ? https.request : http.request;
    const request = start({
      agent,
      method: call.method,
      host: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port,
      path: prefix + call.path,
      headers: headersOf(call, held.token),
      ...tls,
      ...place,
      ...(isTls ? certOptions(held) : {}),
    });
    request.once('socket', (socket) => socket.setKeepAlive(true, keepAliveMs));
    return request;
  }

  async function send<T>(call: HttpCall, agent: http.Agent, read: Read<T>, mayRepeat = true): Promise<T> {
    const what = `${call.method} ${call.path}`;
    if (call.signal?.aborted === true) throw abortedError(what);
    const held = await deps.tokens.get();
    const request = open(call, agent, held);
    const guarded = guard(request, call, deps.clock, what);
    const isReplaced = async (): Promise<boolean> => (await deps.tokens.replace(held)) && mayRepeat;
    try {
      const message = await new Promise<http.IncomingMessage>((resolve, reject) => {
        request.on('response', resolve);
        request.on('error', reject);
        request.end(call.body);
      });
      if (message.statusCode !== 401) return await read(message);
      if (await isReplaced()) {
        message.resume();
        return await send(call, agent, read, false);
      }
      const problem = certificateProblem(held.cert, deps.clock.now());
      if (problem === undefined) return await read(message);
      message.resume();
      throw problem;
    } catch (error) {
      const reason = guarded.reason();
      if (reason !== undefined || error instanceof AppError) throw reason ?? error;
      const problem = certificateProblem(held.cert, deps.clock.now());
      const isAlert = isCertificateAlert(error);
      if (problem === undefined && !isAlert) throw networkError(error, what);
      // Some servers close the connection without an alert; then nobody knows whether they had heard the call.
      if ((await isReplaced()) && isAlert) return await send(call, agent, read, false);
      throw problem ?? certificateRefused(error, what);
    } finally {
      guarded.release();
    }
  }

  const answer = async (message: http.IncomingMessage): Promise<HttpAnswer> => ({
    status: message.statusCode ?? 0,
    headers: message.headers,
    body: await readAll(message, deps.maxAnswerBytes ?? usualMaxAnswerBytes),
  });

  return {
    call: (call) => send(call, calls, answer),
    async stream(call) {
      const opened = await send(call, streams, async (message) =>
        (message.statusCode ?? 500) < 400 ? message : answer(message),
      );
      if (opened instanceof http.IncomingMessage) {
        const stop = (): void => void opened.destroy();
        call.signal?.addEventListener('abort', stop, { once: true });
        opened.once('close', () => call.signal?.removeEventListener('abort', stop));
        if (call.signal?.aborted === true) stop();
      }
      return opened;
    },
    async socketOptions() {
      const held = await deps.tokens.get();
      const { token } = held;
      const headers = { 'user-agent': deps.userAgent, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
      const url = new URL(base);
      url.protocol = isTls ? 'wss:' : 'ws:';
      url.pathname = prefix;
      return { url, options: { ...tls, ...place, ...(isTls ? certOptions(held) : {}), headers } };
    },
    close() {
      calls.destroy();
      streams.destroy();
    },
  };
}
