import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openChunks, sealChunks } from './chunk-stream.ts';

const key = randomBytes(32);
const sealedChunk = 65_536 + 16;

async function* piecesOf(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < bytes.byteLength; offset += size) yield bytes.subarray(offset, offset + size);
}

async function gather(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
}

const seal = (plain: Buffer, context = 'c'): Promise<Buffer> => gather(sealChunks(key, context, piecesOf(plain, 10_000)));
const open = (sealed: Buffer, context = 'c', by = key): Promise<Buffer> =>
  gather(openChunks(by, context, piecesOf(sealed, 7_777)));
const refused = expect.objectContaining({ code: 'conflict' });

describe('a stream sealed in chunks', () => {
  it('opens to what it was, at every length around the edges of chunks', async () => {
    for (const length of [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000]) {
      const plain = randomBytes(length);
      expect((await open(await seal(plain))).equals(plain), `${length} bytes`).toBe(true);
    }
  });

  it('does not open when one bit is flipped, anywhere', async () => {
    const sealed = await seal(randomBytes(140_000));
    for (let at = 0; at < sealed.byteLength; at += 4_999) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ (1 << (at % 8)), at);
      await expect(open(changed), `byte ${at}`).rejects.toEqual(refused);
    }
  });

  it('does not open when it is cut off, at a chunk’s end or elsewhere', async () => {
    const sealed = await seal(randomBytes(140_000));
    for (const length of [0, 15, 16, 1_000, sealedChunk, sealedChunk + 1, 2 * sealedChunk, sealed.byteLength - 1]) {
      await expect(open(sealed.subarray(0, length)), `${length} bytes`).rejects.toEqual(refused);
    }
  });

  it('does not open when chunks are swapped, repeated, left out or added', async () => {
    const sealed = await seal(randomBytes(200_000));
    const chunks = [0, 1, 2, 3].map((index) => sealed.subarray(index * sealedChunk, (index + 1) * sealedChunk));
    for (const order of [[1, 0, 2, 3], [0, 0, 1, 2, 3], [0, 2, 3], [0, 1, 2, 3, 3], [3], [0, 3]]) {
      const built = Buffer.concat(order.map((index) => chunks[index] ?? Buffer.alloc(0)));
      await expect(open(built)).rejects.toEqual(refused);
    }
  });

  it('does not open under another key or in another context', async () => {
    const sealed = await seal(Buffer.from('manifest'));
    await expect(open(sealed, 'another')).rejects.toEqual(refused);
    await expect(open(sealed, 'c', randomBytes(32))).rejects.toEqual(refused);
  });
});
