import type { Clock } from '@moorage/core/clock';
import type { Secret } from '@moorage/core/secret';
import type { Service } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import type { Transaction } from 'kysely';
import type { Tables } from '../../generated/tables.ts';
import type { Metrics } from '../metrics/metrics.ts';

/** An open transaction. Stores take it and never open one themselves. */
export type Tx = Transaction<Tables>;

export interface DatabaseConfig {
  /** `postgresql://…`, over TCP or a unix socket (`?host=/path`). */
  readonly dsn: Secret;
  readonly poolSize: number;
  readonly statementTimeoutMs: number;
  readonly applicationName: string;
}

export interface DatabaseDeps {
  readonly config: DatabaseConfig;
  readonly log: Log;
  readonly clock: Clock;
  readonly metrics?: Metrics;
}

/** What services hold: the means to open a transaction, on behalf of tenants or of the platform. */
export interface Db {
  /** Runs `fn` in a transaction that sees only rows of these organizations (and rows of none). */
  tenant<T>(orgIds: readonly string[], fn: (tx: Tx) => Promise<T>): Promise<T>;
  /** Runs `fn` in a transaction that sees all tenants; `why` says for what, in the log. */
  system<T>(why: string, fn: (tx: Tx) => Promise<T>): Promise<T>;
  /** Sends a notification with the transaction's commit. */
  notify(tx: Tx, channel: string, payload: string): Promise<void>;
  /** Runs `fn` as the last thing before the transaction commits; a throw rolls it back. */
  beforeCommit(tx: Tx, fn: () => Promise<void>): void;
  /** Calls `handler` for every notification; `onGap` after a reconnection, when some may have been missed. Returns the way to stop. */
  listen(channel: string, handler: (payload: string) => void, onGap?: () => void): Promise<() => Promise<void>>;
}

export interface Database extends Service, Db {
  /** Rejects unless a query is answered; for readiness. */
  ping(): Promise<void>;
  /** Why row-level security does not bind this role, or undefined where it does. */
  rowSecurityProblem(): string | undefined;
}

export declare function createDatabase(deps: DatabaseDeps): Database;
