/** Limits shared through PostgreSQL, where no Redis is: an unlogged table, one statement a batch. */
import { sql } from 'kysely';
import type { Db } from '../db/db.ts';
import type { LimitStore, Reserve, Reserved, Spend } from './limits.ports.ts';

/** Rows are locked in the order of their keys, so that two replicas never wait for each other. */
async function spendRows(db: Db, spends: readonly Spend[]): Promise<readonly number[]> {
  const sorted = spends.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const { rows } = await db.system(
    'share limits',
    async (tx) =>
      await sql<{ key: string; debt_ms: number }>`
        insert into rate_limits as known (key, full_at, most)
        select key, statement_timestamp() + cost_ms * interval '1 ms', most_ms * interval '1 ms'
          from unnest(
            ${sorted.map(({ key }) => key)}::text[],
            ${sorted.map(({ costMs }) => costMs)}::float8[],
            ${sorted.map(({ mostMs }) => mostMs)}::float8[]
          ) as spent (key, cost_ms, most_ms)
        on conflict (key) do update set
          full_at = least(
            greatest(known.full_at, statement_timestamp()) + (excluded.full_at - statement_timestamp()),
            statement_timestamp() + excluded.most
          ),
          most = excluded.most
        returning key, greatest(0, extract(epoch from full_at - statement_timestamp()) * 1000)::float8 as debt_ms
      `.execute(tx),
  );
  const debts = new Map(rows.map((row) => [row.key, row.debt_ms]));
  return spends.map(({ key }) => debts.get(key) ?? 0);
}

/** One statement. Who waits for another's row decides by what he finds then; who is refused is told how it stood when he began. */
async function reserveRow(db: Db, { key, costMs, mostMs, coveredMs }: Reserve): Promise<Reserved> {
  const ms = (value: number) => sql`${value}::float8 * interval '1 ms'`;
  const spent = sql`greatest(known.full_at, statement_timestamp()) + ${ms(costMs)}`;
  const { rows } = await db.system(
    'reserve of a limit',
    async (tx) =>
      await sql<{ granted: boolean; debt_ms: number }>`
        with spent as (
          insert into rate_limits as known (key, full_at, most)
          values (${key}, statement_timestamp() + ${ms(costMs)}, ${ms(mostMs)})
          on conflict (key) do update set full_at = ${spent}, most = excluded.most
            where ${spent} <= statement_timestamp() + ${ms(coveredMs)}
          returning full_at
        ), outcome as (
          select true as granted, full_at from spent
          union all
          select false, full_at from rate_limits where key = ${key} and not exists (select from spent)
        )
        select granted, greatest(0, extract(epoch from full_at - statement_timestamp()) * 1000)::float8 as debt_ms from outcome
      `.execute(tx),
  );
  const [outcome = { granted: false, debt_ms: coveredMs }] = rows;
  return { isGranted: outcome.granted, debtMs: outcome.debt_ms };
}

export function createPostgresLimitStore(db: Db): LimitStore {
  return {
    spend: (spends) => spendRows(db, spends),
    reserve: (reserve) => reserveRow(db, reserve),
    async sweep() {
      await db.system('drop limits', async (tx) => {
        await sql`
          delete from rate_limits where key in (
            select key from rate_limits where full_at < statement_timestamp() for update skip locked
          )
        `.execute(tx);
      });
    },
  };
}
