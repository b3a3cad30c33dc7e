import type { Tx } from '../../platform/db/database.ts';
import type { DocumentKey } from './secret-store.ports.ts';

export interface DocumentRow {
  readonly id: string;
  readonly version: number;
  readonly sealed: Buffer;
}

function select(tx: Tx, { orgId, path }: DocumentKey) {
  return tx
    .selectFrom('secret_documents')
    .select(['id', 'version', 'sealed_values as sealed'])
    .where('org_id', '=', orgId)
    .where('path', '=', path);
}

export async function findDocument(tx: Tx, key: DocumentKey): Promise<DocumentRow | undefined> {
  return await select(tx, key).executeTakeFirst();
}

export async function claimDocument(tx: Tx, key: DocumentKey): Promise<DocumentRow | undefined> {
  return await select(tx, key).forUpdate().executeTakeFirst();
}

/** False where somebody else made one in the meantime. */
export async function insertDocument(tx: Tx, { orgId, path }: DocumentKey, row: DocumentRow): Promise<boolean> {
  const result = await tx
    .insertInto('secret_documents')
    .values({ id: row.id, org_id: orgId, path, version: row.version, sealed_values: row.sealed })
    .onConflict((conflict) => conflict.columns(['org_id', 'path']).doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function updateDocument(tx: Tx, row: DocumentRow): Promise<void> {
  await tx
    .updateTable('secret_documents')
    .set({ version: row.version, sealed_values: row.sealed })
    .where('id', '=', row.id)
    .execute();
}

export async function removeDocument(tx: Tx, { orgId, path }: DocumentKey): Promise<void> {
  await tx.deleteFrom('secret_documents').where('org_id', '=', orgId).where('path', '=', path).execute();
}

export async function listDocuments(tx: Tx, orgId: string): Promise<string[]> {
  const rows = await tx.selectFrom('secret_documents').select('path').where('org_id', '=', orgId).orderBy('path').execute();
  return rows.map((row) => row.path);
}
