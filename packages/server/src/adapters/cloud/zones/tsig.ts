/** Signatures of messages between two who share a key (RFC 8945). */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '@moorage/core/secret';
import { BadMessage, classes, decodeMessage, encodeName, encodeRecord, typeCodes, type WireMessage } from './dns-wire.ts';

export interface TsigKey {
  readonly name: string;
  readonly algorithm: string;
  /** In base64. */
  readonly secret: Secret;
}

/** Seconds by which clocks may differ. */
const fudge = 300;

const digests: Readonly<Record<string, string>> = { 'hmac-sha256': 'sha256', 'hmac-sha384': 'sha384', 'hmac-sha512': 'sha512' };

/** What a server says of a signature that it does not take. */
const problems: Readonly<Record<number, string>> = { 16: 'BADSIG', 17: 'BADKEY', 18: 'BADTIME' };

export class TsigRefused extends Error {}

function time48(seconds: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(seconds, 0, 6);
  return bytes;
}

function shorts(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) bytes.writeUInt16BE(value, index * 2);
  return bytes;
}

function sized(bytes: Uint8Array): Buffer {
  return Buffer.concat([shorts(bytes.length), bytes]);
}

interface Variables {
  readonly time: Buffer;
  readonly fudge: number;
  readonly error: number;
  readonly other: Uint8Array;
}

function macOf(key: TsigKey, parts: readonly Uint8Array[], { time, fudge: slack, error, other }: Variables): Buffer {
  const hmac = createHmac(digests[key.algorithm] ?? 'sha256', Buffer.from(key.secret.reveal(), 'base64'));
  for (const part of parts) hmac.update(part);
  hmac.update(encodeName(key.name.toLowerCase())).update(shorts(classes.ANY)).update(Buffer.alloc(4));
  hmac.update(encodeName(key.algorithm)).update(time).update(shorts(slack, error)).update(sized(other));
  return hmac.digest();
}

const nothing = Buffer.alloc(0);

/** Adds a signature to a message without one, and tells it, for the answer is signed with it: there it is `before`. */
export function signMessage(
  message: Buffer,
  key: TsigKey,
  at: Date,
  before: Buffer = nothing,
): { readonly bytes: Buffer; readonly mac: Buffer } {
  const time = time48(Math.floor(at.getTime() / 1_000));
  const mac = macOf(key, [before, message], { time, fudge, error: 0, other: nothing });
  const id = message.readUInt16BE(0);
  const data = Buffer.concat([encodeName(key.algorithm), time, shorts(fudge), sized(mac), shorts(id, 0, 0)]);
  const record = encodeRecord({ name: key.name.toLowerCase(), type: typeCodes.TSIG, class: classes.ANY, ttl: 0, data });
  const counted = Buffer.from(message);
  counted.writeUInt16BE(message.readUInt16BE(10) + 1, 10);
  return { bytes: Buffer.concat([counted, record]), mac };
}

interface Signature extends Variables {
  readonly mac: Buffer;
  readonly originalId: number;
}

function signatureOf(data: Uint8Array): Signature {
  const bytes = Buffer.from(data);
  let at = 0;
  while ((bytes[at] ?? 0) !== 0) at += 1 + (bytes[at] ?? 0);
  at += 1;
  const macLength = bytes.readUInt16BE(at + 8);
  const afterMac = at + 10 + macLength;
  const otherLength = bytes.readUInt16BE(afterMac + 4);
  return {
    time: bytes.subarray(at, at + 6),
    fudge: bytes.readUInt16BE(at + 6),
    mac: bytes.subarray(at + 10, afterMac),
    originalId: bytes.readUInt16BE(afterMac),
    error: bytes.readUInt16BE(afterMac + 2),
    other: bytes.subarray(afterMac + 6, afterMac + 6 + otherLength),
  };
}

/** The message of an answer; throws where it is not signed by who has the key. */
export function verifyMessage(
  bytes: Buffer,
  key: TsigKey,
  { mac, at }: { readonly mac: Buffer; readonly at: Date },
): WireMessage {
  const message = decodeMessage(bytes);
  const last = message.additional.at(-1);
  if (last?.type !== typeCodes.TSIG) {
    if ((message.flags & 0xf) === 0) throw new BadMessage('the answer is not signed');
    return message;
  }
  const signature = signatureOf(last.data);
  const problem = problems[signature.error];
  if (problem !== undefined) throw new TsigRefused(`the server does not take the key (${problem})`);
  const unsigned = Buffer.from(bytes.subarray(0, message.lastAt));
  unsigned.writeUInt16BE(signature.originalId, 0);
  unsigned.writeUInt16BE(message.additional.length - 1, 10);
  const expected = macOf(key, [sized(mac), unsigned], signature);
  const isGood = expected.length === signature.mac.length && timingSafeEqual(expected, signature.mac);
  const isNow = Math.abs(signature.time.readUIntBE(0, 6) - at.getTime() / 1_000) <= signature.fudge;
  if (!isGood || !isNow) throw new BadMessage('the answer is not signed by who has the key');
  return message;
}
