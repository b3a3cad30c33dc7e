/** Root keys: their part of the environment. */
import { text, variable } from '@moorage/core/config-reader';
import type { Secret } from '@moorage/core/secret';
import { z } from 'zod';
import { parseKey } from '../platform/crypto/sealed-box.ts';

const keyText = z
  .string()
  .refine((value) => parseKey(value) !== undefined, 'must be 32 bytes in base64')
  .pipe(text.secret)
  .optional();

export const encryption = {
  rootKey: variable({
    names: ['ROOT_KEY'],
    schema: keyText,
    secret: true,
    doc: 'Wraps the keys that seal what the database must not be able to read; 32 random bytes in base64 (`openssl rand -base64 32`). Keep a copy elsewhere: without it nothing sealed can be read again.',
    group: 'Encryption',
  }),
  rootKeyPath: variable({
    names: ['ROOT_KEY_PATH'],
    schema: z.string().optional(),
    doc: 'The same in a file that only its owner may read (0600), as `moorage encrypt create-master` makes it. With the embedded database it is `root.key` beside it.',
    group: 'Encryption',
  }),
  rootKeyCreate: variable({
    names: ['ROOT_KEY_CREATE'],
    schema: text.flag,
    default: 'false',
    doc: 'Make that file at the first start on an empty database. On with the embedded database.',
    group: 'Encryption',
  }),
  rootKeyNext: variable({
    names: ['ROOT_KEY_NEXT'],
    schema: keyText,
    secret: true,
    doc: 'The root key that is to follow, while it is rotated.',
    group: 'Encryption',
  }),
  rootKeyNextPath: variable({
    names: ['ROOT_KEY_NEXT_PATH'],
    schema: z.string().optional(),
    doc: 'The same in a file (0600).',
    group: 'Encryption',
  }),
};

/** Where one root key may be. */
export type RootKeyPlace =
  | { readonly kind: 'environment'; readonly name: string; readonly key: Secret }
  | { readonly kind: 'file'; readonly path: string; readonly mayCreate: boolean };

export interface EncryptionConfig {
  /** The one of this installation first, then the one that is to follow. */
  readonly roots: readonly RootKeyPlace[];
}
