import { AppError, isAppError } from '@moorage/core/errors';
import { Secret } from '@moorage/core/secret';
import { useTestDatabase } from '@moorage/testkit/postgres';
import { waitUntil } from '@moorage/testkit/wait-until';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import { createConstraintRegistry } from './constraints.ts';
import type { Database, Tx } from './database.ts';
import { findUnguardedTables } from './row-security.ts';

const ours = '11111111-1111-4111-8111-111111111111';
const theirs = '22222222-2222-4222-8222-222222222222';

const source = useTestDatabase(migratedDatabase('database'));
const constraints = createConstraintRegistry();
let db: Database;
let admin: pg.Client;

beforeAll(async () => {
  db = openDatabase(source.dsn, { constraints });
  await db.start();
  admin = new pg.Client({ connectionString: source.dsn });
  await admin.connect();
  await admin.query(`
    create table things (id int constraint things__pkey primary key, org_id uuid not null, n int not null default 0, unique (id, n));
    create index things__org_id on things (org_id);
    alter table things enable row level security, force row level security;
    create policy things__tenant on things using (moorage_sees(org_id)) with check (moorage_sees(org_id));
    create table plain (id int primary key, n int not null);
    insert into plain values (1, 0), (2, 0);`);
});
afterAll(async () => {
  await admin.end();
  await db.stop();
});

const insert = (tx: Tx, id: number, org: string) => sql`insert into things (id, org_id) values (${id}, ${org})`.execute(tx);
const ids = async (tx: Tx): Promise<number[]> =>
  (await sql<{ id: number }>`select id from things order by id`.execute(tx)).rows.map((row) => row.id);

describe('tenancy', () => {
  it('shows a tenant only its own rows, even to a query without a condition', async () => {
    await db.system('test', async (tx) => {
      await insert(tx, 1, ours);
      await insert(tx, 2, theirs);
    });
    expect(await db.tenant([ours], ids)).toEqual([1]);
    expect(await db.tenant([theirs], ids)).toEqual([2]);
    expect(await db.tenant([ours, theirs], ids)).toEqual([1, 2]);
    expect(await db.tenant([], ids)).toEqual([]);
    expect(await db.system('test', ids)).toEqual([1, 2]);
  });

  it('refuses to write a row of another tenant', async () => {
    await expect(db.tenant([ours], (tx) => insert(tx, 3, theirs))).rejects.toThrow(/row-level security/);
  });

  it('does not leak the binding of one transaction into the next on the same connection', async () => {
    const single = openDatabase(source.dsn, {
      config: { ...openConfig(), poolSize: 1 },
    });
    await single.start();
    await single.system('test', ids);
    expect(await single.tenant([ours], ids)).toEqual([1]);
    expect(await single.tenant([], ids)).toEqual([]);
    await single.stop();
  });

  it('sees nothing on a connection that bound nothing', async () => {
    const { rows } = await admin.query('select id from things');
    expect(rows).toEqual([]);
  });

  it('takes only UUIDs for organizations', () => {
    expect(() => db.tenant([`x'; drop table things; --`], ids)).toThrow(/must be a UUID/);
  });

  it('finds no tenant table without policy, index and force', async () => {
    expect(await findUnguardedTables((text) => admin.query(text))).toEqual([]);
    await admin.query('create table loose (id int, org_id uuid)');
    expect(await findUnguardedTables((text) => admin.query(text))).toEqual(['loose']);
    await admin.query('drop table loose');
  });

  it('knows that this role is bound by policies', () => {
    expect(db.rowSecurityProblem()).toBeUndefined();
  });
});

describe('transactions', () => {
  it('roll back on a throw', async () => {
    await expect(
      db.system('test', async (tx) => {
        await insert(tx, 10, ours);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await db.system('test', ids)).not.toContain(10);
  });

  it('refuse their handle after the end', async () => {
    const leaked = await db.system('test', async (tx) => ({ tx }));
    await expect(ids(leaked.tx)).rejects.toThrow();
  });

  it('turn a violated constraint into the registered error and an unknown one into internal', async () => {
    constraints.register({ things__pkey: () => new AppError('already_exists', 'There is such a thing.') });
    await expect(db.system('test', (tx) => insert(tx, 1, ours))).rejects.toSatisfy((error) =>
      isAppError(error, 'already_exists'),
    );
    const unknown = await db
      .system('test', (tx) => sql`insert into plain values (1, 1)`.execute(tx))
      .catch((error: unknown) => error);
    expect(unknown).toMatchObject({ code: 'internal', internal: expect.stringContaining('plain_pkey') });
  });

  it('are repeated after a deadlock until both are through', async () => {
    let tries = 0;
    const meeting = Promise.withResolvers<void>();
    let arrived = 0;
    const both = async (first: number, second: number): Promise<void> => {
      await db.system('test', async (tx) => {
        tries += 1;
        await sql`update plain set n = n + 1 where id = ${first}`.execute(tx);
        arrived += 1;
        if (arrived === 2) meeting.resolve();
        await meeting.promise;
        await sql`update plain set n = n + 1 where id = ${second}`.execute(tx);
      });
    };
    await Promise.all([both(1, 2), both(2, 1)]);
    expect(tries).toBe(3);
    const { rows } = await admin.query('select n from plain order by id');
    expect(rows).toEqual([{ n: 2 }, { n: 2 }]);
  });

  it('run their last steps before the commit, and a failing one undoes all', async () => {
    const order: string[] = [];
    await db.system('test', async (tx) => {
      db.beforeCommit(tx, async () => {
        order.push('hook');
        await insert(tx, 20, ours);
      });
      order.push('body');
    });
    expect(order).toEqual(['body', 'hook']);
    expect(await db.system('test', ids)).toContain(20);
    const failing = db.system('test', async (tx) => {
      await insert(tx, 21, ours);
      db.beforeCommit(tx, () => Promise.reject(new Error('late')));
    });
    await expect(failing).rejects.toThrow('late');
    expect(await db.system('test', ids)).not.toContain(21);
  });

  it('survive that every connection of the pool was ended from outside', async () => {
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'test' and pid <> pg_backend_pid()`,
    );
    expect(await db.system('test', ids)).toContain(1);
  });

  it('fail as unavailable, not as a bug of ours, while the database cannot be reached', async () => {
    const away = source.dsn.replace(/host=[^&]*/, 'host=%2Fnowhere').replace(/@[^/]*\//, '@127.0.0.1:1/');
    const lost = openDatabase(away);
    const error: unknown = await lost.system('test', ids).catch((thrown: unknown) => thrown);
    expect(isAppError(error, 'unavailable')).toBe(true);
    expect(error).toMatchObject({ message: 'The database is not available now.' });
    await lost.stop();
  });

  it('go on with prepared statements whose table changed', async () => {
    const read = (tx: Tx) => sql`select * from plain where id = ${1}`.execute(tx);
    for (let round = 0; round < 4; round += 1) await db.system('test', read);
    await admin.query('alter table plain add column extra text');
    const { rows } = await db.system('test', read);
    expect(rows).toEqual([{ id: 1, n: 2, extra: null }]);
  });
});

describe('notifications', () => {
  it('arrive when the transaction commits, and not when it rolls back', async () => {
    const heard: string[] = [];
    const stop = await db.listen('test_channel', (payload) => void heard.push(payload));
    await db.system('test', (tx) => db.notify(tx, 'test_channel', 'one'));
    await db
      .system('test', async (tx) => {
        await db.notify(tx, 'test_channel', 'lost');
        throw new Error('rollback');
      })
      .catch(() => {});
    await db.system('test', (tx) => db.notify(tx, 'test_channel', 'two'));
    await waitUntil(() => heard.length === 2, { describe: 'two notifications' });
    expect(heard).toEqual(['one', 'two']);
    await stop();
  });

  it('come back after the connection was lost, with a word about the gap', async () => {
    const heard: string[] = [];
    let gaps = 0;
    const stop = await db.listen(
      'test_gap',
      (payload) => void heard.push(payload),
      () => void (gaps += 1),
    );
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'test-listen'`,
    );
    await waitUntil(() => gaps > 0, { describe: 'the gap' });
    await db.system('test', (tx) => db.notify(tx, 'test_gap', 'again'));
    await waitUntil(() => heard.length === 1, { describe: 'a notification after the gap' });
    await stop();
  });

  it('refuse a channel that is not a plain name', async () => {
    await expect(db.listen('x; drop table things', () => {})).rejects.toThrow(/not a channel name/);
  });
});

function openConfig() {
  return { dsn: new Secret(source.dsn), statementTimeoutMs: 5_000, applicationName: 'test-single', poolSize: 1 };
}
