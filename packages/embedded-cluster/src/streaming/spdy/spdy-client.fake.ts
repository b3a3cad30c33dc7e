/** The client half of SPDY/3.1, for tests: opens streams like kubectl does, without heeding any window. */
import { PassThrough, type Duplex } from 'node:stream';
import { controlFrame, createFrameReader, dataFrame, frameTypes, words } from './frames.ts';
import { createHeaderCodec } from './header-block.ts';

export interface ClientStream {
  readonly id: number;
  readonly received: PassThrough;
  readonly reply: Promise<void>;
  send(data: Buffer): void;
  end(): void;
}

export interface SpdyClient {
  open(headers: Record<string, string>, fin?: boolean): Promise<ClientStream>;
  ping(id: number): Promise<number>;
}

export function createSpdyClient(transport: Duplex): SpdyClient {
  const codec = createHeaderCodec();
  const read = createFrameReader();
  const streams = new Map<number, { received: PassThrough; replied: () => void }>();
  const pings: ((id: number) => void)[] = [];
  let nextId = 1;
  transport.on('data', (chunk: Buffer) => {
    for (const frame of read(chunk)) {
      if (frame.kind === 'data') {
        const stream = streams.get(frame.streamId);
        if (frame.data.length > 0) stream?.received.write(Buffer.from(frame.data));
        if (frame.fin) stream?.received.end();
      } else if (frame.type === frameTypes.synReply) {
        streams.get(frame.payload.readUInt32BE(0))?.replied();
      } else if (frame.type === frameTypes.rstStream) {
        streams.get(frame.payload.readUInt32BE(0))?.received.destroy(new Error('reset'));
      } else if (frame.type === frameTypes.ping) {
        pings.shift()?.(frame.payload.readUInt32BE(0));
      }
    }
  });
  return {
    async open(headers, fin = false) {
      const id = nextId;
      nextId += 2;
      const replied = Promise.withResolvers<void>();
      const received = new PassThrough();
      received.on('error', () => {});
      streams.set(id, { received, replied: replied.resolve });
      const block = await codec.compress(new Map(Object.entries(headers)));
      transport.write(controlFrame(frameTypes.synStream, fin ? 1 : 0, Buffer.concat([words(id, 0), Buffer.from([0, 0]), block])));
      return {
        id,
        received,
        reply: replied.promise,
        send: (data) => void transport.write(dataFrame(id, data, false)),
        end: () => void transport.write(dataFrame(id, Buffer.alloc(0), true)),
      };
    },
    ping(id) {
      const answered = Promise.withResolvers<number>();
      pings.push(answered.resolve);
      transport.write(controlFrame(frameTypes.ping, 0, words(id)));
      return answered.promise;
    },
  };
}
