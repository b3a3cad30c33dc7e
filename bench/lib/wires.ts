/** Ways to reach the API server, behind one shape: the client's own pool of HTTP/1.1 connections, a wider one, and HTTP/2. */
import { connect, type ClientHttp2Session, type ClientHttp2Stream, constants, type OutgoingHttpHeaders } from 'node:http2';
import { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import type { Readable } from 'node:stream';
import { systemClock } from '@moorage/core/clock';
import { createTokenSource } from '@moorage/kube/client/connection';
import { createTransport } from '@moorage/kube/client/transport';
import type { BenchCluster } from './cluster.ts';

type Connection = BenchCluster['connection'];

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
}

export type WireName = 'pool' | 'wide pool' | 'HTTP/2';

export interface Wire {
  readonly name: WireName;
  /** Throws for an answer of 400 and above. */
  call(call: Call): Promise<string>;
  /** An answer that goes on; resolves when its headers are there. */
  open(path: string, signal: AbortSignal): Promise<Readable>;
  close(): void;
}

const timeoutMs = 60_000;

/** What the product uses. */
export function pooledWire(connection: Connection): Wire {
  const tokens = createTokenSource(connection, systemClock);
  const transport = createTransport({ connection, tokens, clock: systemClock, userAgent: 'bench' });
  return {
    name: 'pool',
    async call({ contentType, ...call }) {
      const headers = contentType === undefined ? {} : { 'content-type': contentType };
      const { status, body } = await transport.call({ ...call, headers, timeoutMs });
      if (status >= 400) throw new Error(`${call.method} ${call.path} answered ${status}: ${body}`);
      return body;
    },
    async open(path, signal) {
      const opened = await transport.stream({ method: 'GET', path, signal, timeoutMs });
      if (!(opened instanceof IncomingMessage)) throw new Error(`GET ${path} answered ${opened.status}: ${opened.body}`);
      return opened;
    },
    close: () => transport.close(),
  };
}

/** HTTP/1.1 with as many idle connections kept as there are callers: tells the protocol's cost from that of connecting anew. */
export function wideWire({ server, ca, token }: Connection): Wire {
  const calls = new Agent({ ca, keepAlive: true, maxSockets: 64, maxFreeSockets: 64, scheduling: 'lifo' });
  const streams = new Agent({ ca, keepAlive: false });
  function send(agent: Agent, { method, path, body, contentType = 'application/json' }: Call, signal?: AbortSignal) {
    return new Promise<IncomingMessage>((resolve, reject) => {
      const headers = {
        accept: 'application/json',
        'user-agent': 'bench',
        authorization: `Bearer ${token.reveal()}`,
        ...(body === undefined ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(body) }),
      };
      const options = { agent, method, headers, ...(signal === undefined ? {} : { signal }) };
      request(`${server}${path}`, options, resolve).on('error', reject).end(body);
    });
  }
  async function accepted(message: IncomingMessage, what: string): Promise<IncomingMessage> {
    if ((message.statusCode ?? 500) < 400) return message;
    throw new Error(`${what} answered ${message.statusCode}: ${await bodyOf(message)}`);
  }
  const opening = (path: string, signal: AbortSignal) => send(streams, { method: 'GET', path }, signal);
  return {
    name: 'wide pool',
    call: async (call) => bodyOf(await accepted(await send(calls, call), `${call.method} ${call.path}`)),
    open: async (path, signal) => accepted(await opening(path, signal), `GET ${path}`),
    close() {
      calls.destroy();
      streams.destroy();
    },
  };
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = await message.toArray();
  return Buffer.concat(chunks).toString('utf8');
}

function answered(stream: ClientHttp2Stream): Promise<number> {
  return new Promise((resolve, reject) => {
    stream.once('response', (headers) => resolve(Number(headers[constants.HTTP2_HEADER_STATUS] ?? 0)));
    stream.once('error', reject);
    stream.once('close', () => reject(new Error('the stream was closed before it was answered')));
  });
}

/** Listens from the beginning: a short answer is over before anybody could ask for it. */
function textOf(stream: ClientHttp2Stream): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => void chunks.push(chunk));
    stream.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    stream.once('error', reject);
    stream.once('close', () => reject(new Error('the stream was closed within the answer')));
  });
}

interface Session {
  readonly opened: Promise<ClientHttp2Session>;
  streams: number;
}

function openSession({ server, ca }: Connection): Promise<ClientHttp2Session> {
  return new Promise((resolve, reject) => {
    const session = connect(server, { ca, settings: { initialWindowSize: 1_048_576 } });
    session.once('error', reject);
    session.once('remoteSettings', () => {
      session.setLocalWindowSize(16 * 1_048_576);
      resolve(session);
    });
  });
}

/** Opens a further connection when all have as many streams as the server lets them have; more would wait without a word. */
async function createSessions(connection: Connection) {
  const first: Session = { opened: openSession(connection), streams: 0 };
  const sessions = [first];
  const limit = (await first.opened).remoteSettings.maxConcurrentStreams ?? 100;
  return {
    async request(headers: OutgoingHttpHeaders): Promise<ClientHttp2Stream> {
      let session = sessions.find(({ streams }) => streams < limit);
      if (session === undefined) sessions.push((session = { opened: openSession(connection), streams: 0 }));
      const taken = session;
      taken.streams += 1;
      const stream = (await taken.opened).request(headers);
      stream.once('close', () => (taken.streams -= 1));
      return stream;
    },
    close(): void {
      for (const { opened } of sessions) void opened.then((session) => session.destroy());
    },
  };
}

/** As few connections as the server allows. */
export async function multiplexedWire(connection: Connection): Promise<Wire> {
  const sessions = await createSessions(connection);
  async function begin({ method, path, body, contentType = 'application/json' }: Call): Promise<ClientHttp2Stream> {
    const stream = await sessions.request({
      [constants.HTTP2_HEADER_METHOD]: method,
      [constants.HTTP2_HEADER_PATH]: path,
      authorization: `Bearer ${connection.token.reveal()}`,
      accept: 'application/json',
      'user-agent': 'bench',
      ...(body === undefined ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(body) }),
    });
    stream.setTimeout(timeoutMs, () => stream.close(constants.NGHTTP2_CANCEL));
    stream.end(body);
    return stream;
  }
  return {
    name: 'HTTP/2',
    async call(call) {
      const stream = await begin(call);
      const [status, text] = await Promise.all([answered(stream), textOf(stream)]);
      if (status >= 400) throw new Error(`${call.method} ${call.path} answered ${status}: ${text}`);
      return text;
    },
    async open(path, signal) {
      const stream = await begin({ method: 'GET', path });
      stream.setTimeout(0);
      signal.addEventListener('abort', () => stream.close(constants.NGHTTP2_CANCEL), { once: true });
      const status = await answered(stream);
      if (status >= 400) throw new Error(`GET ${path} answered ${status}: ${await textOf(stream)}`);
      return stream;
    },
    close: () => sessions.close(),
  };
}
