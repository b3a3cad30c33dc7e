/** What backups need from outside: a place for their objects, and somebody who keeps the key. */

export interface StoredObject {
  readonly name: string;
  readonly bytes: number;
  readonly writtenAt: Date;
}

/** A directory, or a part of a bucket. Names are `<backup>/<part>`. */
export interface BackupTarget {
  /** For people: where it is, never how one gets in. */
  readonly description: string;
  /** Streams; an object is there whole or not at all. Returns its length. */
  write(name: string, content: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<number>;
  /** Streams; `not_found` where there is none. */
  read(name: string): Promise<AsyncIterable<Uint8Array>>;
  list(): Promise<StoredObject[]>;
  /** Removing what is not there is no failure. */
  remove(name: string): Promise<void>;
  /** Takes away what an upload left that began before this and did not end. */
  sweep(before: Date): Promise<void>;
}

/** Wraps the key of each backup; what keeps the root key of the vault is one. */
export interface BackupKeeper {
  readonly id: string;
  wrap(key: Uint8Array, context: string): Promise<Buffer>;
  unwrap(wrapped: Uint8Array, context: string): Promise<Buffer>;
}

/** Where a test stops everything, as a kill would. */
export type BackupStep =
  | 'locked'
  | 'read'
  | 'table begun'
  | 'tables written'
  | 'data stored'
  | 'manifest stored'
  | 'marked'
  | 'migrated'
  | 'opened for loading'
  | 'table loading'
  | 'loaded'
  | 'closed after loading'
  | 'compared'
  | 'committed'
  | 'scratch made'
  | 'scratch restored';

export type OnStep = (step: BackupStep) => Promise<void>;
