/**
 * Kysely over our pool, with two changes for speed.
 *
 * A transaction does not send its own `begin`: the first statement of every transaction of ours is a `begin` joined with the
 * settings that bind row-level security, which saves a round trip. And statements are named (see `connection.ts`).
 */
import {
  type DatabaseConnection,
  Kysely,
  PostgresDialect,
  PostgresDriver,
  type PostgresPool,
  type PostgresPoolClient,
  type PostgresQueryResult,
} from 'kysely';
import type pg from 'pg';
import type { Tables } from '../../generated/tables.ts';
import { queryNamed, type StatementNames } from './connection.ts';

class LazyBeginDriver extends PostgresDriver {
  override beginTransaction(_connection: DatabaseConnection): Promise<void> {
    return Promise.resolve();
  }

  /** On a dead connection the rollback fails too, and would hide why; the driver has already marked it to be thrown away. */
  override async rollbackTransaction(connection: Parameters<PostgresDriver['rollbackTransaction']>[0]): Promise<void> {
    await super.rollbackTransaction(connection).catch(() => {});
  }
}

class LazyBeginDialect extends PostgresDialect {
  readonly #pool: PostgresPool;

  constructor(pool: PostgresPool) {
    super({ pool });
    this.#pool = pool;
  }

  override createDriver(): PostgresDriver {
    return new LazyBeginDriver({ pool: this.#pool });
  }
}

function adapt(client: pg.PoolClient, names: StatementNames): PostgresPoolClient {
  const query = (text: unknown, parameters: readonly unknown[] = []): Promise<unknown> => {
    if (typeof text !== 'string') throw new Error('cursors are not used here');
    return queryNamed(client, names, text, parameters);
  };
  return {
    // oxlint-disable-next-line typescript/consistent-type-assertions -- Kysely spells the shapes of the driver's results differently
    query: query as PostgresPoolClient['query'] &
      ((text: string, parameters: readonly unknown[]) => Promise<PostgresQueryResult<never>>),
    release: (destroy) => client.release(destroy),
  };
}

/** A query builder on the pool. Kysely keeps state per client, so each client is adapted once. */
export function createQueryBuilder(pool: pg.Pool, names: StatementNames): Kysely<Tables> {
  const adapted = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return new Kysely<Tables>({
    dialect: new LazyBeginDialect({
      options: {},
      end: () => Promise.resolve(),
      async connect() {
        const client = await pool.connect();
        const known = adapted.get(client) ?? adapt(client, names);
        adapted.set(client, known);
        return known;
      },
    }),
  });
}
