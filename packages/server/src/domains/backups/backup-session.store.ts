/** Connections of backups and restores: their own, long, and one of each kind at a time in a database. */
import { AppError, messageOf } from '@moorage/core/errors';
import type { Secret } from '@moorage/core/secret';
import pg from 'pg';
import { connectionConfig } from '../../platform/db/connection.ts';
import { pinSession } from './backup-export.store.ts';

/** Any numbers that nobody else uses; these spell "back" and "rest". */
const lockKeys = { backup: 0x62_61_63_6b, restore: 0x72_65_73_74 } as const;

/** Runs `work` on a connection that it may break; it is ended with it. */
export async function withSession<T>(dsn: Secret, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const settings = connectionConfig({ dsn, applicationName: 'moorage-db', statementTimeoutMs: 0 });
  const client = new pg.Client({ ...settings, statement_timeout: false, idle_in_transaction_session_timeout: 0 });
  // A connection that is lost fails the query that runs on it; nobody else needs to hear of it.
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (cause) {
    throw new AppError('unavailable', `The database cannot be used: ${messageOf(cause)}.`, {
      cause,
      details: { nextStep: 'See that the server runs and that DATABASE_DSN names it, the user and the password rightly.' },
    });
  }
  try {
    await pinSession(client);
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** False where another session backs this database up now. */
export async function tryLock(client: pg.Client, kind: keyof typeof lockKeys): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [lockKeys[kind]]);
  return rows[0]?.locked === true;
}

/** Waits a while, for the session of a process that was killed lives on for a moment. */
export async function waitForLock(client: pg.Client, kind: keyof typeof lockKeys): Promise<void> {
  await client.query('select pg_advisory_lock($1)', [lockKeys[kind]]);
}
