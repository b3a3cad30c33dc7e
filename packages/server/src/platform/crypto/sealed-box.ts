/**
 * Secrets that the database keeps and cannot read.
 *
 * AES-256-GCM under a key that lives outside of the database. Every box is bound to a context (what it is and whose), so that a
 * box moved to another row does not open. Layout: one byte of version, 12 of nonce, 16 of tag, then the ciphertext.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '@moorage/core/errors';
import type { Secret } from '@moorage/core/secret';

export interface SealedBox {
  seal(plain: Uint8Array, context: string): Buffer;
  /** Throws where the key or the context is another one, or a bit has changed. */
  open(box: Uint8Array, context: string): Buffer;
}

const version = 1;
const keyBytes = 32;
const headBytes = 1 + 12 + 16;

/** The 32 bytes of a key written as base64 or base64url; `undefined` for anything else. */
export function parseKey(text: string): Buffer | undefined {
  if (!/^[A-Za-z0-9+/_-]+=*$/.test(text)) return undefined;
  const key = Buffer.from(text, 'base64');
  return key.byteLength === keyBytes ? key : undefined;
}

/** Boxes under one key, given as {@link parseKey} reads it. */
export function createSealedBox(secret: Secret): SealedBox {
  const key = parseKey(secret.reveal());
  if (key === undefined) throw new AppError('invalid_request', 'The key must be 32 bytes in base64.');
  return {
    seal(plain, context) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context, 'utf8'));
      const text = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), text]);
    },
    open(box, context) {
      const bytes = Buffer.from(box);
      const failure = 'a sealed box does not open: another key, another context, or damaged';
      if (bytes.byteLength < headBytes || bytes.readUInt8(0) !== version) {
        throw new AppError('internal', 'Something went wrong on our side.', { internal: failure });
      }
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 13), { authTagLength: 16 })
        .setAAD(Buffer.from(context, 'utf8'))
        .setAuthTag(bytes.subarray(13, headBytes));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(headBytes)), decipher.final()]);
      } catch (error) {
        throw new AppError('internal', 'Something went wrong on our side.', { internal: failure, cause: error });
      }
    },
  };
}

/** The same where a key may not be configured. */
export function sealedBoxOf(secret: Secret | undefined): SealedBox | undefined {
  return secret === undefined ? undefined : createSealedBox(secret);
}
