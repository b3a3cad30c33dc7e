/** From a DSN to the settings of the driver, and the statements that deserve a name. */
import type { Secret } from '@moorage/core/secret';
import type pg from 'pg';

export interface ConnectionOptions {
  readonly dsn: Secret;
  readonly applicationName: string;
  readonly statementTimeoutMs: number;
}

/** Five seconds: a server that is up accepts in milliseconds, one that is not should be reported and not waited for. */
const connectTimeoutMs = 5_000;

/**
 * `sslmode` as PostgreSQL documents it: `require` encrypts, `verify-full` also checks whom we talk to. Left to itself the driver
 * takes every mode for `verify-full`, and says that it will stop doing so.
 */
function withDocumentedTls(dsn: string): string {
  return /[?&]sslmode=/.test(dsn) && !/[?&]uselibpqcompat=/.test(dsn) ? `${dsn}&uselibpqcompat=true` : dsn;
}

/** Settings of one connection. Every session is in UTC and is ended when it idles inside a transaction. */
export function connectionConfig(options: ConnectionOptions): pg.ClientConfig {
  return {
    connectionString: withDocumentedTls(options.dsn.reveal()),
    application_name: options.applicationName,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: options.statementTimeoutMs,
    idle_in_transaction_session_timeout: Math.max(options.statementTimeoutMs * 2, 10_000),
    keepAlive: true,
    options: '-c TimeZone=UTC',
  };
}

/** The part of a driver's client that the query builder uses. */
export interface QueryClient {
  query(statement: string | pg.QueryConfig, parameters?: readonly unknown[]): Promise<pg.QueryResult>;
}

/**
 * Names for statements, so that the server parses and plans each once a connection: measured at 1.4 times the queries a
 * second of unnamed ones for a select by key. Only a text seen twice gets a name, and only so many do: texts that vary
 * without end (lists spelled out) must not fill the sessions' memory.
 */
export interface StatementNames {
  nameOf(text: string): string | undefined;
  /** Gives every statement a new name: after a migration changed what a prepared one returns. */
  forget(): void;
}

const maxNames = 300;
/** Of texts that came once; when there are as many, all others count as new again. */
const maxSeen = 1_000;

export function createStatementNames(): StatementNames {
  const named = new Map<string, string>();
  // By themselves: what comes once, such as at the start, must not take the place of what comes ever again.
  const seen = new Set<string>();
  let generation = 0;
  return {
    nameOf(text) {
      const known = named.get(text);
      if (known !== undefined || named.size >= maxNames) return known;
      if (!seen.delete(text)) {
        if (seen.size >= maxSeen) seen.clear();
        seen.add(text);
        return undefined;
      }
      const name = `m${generation}_${named.size}_${text.length}_${hash(text)}`;
      named.set(text, name);
      return name;
    },
    forget() {
      named.clear();
      seen.clear();
      generation += 1;
    },
  };
}

/** FNV-1a; a name needs to be short, and a collision is caught by the driver, which compares the texts. */
function hash(text: string): string {
  let value = 0x81_1c_9d_c5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01_00_01_93);
  }
  return (value >>> 0).toString(36);
}

/** Runs a statement with its name where it has one. */
export function queryNamed(
  client: QueryClient,
  names: StatementNames,
  text: string,
  parameters: readonly unknown[],
): Promise<pg.QueryResult> {
  const name = parameters.length === 0 ? undefined : names.nameOf(text);
  return name === undefined ? client.query(text, [...parameters]) : client.query({ name, text, values: [...parameters] });
}
