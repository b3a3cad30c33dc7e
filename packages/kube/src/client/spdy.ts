/**
 * The client side of SPDY/3.1, as far as port-forward needs it (draft-mbelshe-httpbis-spdy-00).
 *
 * All streams are ours. What the server says in headers matters to nobody here, so its header blocks are skipped unread; ours are
 * compressed without the shared dictionary, which the format allows. There is no flow control: API servers and kubelets
 * neither send nor heed WINDOW_UPDATE. A reader that is slow makes the whole connection wait instead, and TCP the server.
 */
import { Duplex } from 'node:stream';
import { constants, createDeflate } from 'node:zlib';
import { AppError } from '@moorage/core/errors';

const types = { synStream: 1, synReply: 2, rstStream: 3, ping: 6 } as const;
const version = 3;
const headerLength = 8;
const fin = 0x01;
const cancelStatus = 5;
const largestWrite = 32 * 1024;

export interface SpdyStream {
  readonly duplex: Duplex;
  /** Resolves when the server has taken the stream. */
  readonly accepted: Promise<void>;
}

export interface SpdyClient {
  open(headers: Readonly<Record<string, string>>): Promise<SpdyStream>;
  readonly closed: Promise<void>;
  close(): void;
}

interface OpenStream {
  readonly duplex: Duplex;
  readonly accept: () => void;
  /** The server has said its last; what is still to be read outlives the connection. */
  isWhole: boolean;
}

function words(...values: readonly number[]): Buffer {
  const payload = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => payload.writeUInt32BE(value >>> 0, index * 4));
  return payload;
}

function dataFrame(streamId: number, data: Buffer, flags = 0): Buffer {
  return Buffer.concat([words(streamId, ((flags << 24) | data.length) >>> 0), data]);
}

function controlFrame(type: number, payload: Buffer): Buffer {
  return Buffer.concat([words(((0x8000 | version) << 16) | type, payload.length), payload]);
}

/** One compression state for the connection: blocks must be made in the order in which they are sent. */
function createHeaderWriter() {
  const deflate = createDeflate({ flush: constants.Z_SYNC_FLUSH });
  const text = (value: string): Buffer => Buffer.concat([words(Buffer.byteLength(value)), Buffer.from(value)]);
  let last: Promise<unknown> = Promise.resolve();
  const compress = (block: Buffer): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      deflate.once('error', reject);
      deflate.write(block, () => {
        deflate.off('error', reject);
        const result: unknown = deflate.read();
        resolve(Buffer.isBuffer(result) ? result : Buffer.alloc(0));
      });
    });
  return {
    close: () => deflate.destroy(),
    write(headers: Readonly<Record<string, string>>): Promise<Buffer> {
      const pairs = Object.entries(headers);
      const block = Buffer.concat([
        words(pairs.length),
        ...pairs.flatMap(([name, value]) => [text(name.toLowerCase()), text(value)]),
      ]);
      const written = last.then(() => compress(block));
      last = written.catch(() => {});
      return written;
    },
  };
}

/** Whole frames out of bytes as they arrive. */
function createFrameReader() {
  let waiting: Buffer = Buffer.alloc(0);
  return function* (chunk: Buffer): Generator<{ head: number; flags: number; payload: Buffer }> {
    waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
    while (waiting.length >= headerLength) {
      const length = waiting.readUIntBE(5, 3);
      if (waiting.length < headerLength + length) return;
      const payload = Buffer.from(waiting.subarray(headerLength, headerLength + length));
      const frame = { head: waiting.readUInt32BE(0), flags: waiting.readUInt8(4), payload };
      waiting = waiting.subarray(headerLength + length);
      yield frame;
    }
  };
}

type Send = (frame: Buffer, done?: (error?: Error | null) => void) => void;

function createDuplex(id: number, send: Send, hooks: { readonly onRead: () => void; readonly onGone: () => void }): Duplex {
  const duplex = new Duplex({
    read: hooks.onRead,
    write(chunk: Buffer, _encoding, done) {
      const parts = Math.max(1, Math.ceil(chunk.length / largestWrite));
      for (let part = 0; part < parts; part += 1) {
        const data = chunk.subarray(part * largestWrite, (part + 1) * largestWrite);
        send(dataFrame(id, data), part === parts - 1 ? done : undefined);
      }
    },
    final: (done) => send(dataFrame(id, Buffer.alloc(0), fin), done),
    destroy(error, done) {
      if (!duplex.writableFinished || !duplex.readableEnded) send(controlFrame(types.rstStream, words(id, cancelStatus)));
      hooks.onGone();
      done(error);
    },
  });
  // Failures reach whoever reads or writes; an error event that nobody listens to would end the process.
  duplex.on('error', () => {});
  return duplex;
}

const broken = (): AppError => new AppError('unavailable', 'The connection to the pod broke off.');

/** Speaks SPDY over a connected transport. */
export function createSpdyClient(transport: Duplex): SpdyClient {
  const streams = new Map<number, OpenStream>();
  const headers = createHeaderWriter();
  const read = createFrameReader();
  const over = Promise.withResolvers<void>();
  let nextId = 1;
  const send: Send = (frame, done) => {
    if (transport.writable) transport.write(frame, done);
    else done?.(broken());
  };
  function onControl(type: number, payload: Buffer): void {
    if (payload.length < 4) return;
    const id = payload.readUInt32BE(0) & 0x7fffffff;
    if (type === types.synReply) streams.get(id)?.accept();
    else if (type === types.rstStream) streams.get(id)?.duplex.destroy(broken());
    // Pings of the server have even numbers and want to come back.
    else if (type === types.ping && id % 2 === 0) send(controlFrame(types.ping, payload));
  }
  function onData(id: number, payload: Buffer, isLast: boolean): void {
    const stream = streams.get(id);
    if (stream === undefined || stream.duplex.destroyed || stream.isWhole) return;
    if (payload.length > 0 && !stream.duplex.push(payload) && !isLast) transport.pause();
    stream.isWhole = isLast;
    if (isLast) stream.duplex.push(null);
  }
  transport.on('data', (chunk: Buffer) => {
    for (const { head, flags, payload } of read(chunk)) {
      if (head >= 0x8000_0000) onControl(head & 0xffff, payload);
      else onData(head, payload, (flags & fin) !== 0);
    }
  });
  transport.on('error', () => {});
  transport.once('end', () => transport.destroy());
  transport.once('close', () => {
    for (const { duplex, isWhole } of [...streams.values()]) if (!isWhole) duplex.destroy(broken());
    headers.close();
    over.resolve();
  });
  return {
    closed: over.promise,
    close: () => void transport.destroy(),
    async open(wanted) {
      if (transport.destroyed) throw broken();
      const id = nextId;
      nextId += 2;
      const accepted = Promise.withResolvers<void>();
      accepted.promise.catch(() => {});
      const onGone = (): void => {
        streams.delete(id);
        accepted.reject(broken());
        // It may have been the slow reader that all others waited for.
        transport.resume();
      };
      const duplex = createDuplex(id, send, { onRead: () => void transport.resume(), onGone });
      streams.set(id, { duplex, accept: () => accepted.resolve(), isWhole: false });
      const block = await headers.write(wanted);
      send(controlFrame(types.synStream, Buffer.concat([words(id, 0), Buffer.from([0, 0]), block])));
      return { duplex, accepted: accepted.promise };
    },
  };
}
