/**
 * Server-sent events that survive a lost connection.
 *
 * The stream reconnects by itself with a growing delay and sends `Last-Event-ID`, so that nothing between two connections is
 * lost where the server can resume. It ends when the caller aborts, when the server says so (`end` event), or when the server
 * refuses with an error that a repeat cannot cure. `fetch` is used and not EventSource, which can send no bearer token and
 * hides why a connection was refused.
 */
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import {
  asContract,
  type CallOptions,
  type ClientOptions,
  headersOf,
  readAnswer,
  type RequestParts,
  type RouteAddress,
  urlOf,
} from './transport.ts';
import type { ApiResult } from './result.ts';

/** One event; `E` maps event names to the types of their data. */
export type StreamEvent<E> = {
  [K in keyof E]: { readonly event: K; readonly data: E[K]; readonly id: string | undefined };
}[keyof E];

export interface StreamOptions<E> {
  readonly signal?: AbortSignal;
  onEvent(event: StreamEvent<E>): void;
  /** Each time a connection is there. */
  onOpen?(): void;
  /** Each time one is lost or refused; the stream goes on by itself while `retrying`. */
  onError?(problem: { readonly message: string; readonly retrying: boolean }): void;
  readonly lastEventId?: string;
  /** False to end with the connection, for streams that are not followed. */
  readonly reconnect?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Why a stream is over. */
export type StreamEnd =
  | { readonly kind: 'aborted' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'refused'; readonly result: Exclude<ApiResult<never>, { kind: 'ok' }> };

const firstDelayMs = 500;
const longestDelayMs = 15_000;

interface StreamState {
  lastEventId: string | undefined;
  delayMs: number;
  ended: boolean;
}

function parserFor<E>(options: StreamOptions<E>, state: StreamState): (chunk: string) => void {
  const parser = createParser({
    onEvent(message: EventSourceMessage) {
      if (message.id !== undefined) state.lastEventId = message.id;
      if (message.event === 'end') state.ended = true;
      const data: unknown = JSON.parse(message.data);
      options.onEvent(asContract<StreamEvent<E>>({ event: message.event ?? 'message', data, id: message.id }));
    },
    onRetry(delayMs) {
      state.delayMs = delayMs;
    },
  });
  return (chunk) => parser.feed(chunk);
}

async function readAll(body: ReadableStream<Uint8Array>, feed: (chunk: string) => void): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    feed(decoder.decode(value, { stream: true }));
  }
}

async function connect<E>(
  client: ClientOptions,
  request: { route: RouteAddress; parts: RequestParts },
  options: StreamOptions<E>,
  state: StreamState,
): Promise<StreamEnd | 'lost'> {
  const callOptions: CallOptions = { headers: { ...options.headers, accept: 'text/event-stream' } };
  const headers = headersOf(client, request.parts, callOptions);
  if (state.lastEventId !== undefined) headers['last-event-id'] = state.lastEventId;
  const response = await (client.fetch ?? fetch)(urlOf(client.baseUrl, request.route, request.parts), {
    method: request.route.method,
    headers,
    credentials: 'same-origin',
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  if (!response.ok || response.body === null) {
    const result = await readAnswer<never>(response);
    const mayPass = result.kind !== 'api-error' || result.status >= 500 || result.status === 429;
    // Who does not want it repeated is told why it was refused, whatever the reason.
    if (result.kind !== 'ok' && (!mayPass || options.reconnect === false)) return { kind: 'refused', result };
    return 'lost';
  }
  options.onOpen?.();
  state.delayMs = firstDelayMs;
  await readAll(response.body, parserFor(options, state));
  return state.ended || options.reconnect === false ? { kind: 'ended' } : 'lost';
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted ?? false;
}

function pause(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, delayMs);
    signal?.addEventListener('abort', finish, { once: true });
  });
}

interface StreamRequest {
  readonly route: RouteAddress;
  readonly parts: RequestParts;
}

/** One connection; what it throws (a refused or cut connection) is why it was lost. */
async function attempt<E>(
  client: ClientOptions,
  request: StreamRequest,
  options: StreamOptions<E>,
  state: StreamState,
): Promise<StreamEnd | { readonly kind: 'lost'; readonly message: string }> {
  try {
    const end = await connect(client, request, options, state);
    return end === 'lost' ? { kind: 'lost', message: 'The connection was lost.' } : end;
  } catch (cause) {
    return { kind: 'lost', message: cause instanceof Error ? cause.message : 'The connection was lost.' };
  }
}

/** Follows a stream until it is over; never throws. */
export async function follow<E>(
  client: ClientOptions,
  route: RouteAddress,
  parts: RequestParts,
  options: StreamOptions<E>,
): Promise<StreamEnd> {
  const state: StreamState = { lastEventId: options.lastEventId, delayMs: firstDelayMs, ended: false };
  while (!isAborted(options.signal)) {
    const end = await attempt(client, { route, parts }, options, state);
    if (end.kind === 'refused') options.onError?.({ message: 'The server refused the stream.', retrying: false });
    if (end.kind !== 'lost') return end;
    if (isAborted(options.signal)) break;
    const { message } = end;
    if (options.reconnect === false) return { kind: 'refused', result: { kind: 'client-error', message, cause: undefined } };
    options.onError?.({ message, retrying: true });
    await pause(state.delayMs, options.signal);
    state.delayMs = Math.min(state.delayMs * 2, longestDelayMs);
  }
  return { kind: 'aborted' };
}
