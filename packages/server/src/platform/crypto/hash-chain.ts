/**
 * Chains of records that show when one was changed.
 *
 * Each link is the SHA-256 of the link before it followed by the canonical JSON of its record, so nobody can change, remove or
 * reorder records without making every later link anew. Canonical is what RFC 8785 calls so: no white space, keys in the order of
 * their UTF-16 code units, numbers and strings as ECMAScript writes them. A chain proves nothing against one who can rewrite all
 * of it, head included; against him a link that was noted elsewhere helps.
 */
import { createHash } from 'node:crypto';

/** What the first record is linked to. */
export const genesisLink: Uint8Array = new Uint8Array(32);

/** The one text of a JSON value. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  entries.sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`).join(',')}}`;
}

/** The link of a record that follows `previous`. */
export function linkOf(previous: Uint8Array, record: object): Buffer {
  return createHash('sha256').update(previous).update(canonicalJson(record), 'utf8').digest();
}
