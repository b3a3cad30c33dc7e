/** The types that stores and services share with the database. */
import type { Transaction } from 'kysely';
import type { Tables } from '../../generated/tables.ts';

/** An open transaction. Stores take it and never open one themselves. */
export type Tx = Transaction<Tables>;

/** What services hold: the means to open a transaction, on behalf of tenants or of the platform. */
export interface Db {
  /**
   * Runs `fn` in a transaction that sees only rows of these organizations (and tables without tenants). Of others it reads, and
   * never writes, what has one of the ids in `shared`, where the table's policies know of sharing.
   */
  tenant<T>(orgIds: readonly string[], fn: (tx: Tx) => Promise<T>, shared?: readonly string[]): Promise<T>;
  /** Runs `fn` in a transaction that sees all tenants; `why` says for what, in the log. */
  system<T>(why: string, fn: (tx: Tx) => Promise<T>): Promise<T>;
  /** Sends a notification with the transaction's commit. At most 8000 bytes. */
  notify(tx: Tx, channel: string, payload: string): Promise<void>;
  /** Runs `fn` as the last thing before the transaction commits; a throw rolls it back. */
  beforeCommit(tx: Tx, fn: () => Promise<void>): void;
  /** Calls `handler` for every notification; `onGap` after a reconnection, when some may have been missed. Returns the way to stop. */
  listen(channel: string, handler: (payload: string) => void, onGap?: () => void): Promise<() => Promise<void>>;
  /** Whether notifications still arrive, as far as is known a second later; while not, nothing cached is to be trusted for long. */
  hearsNews(): boolean;
}
