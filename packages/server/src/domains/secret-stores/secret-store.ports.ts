/** A store of what services receive: documents, one for each place, with all its keys. */
import type { Secret } from '@moorage/core/secret';

export interface DocumentKey {
  readonly orgId: string;
  readonly path: string;
}

export interface SecretDocument {
  /** Counts changes; a store begins with a number above 0. */
  readonly version: number;
  readonly values: Readonly<Record<string, Secret>>;
}

export type PutResult =
  | { readonly kind: 'stored'; readonly version: number }
  /** It is at another version than was expected; 0 where there is none. */
  | { readonly kind: 'conflict'; readonly version: number };

export const storeNames = ['built-in', 'vault', 'aws'] as const;
export type StoreName = (typeof storeNames)[number];

/** How the operator of external secrets reaches the same documents from within a cluster. */
export interface ExternalSource {
  readonly storeRef: { readonly kind: 'SecretStore' | 'ClusterSecretStore'; readonly name: string };
  /** What a document is called there. */
  keyOf(path: string): string;
}

/**
 * A store of documents. Each holds all keys of one place, so that one read delivers them. Writing is check-and-set: `expected` is
 * the version that is replaced, 0 for a document that must not exist. Failures are `unavailable` (it may work later),
 * `upstream_failed` (somebody must look) or `limit_exceeded` (a document is larger than the store takes), and never repeat a value.
 */
export interface SecretValues {
  readonly name: StoreName;
  /** Where it is, for people. */
  readonly place: string;
  /** Undefined where clusters are not to read from it by themselves. */
  readonly external?: ExternalSource | undefined;
  get(key: DocumentKey): Promise<SecretDocument | undefined>;
  put(key: DocumentKey, values: Readonly<Record<string, Secret>>, expected: number): Promise<PutResult>;
  /** With its history, where the store keeps one; nothing happens where there is no such document. */
  remove(key: DocumentKey): Promise<void>;
  /** Paths of an organization's documents, in order. */
  list(orgId: string): Promise<string[]>;
}
