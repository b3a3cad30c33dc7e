/** What the vault needs from outside: somebody who keeps the root key. */

/** Keeps one root key and wraps keys with it; the root key itself never comes out. */
export interface RootKeyKeeper {
  /** Names the keeper and the key, and is stored with what it wrapped; of a local key, a fingerprint. */
  readonly id: string;
  readonly kind: RootKeyKind;
  /** Binds the key to a context; the same context must be given to unwrap it. */
  wrap(key: Uint8Array, context: string): Promise<Buffer>;
  unwrap(wrapped: Uint8Array, context: string): Promise<Buffer>;
}

export type RootKeyKind = 'file' | 'environment' | 'transit' | 'kms';

/** One place where a root key may be. */
export interface RootKeySource {
  /** For people: never the key. */
  readonly name: string;
  /** Undefined where there is none yet. */
  open(): Promise<RootKeyKeeper | undefined>;
  /** Makes the first one, where that may be made here. */
  readonly create: (() => Promise<RootKeyKeeper>) | undefined;
}
