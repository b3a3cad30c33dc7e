import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';

export interface Figures {
  readonly users: number;
  readonly disabled: number;
  readonly day: number;
  readonly week: number;
  readonly month: number;
  readonly orgs: number;
  readonly clients: number;
  readonly databaseBytes: string;
}

/** Within a system transaction. */
export async function readFigures(tx: Tx, now: Date): Promise<Figures> {
  const since = (days: number) => sql`${now}::timestamptz - ${days} * interval '1 day'`;
  const { rows } = await sql<Figures>`
    select count(*)::int as users, count(*) filter (where disabled_at is not null)::int as disabled,
           count(*) filter (where last_login_at > ${since(1)})::int as day,
           count(*) filter (where last_login_at > ${since(7)})::int as week,
           count(*) filter (where last_login_at > ${since(30)})::int as month,
           (select count(*)::int from orgs) as orgs, (select count(*)::int from clients) as clients,
           pg_database_size(current_database()) as "databaseBytes"
      from users`.execute(tx);
  const [figures] = rows;
  if (figures === undefined) throw new Error('an aggregate always has a row');
  return figures;
}

export async function countPhases(tx: Tx): Promise<Record<string, number>> {
  const rows = await tx
    .selectFrom('deployments')
    .select(['status', (eb) => eb.fn.countAll<string>().as('count')])
    .groupBy('status')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.status, Number(row.count)]));
}
