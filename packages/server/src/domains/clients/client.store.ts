import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { ClientRow } from './client.view.ts';

export interface OfferedPlan {
  readonly id: string;
  readonly displayName: string;
  readonly maxDeployments: number | null;
}

function select(tx: Tx) {
  return tx
    .selectFrom('clients')
    .selectAll('clients')
    .select((eb) =>
      eb
        .selectFrom('client_plans')
        .select(sql<string[]>`coalesce(array_agg(client_plans.plan_id order by client_plans.position), '{}')`.as('plans'))
        .whereRef('client_plans.client_id', '=', 'clients.id')
        .as('plans'),
    );
}

function toRow<R extends { plans: string[] | null }>(row: R): Omit<R, 'plans'> & { plans: string[] } {
  return { ...row, plans: row.plans ?? [] };
}

export async function listClients(tx: Tx): Promise<ClientRow[]> {
  return (await select(tx).orderBy('name').orderBy('id').execute()).map(toRow);
}

export async function findClient(tx: Tx, id: string): Promise<ClientRow | undefined> {
  const row = await select(tx).where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toRow(row);
}

/** Locks it, so that two changes of it follow each other. */
export async function claimClient(tx: Tx, id: string): Promise<ClientRow | undefined> {
  const locked = await tx.selectFrom('clients').select('id').where('id', '=', id).forUpdate().executeTakeFirst();
  return locked === undefined ? undefined : await findClient(tx, id);
}

export async function saveClient(tx: Tx, { plans, ...row }: ClientRow): Promise<void> {
  const { id, created_at: _never, ...change } = row;
  await tx
    .insertInto('clients')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(change))
    .execute();
  await tx.deleteFrom('client_plans').where('client_id', '=', id).execute();
  const offers = plans.map((plan_id, position) => ({ client_id: id, plan_id, position }));
  await tx.insertInto('client_plans').values(offers).execute();
}

export async function removeClient(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('clients').where('id', '=', id).execute();
}

/** Client → how many organizations it has. Within a system transaction. */
export async function countOrgsOfClients(tx: Tx, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('orgs')
    .select(['client_id', (eb) => eb.fn.countAll<string>().as('count')])
    .where('client_id', 'in', ids)
    .groupBy('client_id')
    .execute();
  return new Map(rows.map((row) => [row.client_id ?? '', Number(row.count)]));
}

export async function findRegistration(tx: Tx, id: string): Promise<{ policy: string; allowedDomains: string[] } | undefined> {
  return await tx
    .selectFrom('clients')
    .select(['registration_policy as policy', 'allowed_domains as allowedDomains'])
    .where('id', '=', id)
    .executeTakeFirst();
}

export async function listPlans(tx: Tx): Promise<OfferedPlan[]> {
  const rows = await tx.selectFrom('plans').select(['id', 'display_name', 'max_deployments']).orderBy('id').execute();
  return rows.map((row) => ({ id: row.id, displayName: row.display_name, maxDeployments: row.max_deployments }));
}
