/**
 * The client end of bytes inside binary WebSocket messages. The library's client refuses kubectl's subprotocol name, which
 * is no token, so the few frames that the tests need are made here.
 */
import { Duplex } from 'node:stream';

const binary = 0x82;

/** A masked binary frame, as clients must send them; the mask is zero. */
function frameOf(data: Buffer): Buffer {
  const long = data.length > 65_535;
  const header = Buffer.alloc(long ? 14 : 8);
  header.writeUInt8(binary, 0);
  if (long) {
    header.writeUInt8(0x80 | 127, 1);
    header.writeBigUInt64BE(BigInt(data.length), 2);
  } else {
    header.writeUInt8(0x80 | 126, 1);
    header.writeUInt16BE(data.length, 2);
  }
  return Buffer.concat([header, data]);
}

function lengthOf(bytes: Buffer): { length: number; header: number } | undefined {
  const short = (bytes[1] ?? 0) & 0x7f;
  if (bytes.length < 2) return undefined;
  if (short < 126) return { length: short, header: 2 };
  if (short === 126) return bytes.length < 4 ? undefined : { length: bytes.readUInt16BE(2), header: 4 };
  return bytes.length < 10 ? undefined : { length: Number(bytes.readBigUInt64BE(2)), header: 10 };
}

export function createTunnel(socket: Duplex): Duplex {
  let waiting: Buffer = Buffer.alloc(0);
  const tunnel = new Duplex({
    read: () => {},
    write: (chunk: Buffer, _encoding, done) => void socket.write(frameOf(chunk), done),
    final: (done) => void socket.end(done),
  });
  socket.on('data', (chunk: Buffer) => {
    waiting = Buffer.concat([waiting, chunk]);
    for (
      let size = lengthOf(waiting);
      size !== undefined && waiting.length >= size.header + size.length;
      size = lengthOf(waiting)
    ) {
      const payload = waiting.subarray(size.header, size.header + size.length);
      if (((waiting[0] ?? 0) & 0x0f) <= 2) tunnel.push(Buffer.from(payload));
      waiting = waiting.subarray(size.header + size.length);
    }
  });
  socket.on('close', () => tunnel.push(null));
  return tunnel;
}
