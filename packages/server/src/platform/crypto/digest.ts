/**
 * Digests of tokens.
 *
 * Session ids and API keys are 256 random bits, so there is nothing to guess and a plain SHA-256 is enough to make a copy of
 * the table worthless; a slow hash would only limit how many requests we can answer. It must not be used for passwords, which
 * people choose. Comparisons take the same time wherever the first difference is.
 */
import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** SHA-256 of a text. */
export function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

/** A token that follows from another and a seed: who has but one of the two knows nothing of it. */
export function derivedToken(token: string, seed: string): string {
  return createHmac('sha256', token).update(seed).digest('base64url');
}

/** Whether two digests are equal, in constant time. */
export function sameDigest(left: Uint8Array, right: Uint8Array): boolean {
  return left.byteLength === right.byteLength && timingSafeEqual(left, right);
}

/**
 * Makes names for what a cache keeps of credentials: the same text has the same name in this process, and nobody finds a text by
 * its name, for both hang on a key that is drawn here and never leaves. It is a prefixed hash in one call, not an HMAC: names are
 * shown to nobody who could lengthen a text, and an HMAC costs thirty times as much of every request.
 */
export function createNames(): (text: string) => string {
  const processKey = randomBytes(32).toString('base64');
  return (text) => hash('sha256', processKey + text, 'base64');
}
