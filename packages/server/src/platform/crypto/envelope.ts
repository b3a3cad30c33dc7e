/**
 * One value, sealed under the key of its owner and bound to the place where it is stored.
 *
 * AES-256-GCM with a random nonce. The bytes describe themselves: format (2), version of the key (4 bytes, big endian), nonce (12), tag
 * (16), ciphertext. What is authenticated beside the ciphertext is the place: organization, table, row, column, version and format,
 * each with its length before it, so that no two places have the same encoding. A value that was moved, whose version was changed or
 * of which one bit differs does not open.
 *
 * Formats 0 and 1 are those of the time before (see `sealed-box.ts`); the first byte tells them apart.
 *
 * A nonce of 96 random bits is safe for 2^32 values of one key (NIST SP 800-38D, 8.3); a key is one organization's, and rotation
 * brings a new one.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '@moorage/core/errors';

/** Where a sealed value is stored. */
export interface SealedPlace {
  /** Null for what belongs to the platform itself. */
  readonly orgId: string | null;
  readonly table: string;
  /** The row's identity as text. */
  readonly row: string;
  readonly column: string;
}

export const envelopeFormat = 2;
/** How much longer a sealed value is than a plain one. */
export const envelopeOverhead = 1 + 4 + 12 + 16;
const cipherName = 'aes-256-gcm';

function field(text: string | null): Buffer {
  if (text === null) return Buffer.of(0);
  const bytes = Buffer.from(text, 'utf8');
  const head = Buffer.alloc(5);
  head.writeUInt8(1, 0);
  head.writeUInt32BE(bytes.byteLength, 1);
  return Buffer.concat([head, bytes]);
}

function associatedData({ orgId, table, row, column }: SealedPlace, version: number): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(envelopeFormat, 0);
  head.writeUInt32BE(version, 1);
  return Buffer.concat([head, ...[orgId, table, row, column].map(field)]);
}

function broken(place: SealedPlace, cause?: unknown): AppError {
  const where = `${place.table}.${place.column} of ${place.row}`;
  return new AppError('internal', 'Something went wrong on our side.', {
    internal: `a sealed value does not open (${where}): another key, another place, or damaged`,
    cause,
  });
}

/** The version of the key that a value was sealed with; undefined for bytes of another format. */
export function keyVersionOf(sealed: Uint8Array): number | undefined {
  if (sealed.byteLength < envelopeOverhead || sealed[0] !== envelopeFormat) return undefined;
  return Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength).readUInt32BE(1);
}

/** Seals a value for one place under one version of a key of 32 bytes. */
export function sealEnvelope(
  key: { readonly bytes: Uint8Array; readonly version: number },
  place: SealedPlace,
  plain: Uint8Array,
): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(envelopeFormat, 0);
  head.writeUInt32BE(key.version, 1);
  const nonce = randomBytes(12);
  const cipher = createCipheriv(cipherName, key.bytes, nonce).setAAD(associatedData(place, key.version));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([head, nonce, cipher.getAuthTag(), text]);
}

/** Gives back what was sealed for this very place; throws for everything else. */
export function openEnvelope(
  key: { readonly bytes: Uint8Array; readonly version: number },
  place: SealedPlace,
  sealed: Uint8Array,
): Buffer {
  if (keyVersionOf(sealed) !== key.version) throw broken(place);
  const decipher = createDecipheriv(cipherName, key.bytes, sealed.subarray(5, 17), { authTagLength: 16 })
    .setAAD(associatedData(place, key.version))
    .setAuthTag(sealed.subarray(17, envelopeOverhead));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(envelopeOverhead)), decipher.final()]);
  } catch (error) {
    throw broken(place, error);
  }
}
