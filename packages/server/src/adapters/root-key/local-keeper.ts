/**
 * A root key in our own memory, from a file or from the environment. It wraps with AES-256-GCM; its id is a fingerprint, so that a wrong
 * key is recognized before anything is tried with it.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { AppError } from '@moorage/core/errors';
import type { RootKeyKeeper } from '../../domains/vault/vault.ports.ts';

const headBytes = 12 + 16;

/** 64 bits of an HMAC under the key: enough to tell keys apart, and nothing of the key. */
function fingerprint(key: Uint8Array): string {
  return createHmac('sha256', key).update('moorage root key id').digest('hex').slice(0, 16);
}

export function createLocalKeeper(kind: 'file' | 'environment', key: Buffer): RootKeyKeeper {
  const id = `local:${fingerprint(key)}`;
  return {
    id,
    kind,
    async wrap(plain, context) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context, 'utf8'));
      const text = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), text]);
    },
    async unwrap(wrapped, context) {
      const bytes = Buffer.from(wrapped);
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 })
          .setAAD(Buffer.from(context, 'utf8'))
          .setAuthTag(bytes.subarray(12, headBytes));
        return Buffer.concat([decipher.update(bytes.subarray(headBytes)), decipher.final()]);
      } catch (error) {
        const internal = `${id} cannot unwrap ${context}: another key, another context, or damaged`;
        throw new AppError('internal', 'Something went wrong on our side.', { internal, cause: error });
      }
    },
  };
}
