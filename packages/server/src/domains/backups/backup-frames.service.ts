/** The frames inside a backup's data: written and read as a stream. */
import { damaged, type Frame, frameTypes, type FrameType, maxFrameBytes } from './backup-format.rules.ts';

const headBytes = 5;
const types: ReadonlySet<number> = new Set(Object.values(frameTypes));

export function frame(type: FrameType, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUInt8(type, 0);
  head.writeUInt32BE(payload.byteLength, 1);
  return Buffer.concat([head, payload]);
}

export function jsonFrame(type: FrameType, value: unknown): Buffer {
  return frame(type, Buffer.from(JSON.stringify(value), 'utf8'));
}

/** Rows in frames of a bounded length; a row may be longer than one. */
export function* rowFrames(bytes: Buffer): Generator<Buffer> {
  for (let offset = 0; offset < bytes.byteLength; offset += maxFrameBytes) {
    yield frame(frameTypes.rows, bytes.subarray(offset, offset + maxFrameBytes));
  }
}

function isFrameType(value: number): value is FrameType {
  return types.has(value);
}

/** The frame at the beginning, or undefined while it is not there whole. */
function takeFrame(bytes: Buffer): Frame | undefined {
  if (bytes.byteLength < headBytes) return undefined;
  const type = bytes.readUInt8(0);
  const length = bytes.readUInt32BE(1);
  // The heads of tables are JSON of some hundred bytes.
  if (!isFrameType(type) || length > maxFrameBytes) throw damaged('its frames cannot be understood');
  if (bytes.byteLength < headBytes + length) return undefined;
  return { type, payload: bytes.subarray(headBytes, headBytes + length) };
}

/** Every frame up to the last; throws where the stream ends before, or goes on after. */
export async function* readFrames(source: AsyncIterable<Uint8Array>): AsyncGenerator<Frame, void, void> {
  let held: Buffer = Buffer.alloc(0);
  let hasEnded = false;
  for await (const piece of source) {
    held = Buffer.concat([held, piece]);
    for (let found = takeFrame(held); found !== undefined; found = takeFrame(held)) {
      if (hasEnded) throw damaged('it goes on after its end');
      hasEnded = found.type === frameTypes.end;
      yield found;
      held = held.subarray(headBytes + found.payload.byteLength);
    }
  }
  if (!hasEnded || held.byteLength > 0) throw damaged('it ends in the middle');
}
