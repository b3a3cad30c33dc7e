/** A WebSocket to the API server, with our credentials. */
import { AppError, messageOf } from '@moorage/core/errors';
import type { WebSocket } from 'ws';
import { abortedError, answerToError } from './errors.ts';
import type { Transport } from './transport.ts';

export interface SocketCall {
  /** Path with query, below the server's base URL. */
  readonly path: string;
  readonly protocol: string;
  readonly signal?: AbortSignal | undefined;
  /** What is opened, for the log. */
  readonly what: string;
}

const handshakeMs = 15_000;

/**
 * `SPDY/3.1+portforward.k8s.io` is no token of RFC 6455, so the library would neither send nor accept it. Such a name goes into the
 * header by hand, and the answer that names it is taken out before the library looks.
 */
function isToken(protocol: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(protocol);
}

/** Opens it; resolves when the server accepted, throws what the server answered otherwise. `prepare` runs before anything arrives. */
export async function openWebSocket<T>(transport: Transport, call: SocketCall, prepare: (socket: WebSocket) => T): Promise<T> {
  // Only whoever opens a stream to a pod pays for the library.
  const { WebSocket: Socket } = await import('ws');
  const { url, options } = await transport.socketOptions();
  if (call.signal?.aborted === true) throw abortedError(call.what);
  const address = `${url.protocol}//${url.host}${url.pathname.replace(/\/$/, '')}${call.path}`;
  const byLibrary = isToken(call.protocol);
  const headers = { ...options.headers, ...(byLibrary ? {} : { 'sec-websocket-protocol': call.protocol }) };
  const socket = new Socket(address, byLibrary ? [call.protocol] : [], { ...options, headers, handshakeTimeout: handshakeMs });
  const prepared = prepare(socket);
  const abort = (): void => socket.terminate();
  call.signal?.addEventListener('abort', abort, { once: true });
  socket.once('close', () => call.signal?.removeEventListener('abort', abort));
  await new Promise<void>((resolve, reject) => {
    socket.once('upgrade', (response) => {
      if (!byLibrary && response.headers['sec-websocket-protocol'] === call.protocol) {
        delete response.headers['sec-websocket-protocol'];
      }
    });
    socket.once('open', resolve);
    socket.once('error', (error) =>
      reject(new AppError('unavailable', 'The stream could not be opened.', { internal: messageOf(error), cause: error })),
    );
    socket.once('unexpected-response', (_request, response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        reject(
          answerToError({ status: response.statusCode ?? 500, body: Buffer.concat(chunks).toString('utf8'), what: call.what }),
        ),
      );
    });
  });
  return prepared;
}
