import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { containsPattern, newestFirst } from '../../platform/db/newest-page.ts';
import type { PageRequest } from '../../platform/db/paging.ts';
import { poolRoles } from './node-pool.contract.ts';
import type { NodePoolRow } from './node-pool.view.ts';

const columns = ['id', 'org_id', 'name', 'role', 'created_at', 'updated_at'] as const satisfies readonly (keyof NodePoolRow)[];

/** Only what rules have let in is in the table. */
const role = z.enum(poolRoles);

function toRow(selected: Omit<NodePoolRow, 'role'> & { readonly role: string }): NodePoolRow {
  return { ...selected, role: role.parse(selected.role) };
}

function selectOne(tx: Tx, orgId: string, id: string) {
  return tx.selectFrom('node_pools').select(columns).where('org_id', '=', orgId).where('id', '=', id);
}

export async function insertPool(tx: Tx, row: NodePoolRow): Promise<void> {
  await tx.insertInto('node_pools').values(row).execute();
}

export interface PoolFilter {
  readonly page: PageRequest | undefined;
  readonly name: string | undefined;
  /** In the name. */
  readonly text: string | undefined;
  readonly ids: readonly string[] | undefined;
}

export async function listPools(tx: Tx, orgId: string, filter: PoolFilter): Promise<NodePoolRow[]> {
  if (filter.ids?.length === 0) return [];
  let select = tx.selectFrom('node_pools').select(columns).where('org_id', '=', orgId);
  if (filter.name !== undefined) select = select.where('name', '=', filter.name);
  if (filter.text !== undefined) select = select.where('name', 'ilike', containsPattern(filter.text));
  if (filter.ids !== undefined) select = select.where('id', 'in', filter.ids);
  return (await newestFirst(select, filter.page).execute()).map(toRow);
}

export async function findPool(tx: Tx, orgId: string, id: string): Promise<NodePoolRow | undefined> {
  const row = await selectOne(tx, orgId, id).executeTakeFirst();
  return row === undefined ? undefined : toRow(row);
}

/** Locked until the transaction ends. */
export async function claimPool(tx: Tx, orgId: string, id: string): Promise<NodePoolRow | undefined> {
  const row = await selectOne(tx, orgId, id).forUpdate().executeTakeFirst();
  return row === undefined ? undefined : toRow(row);
}

/** Kept from being deleted until the transaction ends; others may attach and detach meanwhile. */
export async function holdPool(tx: Tx, orgId: string, id: string): Promise<NodePoolRow | undefined> {
  const row = await selectOne(tx, orgId, id).forKeyShare().executeTakeFirst();
  return row === undefined ? undefined : toRow(row);
}

export type PoolChange = Partial<Pick<NodePoolRow, 'name' | 'role'>> & Pick<NodePoolRow, 'updated_at'>;

export async function updatePool(tx: Tx, id: string, change: PoolChange): Promise<NodePoolRow> {
  const update = tx.updateTable('node_pools').set(change).where('id', '=', id).returning(columns);
  return toRow(await update.executeTakeFirstOrThrow());
}

export async function removePool(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('node_pools').where('id', '=', id).execute();
}
