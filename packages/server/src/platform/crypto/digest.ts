/**
 * Digests of tokens.
 *
 * Session ids and API keys are 256 random bits, so there is nothing to guess and a plain SHA-256 is enough to make a copy of
 * the table worthless; a slow hash would only limit how many requests we can answer. It must not be used for passwords, which
 * people choose. Comparisons take the same time wherever the first difference is.
 */
import { createHash, timingSafeEqual } from 'node:crypto';

/** SHA-256 of a text. */
export function sha256(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}

/** Whether two digests are equal, in constant time. */
export function sameDigest(left: Uint8Array, right: Uint8Array): boolean {
  return left.byteLength === right.byteLength && timingSafeEqual(left, right);
}
