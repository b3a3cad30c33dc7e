import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { duplexPair, type Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createFakeClock } from '@moorage/core/clock';
import { describe, expect, it } from 'vitest';
import { createHash } from 'node:crypto';
import { serveSpdy, type SpdyStream } from './connection.ts';
import { headerDictionary } from './dictionary.ts';
import { controlFrame, createFrameReader, dataFrame, frameTypes, words } from './frames.ts';
import { createHeaderCodec, formatHeaders, parseHeaders } from './header-block.ts';
import { createSpdyClient } from './spdy-client.fake.ts';

function serve(onStream: (stream: SpdyStream) => void = () => {}): { client: Duplex; closed: Promise<void> } {
  const [client, server] = duplexPair();
  client.on('error', () => {});
  return { client, closed: serveSpdy(server, createFakeClock(), onStream).closed };
}

describe('frames', () => {
  it('are read whole however the bytes arrive', () => {
    const read = createFrameReader();
    const bytes = Buffer.concat([dataFrame(7, Buffer.from('hello'), true), controlFrame(frameTypes.ping, 0, words(1))]);
    const frames = [...bytes].flatMap((byte) => read(Buffer.from([byte])));
    expect(frames).toMatchObject([
      { kind: 'data', streamId: 7, fin: true },
      { kind: 'control', type: frameTypes.ping },
    ]);
  });

  it('that are too large are refused before they are there', () => {
    const header = dataFrame(1, Buffer.alloc(0), false);
    header.writeUIntBE(0xffffff, 5, 3);
    expect(() => createFrameReader()(header)).toThrow('too large');
  });
});

describe('header blocks', () => {
  it('keep their pairs, with names in lower case', () => {
    expect(parseHeaders(formatHeaders(new Map([['StreamType', 'data']])))).toEqual(new Map([['streamtype', 'data']]));
  });

  it('share one compression state over a connection', async () => {
    const [sender, receiver] = [createHeaderCodec(), createHeaderCodec()];
    const sizes: number[] = [];
    for (const id of ['0', '1', '2']) {
      const block = await sender.compress(
        new Map([
          ['streamtype', 'error'],
          ['port', '8080'],
          ['requestid', id],
        ]),
      );
      sizes.push(block.length);
      expect((await receiver.decompress(block)).get('requestid')).toBe(id);
    }
    expect(sizes[2]).toBeLessThan(sizes[0] ?? 0);
    sender.close();
    receiver.close();
  });

  it.each([
    ['too short', Buffer.from([0, 0])],
    ['longer than itself', Buffer.from([0, 0, 0, 1, 0, 0, 0, 99, 1])],
  ])('that are %s are refused', (_what, block) => {
    expect(() => parseHeaders(block)).toThrow('Malformed');
  });

  it('use the dictionary of the specification', () => {
    expect(createHash('sha256').update(headerDictionary).digest('hex')).toBe(
      '51d27341373f923f3cd88e1eb7162aeaa3723d7585ff2399201dc06498407f02',
    );
  });
});

describe('a connection', () => {
  it('hands each stream over with its headers and answers it', async () => {
    const opened = Promise.withResolvers<SpdyStream>();
    const { client } = serve(opened.resolve);
    const stream = await createSpdyClient(client).open({ streamtype: 'stdin' });
    await stream.reply;
    stream.send(Buffer.from('typed'));
    stream.end();
    const { headers, duplex } = await opened.promise;
    expect(headers.get('streamtype')).toBe('stdin');
    expect(await text(duplex)).toBe('typed');
  });

  it('tells the client when a stream is reset', async () => {
    const { client } = serve((stream) => stream.reset());
    const stream = await createSpdyClient(client).open({ streamtype: 'stdin' });
    const [error] = await once(stream.received, 'error');
    expect(error).toMatchObject({ message: 'reset' });
  });

  it('holds the client back while a reader is slow, and notices when the client is gone all the same', async () => {
    const clock = createFakeClock();
    const accepted = Promise.withResolvers<Duplex>();
    const listener = createServer(accepted.resolve).listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const address = listener.address();
    const client = connect(typeof address === 'object' && address !== null ? address.port : 0, '127.0.0.1');
    const { closed } = serveSpdy(await accepted.promise, clock, () => {});
    const stream = await createSpdyClient(client).open({ streamtype: 'data' });
    await stream.reply;
    for (let sent = 0; sent < 400; sent++) stream.send(Buffer.alloc(65_536));
    client.destroy();
    let isClosed = false;
    void closed.then(() => {
      isClosed = true;
    });
    while (!isClosed) {
      await clock.advance(10_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(isClosed).toBe(true);
    listener.close();
  });

  it.each([
    ['noise', Buffer.from('GET / HTTP/1.1\r\n\r\n'.repeat(20))],
    ['a header block that is not compressed', controlFrame(frameTypes.synStream, 0, Buffer.alloc(40, 1))],
    ['a frame that is too short', controlFrame(frameTypes.rstStream, 0, Buffer.alloc(1))],
    ['a stream without its fields', controlFrame(frameTypes.synStream, 0, Buffer.alloc(3))],
  ])('ends quietly on %s', async (_what, bytes) => {
    const { client, closed } = serve();
    client.write(bytes);
    client.end();
    await expect(closed).resolves.toBeUndefined();
  });

  it('ignores data for streams that it does not know', async () => {
    const { client } = serve();
    client.write(dataFrame(99, Buffer.from('lost'), false));
    expect(await createSpdyClient(client).ping(3)).toBe(3);
  });
});
