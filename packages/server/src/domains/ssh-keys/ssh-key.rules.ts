/** What an SSH key is here: kinds and sizes, its line for `authorized_keys`, its files. */

import type { KeyPair, KeySpec } from './ssh-key.ports.ts';

const usualBits = 4096;

/** What is to be generated; undefined where a size is asked of a kind that has only one. */
export function decideSpec(type: 'rsa' | 'ed25519' = 'rsa', bits?: number): KeySpec | undefined {
  if (type === 'rsa') return { type, bits: bits ?? usualBits };
  return bits === undefined ? { type } : undefined;
}

/** The line of `authorized_keys`. */
export function publicLineOf({ algorithm, blob }: Pick<KeyPair, 'algorithm' | 'blob'>, comment: string): string {
  return `${algorithm} ${base64Of(blob)} ${comment}`.trim();
}

/** As `ssh-keygen -l` shows it: without padding. */
export function fingerprintOf(digest: Uint8Array): string {
  return `SHA256:${base64Of(digest).replace(/=+$/, '')}`;
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** A comment that came with a key, made fit for one line. */
export function tidyComment(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, 255);
}

export type Part = 'public' | 'private' | 'both';

export interface KeyFile {
  readonly name: string;
  readonly contentType: string;
}

export function filesOf(id: string): { readonly public: KeyFile; readonly private: KeyFile; readonly both: KeyFile } {
  return {
    public: { name: `${id}.pub`, contentType: 'text/plain; charset=utf-8' },
    private: { name: `${id}.pem`, contentType: 'application/x-pem-file' },
    both: { name: `ssh_key_${id}.zip`, contentType: 'application/zip' },
  };
}
