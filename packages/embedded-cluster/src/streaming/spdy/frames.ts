/** SPDY/3.1 frames as values, to and from bytes (draft-mbelshe-httpbis-spdy-00, section 2.6). */
import { AppError } from '@moorage/core/errors';

export const frameTypes = {
  synStream: 1,
  synReply: 2,
  rstStream: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  headers: 8,
  windowUpdate: 9,
} as const;

const version = 3;
const headerLength = 8;
/** No client of pods sends more in a frame; a longer one would only be a way to fill the memory. */
const largestFrame = 1024 * 1024;

export const finFlag = 0x01;

export type Frame =
  | { readonly kind: 'data'; readonly streamId: number; readonly fin: boolean; readonly data: Buffer }
  | { readonly kind: 'control'; readonly type: number; readonly flags: number; readonly payload: Buffer };

export function dataFrame(streamId: number, data: Buffer, fin: boolean): Buffer {
  const header = Buffer.alloc(headerLength);
  header.writeUInt32BE(streamId & 0x7fffffff, 0);
  header.writeUInt32BE(data.length, 4);
  header.writeUInt8(fin ? finFlag : 0, 4);
  return Buffer.concat([header, data]);
}

export function controlFrame(type: number, flags: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(headerLength);
  header.writeUInt16BE(0x8000 | version, 0);
  header.writeUInt16BE(type, 2);
  header.writeUInt32BE(payload.length, 4);
  header.writeUInt8(flags, 4);
  return Buffer.concat([header, payload]);
}

/** Numbers of 32 bits one after another: the payload of most control frames. */
export function words(...values: readonly number[]): Buffer {
  const payload = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => payload.writeUInt32BE(value >>> 0, index * 4));
  return payload;
}

/** Takes bytes as they arrive and gives whole frames. */
export function createFrameReader(): (chunk: Buffer) => Frame[] {
  let waiting: Buffer = Buffer.alloc(0);
  const next = (): Frame | undefined => {
    if (waiting.length < headerLength) return undefined;
    const length = waiting.readUIntBE(5, 3);
    if (length > largestFrame) throw new AppError('invalid_request', 'A SPDY frame is too large.');
    if (waiting.length < headerLength + length) return undefined;
    const header = waiting.subarray(0, headerLength);
    const payload = waiting.subarray(headerLength, headerLength + length);
    waiting = waiting.subarray(headerLength + length);
    const flags = header.readUInt8(4);
    const isControl = (header.readUInt8(0) & 0x80) !== 0;
    if (isControl) return { kind: 'control', type: header.readUInt16BE(2), flags, payload };
    return { kind: 'data', streamId: header.readUInt32BE(0), fin: (flags & finFlag) !== 0, data: payload };
  };
  return (chunk) => {
    waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
    const frames: Frame[] = [];
    for (let frame = next(); frame !== undefined; frame = next()) frames.push(frame);
    return frames;
  };
}
