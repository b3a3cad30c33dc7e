/**
 * A stream of any length under one key: AES-256-GCM in chunks, each authenticated before a byte of it is given out.
 *
 * Chunks are of equal length but for the last. The nonce is the chunk's number; what is authenticated beside it is the context (what
 * the stream is and belongs to), the number, and whether it is the last. So a chunk that was changed, moved, left out, repeated or
 * taken from another stream does not open, and neither does a stream that was cut off or to which something was added. (This is the
 * STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015.)
 *
 * A key must never seal two streams: derive one for each. Memory: one chunk on either side.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { AppError } from '@moorage/core/errors';

const cipherName = 'aes-256-gcm';
const chunkBytes = 65_536;
const tagBytes = 16;

interface Block {
  readonly bytes: Buffer;
  readonly index: number;
  readonly isLast: boolean;
}

/** Equal pieces; the last, which may be shorter or empty, is known to be the last. */
async function* blocksOf(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Block, void, void> {
  let held = Buffer.alloc(0);
  let index = 0;
  for await (const piece of source) {
    held = held.byteLength === 0 ? Buffer.from(piece) : Buffer.concat([held, piece]);
    let offset = 0;
    for (; held.byteLength - offset > size; offset += size, index += 1) {
      yield { bytes: held.subarray(offset, offset + size), index, isLast: false };
    }
    held = held.subarray(offset);
  }
  yield { bytes: held, index, isLast: true };
}

function nonceOf(index: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(index), 4);
  return nonce;
}

function associatedData(context: string, { index, isLast }: Block): Buffer {
  const tail = Buffer.alloc(9);
  tail.writeBigUInt64BE(BigInt(index), 0);
  tail.writeUInt8(isLast ? 1 : 0, 8);
  return Buffer.concat([Buffer.from(context, 'utf8'), tail]);
}

/** Seals a stream. `key` is 32 bytes and seals nothing else. */
export async function* sealChunks(
  key: Uint8Array,
  context: string,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer, void, void> {
  for await (const block of blocksOf(source, chunkBytes)) {
    const cipher = createCipheriv(cipherName, key, nonceOf(block.index)).setAAD(associatedData(context, block));
    const text = Buffer.concat([cipher.update(block.bytes), cipher.final()]);
    yield Buffer.concat([text, cipher.getAuthTag()]);
  }
}

function openBlock(key: Uint8Array, context: string, block: Block): Buffer {
  const { bytes } = block;
  const end = bytes.byteLength - tagBytes;
  try {
    const decipher = createDecipheriv(cipherName, key, nonceOf(block.index), { authTagLength: tagBytes })
      .setAAD(associatedData(context, block))
      .setAuthTag(bytes.subarray(end));
    return Buffer.concat([decipher.update(bytes.subarray(0, end)), decipher.final()]);
  } catch (cause) {
    throw new AppError('conflict', `What is read is damaged, cut off or of another key (chunk ${block.index}).`, { cause });
  }
}

/** Opens what {@link sealChunks} sealed; throws before giving out anything that is not exactly what was sealed. */
export async function* openChunks(
  key: Uint8Array,
  context: string,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer, void, void> {
  for await (const block of blocksOf(source, chunkBytes + tagBytes)) yield openBlock(key, context, block);
}
