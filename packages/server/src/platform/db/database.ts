/**
 * PostgreSQL as services see it: two ways to open a transaction, and nothing outside of one.
 *
 * `tenant(orgIds, fn)` binds the transaction to organizations, and row-level security (policies that call `moorage_sees`)
 * hides every other tenant's rows even from a query that forgot its `where`. `system(why, fn)` sees all and has to say for
 * what. Both run READ COMMITTED with a statement timeout; both are repeated, a few times and with a growing pause, when
 * PostgreSQL gave up for a reason that passes (serialization, deadlock, a connection that was already dead), so `fn` must do
 * nothing but talk to the database: what it does elsewhere would be repeated too. A violated constraint becomes the error
 * that its domain registered. A transaction handle used after its end throws.
 *
 * The lock behind the lock works only for an ordinary role: superusers and roles with BYPASSRLS are not bound by policies.
 * Start-up looks, says so loudly and keeps the reason for /readyz.
 *
 * Each transaction costs two round trips beside its statements (`begin` travels with the settings).
 */
import type { Clock } from '@moorage/core/clock';
import { AppError, messageOf } from '@moorage/core/errors';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import type { Secret } from '@moorage/core/secret';
import { sql } from 'kysely';
import pg from 'pg';
import type { Metrics } from '../metrics/metrics.ts';
import { connectionConfig, createStatementNames } from './connection.ts';
import { type ConstraintRegistry, createConstraintRegistry } from './constraints.ts';
import type { Db, Tx } from './db.ts';
import { createQueryBuilder } from './lazy-dialect.ts';
import { refuseHalfRestored } from './half-restored.ts';
import { createListener, type Listener } from './listener.ts';
import { findRowSecurityProblem } from './row-security.ts';
import { createTransactor } from './transactor.ts';

export type { Db, Tx };

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
  /** What constraints mean; domains register theirs. Violations of unregistered ones are `internal`. */
  readonly constraints?: ConstraintRegistry;
}

export interface Database extends Service, Db {
  /** Rejects unless a query is answered; for readiness. */
  ping(): Promise<void>;
  /** Why row-level security does not bind this role, or undefined where it does. */
  rowSecurityProblem(): string | undefined;
  /** Runs now and after each reconnection of the notification session; see `listener.ts`. */
  onSession: Listener['onSession'];
  /** One statement on the pool, past transactions and tenants: for the job engine's own tables only. */
  execute(text: string, values?: readonly unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}

/** Fifteen seconds: as long as a PostgreSQL that starts beside us may take. */
const startPatienceMs = 15_000;

function watchPool(pool: pg.Pool, metrics: Metrics | undefined): void {
  const connections = metrics?.gauge({
    name: 'db_pool_connections',
    help: 'Connections of the pool by state.',
    labels: ['state'],
  });
  metrics?.onScrape(() => {
    connections?.set(pool.idleCount, { state: 'idle' });
    connections?.set(pool.totalCount - pool.idleCount, { state: 'busy' });
    connections?.set(pool.waitingCount, { state: 'waiting' });
  });
}

async function waitUntilAnswers(ask: () => Promise<void>, clock: Clock): Promise<void> {
  const patienceEnds = clock.monotonicMs() + startPatienceMs;
  for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, 1_000)) {
    try {
      return await ask();
    } catch (error) {
      if (clock.monotonicMs() >= patienceEnds) {
        throw new AppError('unavailable', `The database does not answer: ${messageOf(error)}`, { cause: error });
      }
      await clock.sleep(pauseMs);
    }
  }
}

/** Makes the database service; nothing connects before `start`. */
export function createDatabase(deps: DatabaseDeps): Database {
  const { config, log, clock } = deps;
  const pool = new pg.Pool({
    ...connectionConfig(config),
    max: config.poolSize,
    idleTimeoutMillis: 30_000,
    allowExitOnIdle: true,
  });
  // A connection that breaks while it is in use reports to its own listeners; without one, the process would end.
  pool.on('connect', (client) => client.on('error', (error) => log.debug('a database connection broke', { error })));
  pool.on('error', (error) => log.warn('an idle database connection was lost', { error }));
  const names = createStatementNames();
  const builder = createQueryBuilder(pool, names);
  const constraints = deps.constraints ?? createConstraintRegistry();
  const transactor = createTransactor({ builder, names, constraints, log, clock });
  const listener = createListener({ connection: { ...config, applicationName: `${config.applicationName}-listen` }, log, clock });
  let status: ServiceStatus = { state: 'stopped' };
  let securityProblem: string | undefined;
  watchPool(pool, deps.metrics);

  const ping = async (): Promise<void> => void (await pool.query('select 1'));
  return {
    ...transactor,
    name: 'database',
    ping,
    listen: listener.listen,
    hearsNews: listener.isCurrent,
    onSession: listener.onSession,
    execute: (text, values) => pool.query<Record<string, unknown>>(text, values === undefined ? undefined : [...values]),
    rowSecurityProblem: () => securityProblem,
    notify: async (tx, channel, payload) => void (await sql`select pg_notify(${channel}, ${payload})`.execute(tx)),
    status: () => ({ ...status, connections: pool.totalCount, waiting: pool.waitingCount }),
    async start() {
      status = { state: 'starting' };
      await waitUntilAnswers(ping, clock);
      await refuseHalfRestored((text) => pool.query(text));
      securityProblem = await findRowSecurityProblem((text) => pool.query(text));
      if (securityProblem !== undefined) log.warn('row-level security is not in force', { reason: securityProblem });
      status = { state: 'running' };
    },
    async stop() {
      if (status.state === 'stopped') return;
      status = { state: 'stopped' };
      await listener.stop();
      await builder.destroy();
      await pool.end();
    },
  };
}
