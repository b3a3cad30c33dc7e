import type { Tx } from '../../platform/db/database.ts';
import type { EntryRow } from './cluster-metadata.view.ts';

const columns = [
  'id',
  'org_id',
  'cluster_id',
  'key',
  'value',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof EntryRow)[];

/** One entry of one cluster. */
export interface EntryPlace {
  readonly orgId: string;
  readonly clusterId: string;
  readonly id: string;
}

function selectOf(tx: Tx, orgId: string, clusterId: string) {
  return tx.selectFrom('cluster_metadata').select(columns).where('org_id', '=', orgId).where('cluster_id', '=', clusterId);
}

export async function insertEntry(tx: Tx, row: EntryRow): Promise<void> {
  await tx.insertInto('cluster_metadata').values(row).execute();
}

/** The oldest first. */
export async function listEntries(tx: Tx, orgId: string, clusterId: string): Promise<EntryRow[]> {
  return await selectOf(tx, orgId, clusterId).orderBy('created_at').orderBy('id').execute();
}

export async function findEntry(tx: Tx, { orgId, clusterId, id }: EntryPlace): Promise<EntryRow | undefined> {
  return await selectOf(tx, orgId, clusterId).where('id', '=', id).executeTakeFirst();
}

/** Locked until the transaction ends. */
export async function claimEntry(tx: Tx, { orgId, clusterId, id }: EntryPlace): Promise<EntryRow | undefined> {
  return await selectOf(tx, orgId, clusterId).where('id', '=', id).forUpdate().executeTakeFirst();
}

export type EntryChange = Partial<Pick<EntryRow, 'key' | 'value'>> & Pick<EntryRow, 'updated_at'>;

export async function updateEntry(tx: Tx, id: string, change: EntryChange): Promise<EntryRow> {
  const update = tx.updateTable('cluster_metadata').set(change).where('id', '=', id).returning(columns);
  return await update.executeTakeFirstOrThrow();
}

export async function removeEntry(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('cluster_metadata').where('id', '=', id).execute();
}
