/**
 * The server side of a SPDY/3.1 connection, as far as clients of pods use it.
 *
 * kubectl multiplexes the streams of exec and port-forward over SPDY, on a socket of its own or inside a WebSocket. It opens
 * all streams itself, ignores priorities and knows no flow control: it neither sends nor heeds WINDOW_UPDATE. A general
 * SPDY library stops sending after the first 64 KiB for that reason, so the few frames are handled here. Memory is bounded
 * by not reading the connection while a stream's reader is too far behind; TCP then holds the client back.
 */
import { Duplex } from 'node:stream';
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import { startHeartbeat } from '../heartbeat.ts';
import { controlFrame, createFrameReader, dataFrame, type Frame, frameTypes, words } from './frames.ts';
import { createHeaderCodec, type HeaderCodec, type Headers } from './header-block.ts';

export interface SpdyStream {
  readonly id: number;
  readonly headers: Headers;
  /** Ends when the client half-closes; ending it half-closes our side. */
  readonly duplex: Duplex;
  /** Ends both sides at once, as a failure. */
  reset(): void;
}

export interface SpdyConnection {
  /** Resolves when the connection is over, for whatever reason. */
  readonly closed: Promise<void>;
  close(): void;
}

interface OpenStream {
  readonly stream: SpdyStream;
  /** Resolves when the reader wants more. */
  readonly wanted: () => Promise<void>;
}

const cancelStatus = 5;
/** Even, as the ids of all that a server starts. */
const serverPing = 2;
/** What a stream may hold for a slow reader before the whole connection waits. */
const mostBuffered = 1024 * 1024;
const largestWrite = 32 * 1024;

type Send = (frame: Buffer, done?: (error?: Error | null) => void) => void;

function createStream(id: number, headers: Headers, send: Send, onGone: () => void): OpenStream {
  let wake: () => void = () => {};
  const duplex = new Duplex({
    readableHighWaterMark: mostBuffered,
    read: () => wake(),
    write(chunk: Buffer, _encoding, done) {
      for (let offset = largestWrite; offset < chunk.length; offset += largestWrite) {
        send(dataFrame(id, chunk.subarray(offset - largestWrite, offset), false));
      }
      const last = Math.floor((chunk.length - 1) / largestWrite) * largestWrite;
      send(dataFrame(id, chunk.subarray(Math.max(0, last)), false), done);
    },
    final: (done) => send(dataFrame(id, Buffer.alloc(0), true), done),
    destroy(error, done) {
      wake();
      if (!duplex.writableFinished) send(controlFrame(frameTypes.rstStream, 0, words(id, cancelStatus)));
      onGone();
      done(error);
    },
  });
  // Failures reach whoever reads or writes; an error event nobody listens to would end the process.
  duplex.on('error', () => {});
  const wanted = (): Promise<void> =>
    duplex.destroyed || duplex.readableLength < mostBuffered
      ? Promise.resolve()
      : new Promise((resolve) => {
          wake = resolve;
        });
  return { stream: { id, headers, duplex, reset: () => duplex.destroy() }, wanted };
}

interface Session {
  readonly codec: HeaderCodec;
  readonly streams: Map<number, OpenStream>;
  readonly send: Send;
  readonly onStream: (stream: SpdyStream) => void;
}

async function openStream(session: Session, frame: Extract<Frame, { kind: 'control' }>): Promise<void> {
  if (frame.payload.length < 10) throw new AppError('invalid_request', 'A SPDY frame is too short.');
  const id = frame.payload.readUInt32BE(0) & 0x7fffffff;
  const headers = await session.codec.decompress(frame.payload.subarray(10));
  const opened = createStream(id, headers, session.send, () => session.streams.delete(id));
  session.streams.set(id, opened);
  const block = await session.codec.compress(new Map());
  session.send(controlFrame(frameTypes.synReply, 0, Buffer.concat([words(id), block])));
  session.onStream(opened.stream);
  if ((frame.flags & 1) !== 0) opened.stream.duplex.push(null);
}

async function handleControl(session: Session, frame: Extract<Frame, { kind: 'control' }>): Promise<void> {
  switch (frame.type) {
    case frameTypes.synStream:
      return openStream(session, frame);
    case frameTypes.headers:
      // Not used by anybody, but it must pass through the decompressor, whose state both ends share.
      await session.codec.decompress(frame.payload.subarray(4));
      return undefined;
    case frameTypes.rstStream:
      session.streams.get(frame.payload.readUInt32BE(0))?.stream.duplex.destroy();
      return undefined;
    case frameTypes.ping:
      if (frame.payload.length === 4 && frame.payload.readUInt32BE(0) % 2 === 1) {
        session.send(controlFrame(frameTypes.ping, 0, Buffer.from(frame.payload)));
      }
      return undefined;
    default:
      return undefined;
  }
}

async function handleData(session: Session, frame: Extract<Frame, { kind: 'data' }>): Promise<void> {
  const opened = session.streams.get(frame.streamId);
  if (opened === undefined || opened.stream.duplex.readableEnded) return;
  const { duplex } = opened.stream;
  const more = frame.data.length === 0 || duplex.push(Buffer.from(frame.data));
  if (frame.fin) duplex.push(null);
  else if (!more) await opened.wanted();
}

async function readAll(transport: Duplex, session: Session): Promise<void> {
  const read = createFrameReader();
  for await (const chunk of transport) {
    for (const frame of read(Buffer.from(chunk))) {
      if (frame.kind === 'data') await handleData(session, frame);
      else await handleControl(session, frame);
    }
  }
}

/** Serves streams over a connected transport until either side ends it. */
export function serveSpdy(transport: Duplex, clock: Clock, onStream: (stream: SpdyStream) => void): SpdyConnection {
  const codec = createHeaderCodec();
  const streams = new Map<number, OpenStream>();
  const send: Send = (frame, done) => {
    if (transport.writable) transport.write(frame, done);
    else done?.(new Error('the connection is closed'));
  };
  transport.on('error', () => {});
  const destroyStreams = (): void => {
    for (const { stream } of streams.values()) stream.duplex.destroy();
  };
  // A reader that is too slow may be what the loop waits for when the connection breaks.
  transport.once('close', destroyStreams);
  const stopHeartbeat = startHeartbeat(clock, () => send(controlFrame(frameTypes.ping, 0, words(serverPing))));
  const closed = readAll(transport, { codec, streams, send, onStream })
    .catch(() => {
      // A broken or malformed connection ends like a closed one: nobody is left to tell.
    })
    .then(() => {
      stopHeartbeat();
      destroyStreams();
      codec.close();
      transport.destroy();
    });
  return { closed, close: () => transport.end() };
}
