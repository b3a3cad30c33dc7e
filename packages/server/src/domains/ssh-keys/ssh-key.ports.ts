import type { Tx } from '../../platform/db/database.ts';

export type KeySpec = { readonly type: 'ed25519' } | { readonly type: 'rsa'; readonly bits: number };

/** A pair as it is kept. `blob` is the public half as SSH sends it. */
export interface KeyPair {
  readonly type: 'rsa' | 'ed25519' | 'ecdsa';
  readonly bits: number;
  /** `ssh-rsa` and such. */
  readonly algorithm: string;
  readonly blob: Uint8Array;
  readonly privatePem: string;
  /** That came with a key. */
  readonly comment: string;
}

export type KeyReading =
  | { readonly kind: 'ok'; readonly pair: KeyPair }
  /** What is wrong with which field, in words for who sent it. */
  | { readonly kind: 'refused'; readonly field: 'private_key' | 'passphrase'; readonly message: string };

/** Makes and reads keys beside the thread that answers requests, few at a time; throws `unavailable` when too many wait. */
export interface KeyWorks {
  generate(spec: KeySpec): Promise<KeyPair>;
  read(text: string, passphrase: string | undefined): Promise<KeyReading>;
}

export interface KeyUse {
  readonly keyId: string;
  /** For people, such as `server bastion-1`. */
  readonly what: string;
}

/** Whatever refers to SSH keys, such as servers; each kind of it is one. */
export interface KeyUses {
  /** Of one key, or of all keys of the organization. */
  list(tx: Tx, orgId: string, keyId?: string): Promise<readonly KeyUse[]>;
}
