/**
 * WebSockets, through the same door as everything else.
 *
 * A request to upgrade is handed to the router like any other, with a response that writes to its connection. So it gets its
 * id, its log line, the checks of address, origin, session, scope and input, and whatever refuses it is answered as an
 * ordinary error. Only then does the handler accept, and the connection speaks WebSocket. A browser sends cookies with a
 * handshake from any page and applies no same-origin rule to it: the gate therefore treats every route of this kind like one
 * that changes something.
 *
 * A route names its protocol and the client must offer it, so that a page of ours never talks past a server of another version.
 * A peer that does not answer two pings in a row is gone. `send` resolves when the bytes have left: who awaits it in loops
 * keeps no more in memory than one message; the other way round, `pause` lets the sender wait.
 */
import type { IncomingMessage, Server } from 'node:http';
import { ServerResponse } from 'node:http';
import { Socket as NetSocket } from 'node:net';
import type { CancelTimer, Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import { type WebSocket, WebSocketServer } from 'ws';

export interface Socket {
  /** Resolves when it has left, also when the peer is gone by then. */
  send(data: string | Uint8Array): Promise<void>;
  /** Called for each message from here on; before the first call none is read. */
  onMessage(listener: (message: SocketMessage) => void): void;
  pause(): void;
  resume(): void;
  close(code: number, reason: string): void;
  /** Aborts when either side closed. */
  readonly signal: AbortSignal;
}

export type SocketMessage =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

/** A handshake that waits for its answer. */
export interface SocketUpgrade {
  /** Throws where the request is no handshake of the protocol. */
  check(): void;
  /** Completes the handshake, after the same check; until then a throw is an ordinary error answer. */
  accept(): Promise<Socket>;
  /** Aborts when the client left, or the socket closed. */
  readonly signal: AbortSignal;
}

export interface ControlledUpgrade extends SocketUpgrade {
  isAccepted(): boolean;
  /** Ends it; before the handshake nothing happens. */
  end(code?: number, reason?: string): void;
}

interface Handshake {
  readonly connection: NetSocket;
  readonly head: Buffer;
}

export interface Upgrades {
  /** Begins to take handshakes; `handle` gets them as requests. */
  listen(server: Server, handle: (request: IncomingMessage, response: ServerResponse) => void): void;
  of(request: IncomingMessage): Handshake | undefined;
}

export const closeCodes = { normal: 1000, goingAway: 1001, policy: 1008, failure: 1011 } as const;

const pingEveryMs = 15_000;
/** How long a peer may take to answer that it closes too. */
const closeGraceMs = 500;
const maxMessageBytes = 256 * 1024;

/** Only such requests leave the ordinary way. */
export function wantsSocket({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';
}

export function createUpgrades(): Upgrades {
  const handshakes = new WeakMap<IncomingMessage, Handshake>();
  return {
    of: (request) => handshakes.get(request),
    listen(server, handle) {
      server.on('upgrade', (request, connection, head) => {
        if (!(connection instanceof NetSocket)) {
          connection.destroy();
          return;
        }
        handshakes.set(request, { connection, head });
        // A connection that breaks is noticed by its closing.
        connection.on('error', () => {});
        const response = new ServerResponse(request);
        response.shouldKeepAlive = false;
        response.assignSocket(connection);
        response.once('finish', () => connection.end());
        handle(request, response);
      });
    },
  };
}

function needsSocket(protocol: string): AppError {
  return new AppError('invalid_request', `This address speaks WebSocket with the protocol ${protocol}.`, {
    details: { nextStep: 'Connect with a WebSocket client that offers this protocol.' },
  });
}

/** Pings until the peer leaves, or two in a row stay unanswered. */
function keepAlive(socket: WebSocket, clock: Clock): CancelTimer {
  let unanswered = 0;
  let cancel: CancelTimer = () => {};
  socket.on('pong', () => (unanswered = 0));
  const beat = (): void => {
    cancel = clock.after(pingEveryMs, () => {
      if (unanswered === 2) return socket.terminate();
      unanswered += 1;
      socket.ping();
      beat();
    });
  };
  beat();
  return () => cancel();
}

function messageOfFrame(data: unknown, isBinary: boolean): SocketMessage {
  const bytes = Buffer.isBuffer(data) ? data : Buffer.alloc(0);
  return isBinary ? { kind: 'bytes', bytes } : { kind: 'text', text: bytes.toString('utf8') };
}

function socketOver(socket: WebSocket, signal: AbortSignal, clock: Clock): Socket {
  return {
    signal,
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    send: (data) =>
      new Promise((resolve) => {
        if (socket.readyState === socket.OPEN) socket.send(data, () => resolve());
        else resolve();
      }),
    onMessage(listener) {
      socket.on('message', (data, isBinary) => listener(messageOfFrame(data, isBinary)));
      socket.resume();
    },
    close(code, reason) {
      socket.close(code, reason);
      clock.after(closeGraceMs, () => socket.terminate());
    },
  };
}

export interface UpgradeParts {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly upgrades: Upgrades;
  readonly protocol: string;
  readonly clock: Clock;
  /** Takes the answer over from the framework. */
  readonly takeOver: () => void;
}

export function createSocketUpgrade({ request, response, upgrades, protocol, clock, takeOver }: UpgradeParts): ControlledUpgrade {
  const aborter = new AbortController();
  let open: Socket | undefined;
  response.once('close', () => aborter.abort());

  async function handshake({ connection, head }: Handshake): Promise<WebSocket> {
    const options = { noServer: true, clientTracking: false, perMessageDeflate: false, maxPayload: maxMessageBytes } as const;
    const server = new WebSocketServer({ ...options, handleProtocols: () => protocol });
    return await new Promise((resolve, reject) => {
      // A handshake that is malformed is answered and cut by the library.
      connection.once('close', () => reject(new AppError('invalid_request', 'The handshake was not completed.')));
      server.handleUpgrade(request, connection, head, (socket) => {
        socket.pause();
        resolve(socket);
      });
    });
  }

  function checked(): Handshake {
    const found = upgrades.of(request);
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((text) => text.trim());
    if (found === undefined || !offered.includes(protocol)) throw needsSocket(protocol);
    return found;
  }

  return {
    check: () => void checked(),
    signal: aborter.signal,
    isAccepted: () => open !== undefined,
    end: (code = closeCodes.goingAway, reason = 'The server stops.') => open?.close(code, reason),
    async accept() {
      const found = checked();
      takeOver();
      response.statusCode = 101;
      const socket = await handshake(found);
      const rest = keepAlive(socket, clock);
      socket.on('error', () => socket.terminate());
      socket.once('close', () => {
        rest();
        aborter.abort();
      });
      open = socketOver(socket, aborter.signal, clock);
      return open;
    },
  };
}
