import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { AdminOrgRow } from './admin.view.ts';

export interface OrgQuery {
  readonly search?: string | undefined;
  readonly clientId?: string | undefined;
  readonly afterSlug?: string | undefined;
  readonly limit: number;
}

/** Within a system transaction. */
function select(tx: Tx) {
  return tx
    .selectFrom('orgs')
    .select(['id', 'name', 'slug', 'plan', 'client_id', 'deleting_since', 'created_at'])
    .select([
      sql<string>`(select count(*) from org_members m where m.org_id = orgs.id)`.as('member_count'),
      sql<string>`(select count(*) from deployments d where d.org_id = orgs.id)`.as('deployment_count'),
    ]);
}

/** By slug, one row more than asked for. */
export async function listOrgs(tx: Tx, { search, clientId, afterSlug, limit }: OrgQuery): Promise<AdminOrgRow[]> {
  let query = select(tx);
  if (search !== undefined) {
    const text = search.toLowerCase();
    query = query.where(sql<boolean>`(strpos(slug, ${text}) > 0 or strpos(lower(name), ${text}) > 0)`);
  }
  if (clientId !== undefined) query = query.where('client_id', '=', clientId);
  if (afterSlug !== undefined) query = query.where('slug', '>', afterSlug);
  return await query
    .orderBy('slug')
    .limit(limit + 1)
    .execute();
}

export async function findOrg(tx: Tx, id: string): Promise<AdminOrgRow | undefined> {
  return await select(tx).where('id', '=', id).executeTakeFirst();
}

export async function claimOrg(tx: Tx, id: string): Promise<AdminOrgRow | undefined> {
  const locked = await tx.selectFrom('orgs').select('id').where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
  return locked === undefined ? undefined : await findOrg(tx, id);
}

export async function updateOrg(tx: Tx, id: string, place: { plan: string; client_id: string | null }): Promise<void> {
  await tx.updateTable('orgs').set(place).where('id', '=', id).execute();
}

/** What the client offers, or the platform itself; undefined where there is no such client. */
export async function listOffers(tx: Tx, clientId: string | null): Promise<string[] | undefined> {
  if (clientId === null) return (await tx.selectFrom('plans').select('id').execute()).map((plan) => plan.id);
  const client = await tx.selectFrom('clients').select('id').where('id', '=', clientId).executeTakeFirst();
  if (client === undefined) return undefined;
  const rows = await tx.selectFrom('client_plans').select('plan_id').where('client_id', '=', clientId).execute();
  return rows.map((row) => row.plan_id);
}

export async function listMemberIds(tx: Tx, orgId: string): Promise<string[]> {
  return (await tx.selectFrom('org_members').select('user_id').where('org_id', '=', orgId).execute()).map((row) => row.user_id);
}
