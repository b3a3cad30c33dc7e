import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { containsPattern, newestFirst } from '../../platform/db/newest-page.ts';
import type { PageRequest } from '../../platform/db/paging.ts';
import type { LoadBalancerRow } from './load-balancer.view.ts';

const columns = [
  'id',
  'org_id',
  'name',
  'kind',
  'public_ip_address',
  'private_ip_address',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof LoadBalancerRow)[];

const kinds = z.enum(['glueops', 'public']);

/** Only what the contract has let in is in the table. */
function toRow(selected: Omit<LoadBalancerRow, 'kind'> & { readonly kind: string }): LoadBalancerRow {
  return { ...selected, kind: kinds.parse(selected.kind) };
}

export async function insertLoadBalancers(tx: Tx, rows: readonly LoadBalancerRow[]): Promise<void> {
  await tx
    .insertInto('load_balancers')
    .values([...rows])
    .execute();
}

/** Which of these names the organization has. */
export async function listTakenNames(tx: Tx, orgId: string, names: readonly string[]): Promise<string[]> {
  const select = tx.selectFrom('load_balancers').select('name').where('org_id', '=', orgId);
  return (await select.where('name', 'in', names).execute()).map(({ name }) => name);
}

export interface LoadBalancerFilter {
  readonly kind?: string | undefined;
  readonly name?: string | undefined;
  readonly q?: string | undefined;
}

/** The newest first, one more than the page has where a page is asked for. */
export async function listLoadBalancers(
  tx: Tx,
  orgId: string,
  { kind, name, q }: LoadBalancerFilter,
  page: PageRequest | undefined,
): Promise<LoadBalancerRow[]> {
  let select = tx.selectFrom('load_balancers').select(columns).where('org_id', '=', orgId);
  if (kind !== undefined) select = select.where('kind', '=', kind);
  if (name !== undefined) select = select.where('name', '=', name);
  if (q !== undefined && q !== '') select = select.where('name', 'ilike', containsPattern(q));
  return (await newestFirst(select, page).execute()).map(toRow);
}

export async function listLoadBalancersByIds(tx: Tx, orgId: string, ids: readonly string[]): Promise<LoadBalancerRow[]> {
  if (ids.length === 0) return [];
  const select = tx
    .selectFrom('load_balancers')
    .select(columns)
    .where('org_id', '=', orgId)
    .where('id', 'in', [...ids]);
  return (await select.execute()).map(toRow);
}

export async function findLoadBalancer(tx: Tx, orgId: string, id: string): Promise<LoadBalancerRow | undefined> {
  const [row] = await listLoadBalancersByIds(tx, orgId, [id]);
  return row;
}

/** Locked, so that nobody begins to use it meanwhile. */
export async function claimLoadBalancer(tx: Tx, orgId: string, id: string): Promise<LoadBalancerRow | undefined> {
  const select = tx.selectFrom('load_balancers').select(columns).where('org_id', '=', orgId).where('id', '=', id);
  const row = await select.forUpdate().executeTakeFirst();
  return row === undefined ? undefined : toRow(row);
}

/** Kept from being deleted until the transaction ends. */
export async function holdLoadBalancer(tx: Tx, orgId: string, id: string): Promise<LoadBalancerRow | undefined> {
  const select = tx.selectFrom('load_balancers').select(columns).where('org_id', '=', orgId).where('id', '=', id);
  const row = await select.forKeyShare().executeTakeFirst();
  return row === undefined ? undefined : toRow(row);
}

export type LoadBalancerChange = Partial<Pick<LoadBalancerRow, 'name' | 'kind' | 'public_ip_address' | 'private_ip_address'>> & {
  readonly updated_at: Date;
};

export async function updateLoadBalancer(tx: Tx, id: string, change: LoadBalancerChange): Promise<LoadBalancerRow> {
  const update = tx.updateTable('load_balancers').set(change).where('id', '=', id).returning(columns);
  return toRow(await update.executeTakeFirstOrThrow());
}

export async function removeLoadBalancer(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('load_balancers').where('id', '=', id).execute();
}
