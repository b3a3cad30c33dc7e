/** Header blocks: name and value pairs, compressed in one zlib stream for each direction of a connection. */
import { constants, createDeflate, createInflate, type Deflate, type Inflate } from 'node:zlib';
import { AppError } from '@moorage/core/errors';
import { headerDictionary } from './dictionary.ts';

export type Headers = ReadonlyMap<string, string>;

/** Larger than any header block that a client of pods sends; keeps a crafted one from filling the memory. */
const largestBlock = 256 * 1024;

function malformed(why: string): AppError {
  return new AppError('invalid_request', `Malformed SPDY header block: ${why}.`);
}

/** Reads the pairs of an uncompressed block. */
export function parseHeaders(block: Buffer): Headers {
  let offset = 0;
  const number = (): number => {
    if (offset + 4 > block.length) throw malformed('it is too short');
    offset += 4;
    return block.readUInt32BE(offset - 4);
  };
  const text = (): string => {
    const length = number();
    if (offset + length > block.length) throw malformed('a text is longer than the block');
    offset += length;
    return block.toString('utf8', offset - length, offset);
  };
  const headers = new Map<string, string>();
  for (let count = number(); count > 0; count--) headers.set(text().toLowerCase(), text());
  return headers;
}

function lengthPrefixed(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** The pairs as an uncompressed block. */
export function formatHeaders(headers: Headers): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(headers.size);
  return Buffer.concat([count, ...[...headers].flatMap(([name, value]) => [lengthPrefixed(name), lengthPrefixed(value)])]);
}

/** Pushes one block through a zlib stream; the stream must not be used by another block meanwhile. */
function pass(stream: Deflate | Inflate, block: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    stream.once('error', reject);
    stream.write(block, () => {
      stream.off('error', reject);
      const result: unknown = stream.read();
      resolve(Buffer.isBuffer(result) ? result : Buffer.alloc(0));
    });
  });
}

export interface HeaderCodec {
  compress(headers: Headers): Promise<Buffer>;
  decompress(block: Buffer): Promise<Headers>;
  close(): void;
}

/** The two zlib streams of a connection. */
export function createHeaderCodec(): HeaderCodec {
  const options = { dictionary: headerDictionary, flush: constants.Z_SYNC_FLUSH, highWaterMark: largestBlock };
  const deflate = createDeflate(options);
  const inflate = createInflate(options);
  // A stream that failed has told its waiting block already.
  deflate.on('error', () => {});
  inflate.on('error', () => {});
  return {
    compress: (headers) => pass(deflate, formatHeaders(headers)),
    async decompress(block) {
      if (block.length > largestBlock) throw malformed('it is too large');
      return parseHeaders(await pass(inflate, block));
    },
    close() {
      deflate.destroy();
      inflate.destroy();
    },
  };
}
