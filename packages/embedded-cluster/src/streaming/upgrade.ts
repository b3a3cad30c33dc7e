/** Taking over a connection: to a WebSocket, to SPDY/3.1, or not at all. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { statusOf } from '../apiserver/refusal.ts';

export interface Upgrade {
  readonly req: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

const reasonPhrases: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  422: 'Unprocessable Entity',
};

/** Answers an upgrade with a plain HTTP error, which the client reads as a Status. */
export function refuseUpgrade(socket: Duplex, error: unknown): void {
  const status = statusOf(error);
  const body = JSON.stringify(status);
  const phrase = reasonPhrases[status.code] ?? 'Error';
  socket.end(
    `HTTP/1.1 ${status.code} ${phrase}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

/** What the client wants to speak instead of HTTP. */
export function wantedProtocol(req: IncomingMessage): 'websocket' | 'spdy' | undefined {
  const upgrade = (req.headers.upgrade ?? '').toLowerCase();
  if (upgrade === 'websocket') return 'websocket';
  return upgrade === 'spdy/3.1' ? 'spdy' : undefined;
}

/** The subprotocols offered in a header, in order of preference. */
export function offeredProtocols(req: IncomingMessage, header: 'sec-websocket-protocol' | 'x-stream-protocol-version'): string[] {
  const value = req.headers[header];
  const text = Array.isArray(value) ? value.join(',') : (value ?? '');
  return text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 4 * 1024 * 1024 });

/**
 * The subprotocol chosen for a request. `SPDY/3.1+portforward.k8s.io` is no token of RFC 6455, so the library refuses the
 * header; it is taken away before and the choice is added to the answer by hand.
 */
const chosen = new WeakMap<IncomingMessage, string>();
server.on('headers', (headers, req) => {
  const subprotocol = chosen.get(req);
  if (subprotocol !== undefined) headers.push(`Sec-WebSocket-Protocol: ${subprotocol}`);
});

/** Accepts a WebSocket with the given subprotocol, which must be among those offered. */
export function acceptWebSocket({ req, socket, head }: Upgrade, subprotocol: string): Promise<WebSocket> {
  chosen.set(req, subprotocol);
  delete req.headers['sec-websocket-protocol'];
  return new Promise((resolve) => server.handleUpgrade(req, socket, head, resolve));
}

/** Accepts SPDY/3.1 and gives the transport. */
export function acceptSpdy({ socket, head }: Upgrade, subprotocol: string): Duplex {
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: ${subprotocol}\r\n\r\n`,
  );
  if (head.length > 0) socket.unshift(head);
  return socket;
}
