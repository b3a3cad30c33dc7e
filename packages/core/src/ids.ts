/**
 * Identifiers and random names.
 *
 * Row ids are UUIDv7 (RFC 9562): they sort by creation time, which keeps B-tree inserts at the right edge. Tokens are 256
 * random bits. Names avoid vowels and look-alikes so that they neither spell words nor get misread. Randomness comes from
 * the operating system; tests hand in an {@link Ids} of their own.
 */
import { randomBytes } from 'node:crypto';
import type { Clock } from './clock.ts';

export interface Ids {
  /** A UUIDv7. */
  uuid(): string;
  /** A URL-safe random token of 256 bits (43 characters). */
  token(): string;
  /** A lower-case name of `length` characters (default 10) that begins with a letter and is a DNS label. */
  name(length?: number): string;
}

const nameFirst = 'bcdfghjkmnpqrstvwxz';
const nameRest = '23456789bcdfghjkmnpqrstvwxz';

function pick(alphabet: string, byte: number): string {
  return alphabet.charAt(byte % alphabet.length);
}

function formatUuid(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** As much as is fetched at once. */
const poolBytes = 4_096;

/**
 * The operating system's randomness for ids, fetched in larger parts: one fetch for every id costs ten times the id. Tokens are secrets
 * and get theirs each by itself, so that none lies in memory before it is asked for.
 */
function pooled(random: (size: number) => Buffer): (size: number) => Buffer {
  let pool: Buffer = Buffer.alloc(0);
  let used = 0;
  return (size) => {
    if (used + size > pool.length) {
      pool = random(poolBytes);
      used = 0;
    }
    used += size;
    return pool.subarray(used - size, used);
  };
}

/** Ids from the given source of randomness; `random(n)` must give `n` bytes. */
export function createIds(clock: Clock, random?: (size: number) => Buffer): Ids {
  const secret = random ?? randomBytes;
  const plain = random ?? pooled(randomBytes);
  return {
    uuid() {
      const bytes = plain(16);
      bytes.writeUIntBE(clock.now().getTime(), 0, 6);
      bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
      bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
      return formatUuid(bytes);
    },
    token: () => secret(32).toString('base64url'),
    name(length = 10) {
      const bytes = plain(length);
      return [...bytes].map((byte, index) => pick(index === 0 ? nameFirst : nameRest, byte)).join('');
    },
  };
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** True when the text has the form of a UUID of any version. */
export function isUuid(text: string): boolean {
  return uuidPattern.test(text);
}
