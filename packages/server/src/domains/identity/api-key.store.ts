import type { Tx } from '../../platform/db/database.ts';
import type { ApiKeyRow } from './identity.view.ts';

export async function insertApiKey(tx: Tx, row: ApiKeyRow): Promise<void> {
  await tx.insertInto('api_keys').values(row).execute();
}

export async function findApiKeyByPrefix(tx: Tx, prefix: string): Promise<ApiKeyRow | undefined> {
  return await tx.selectFrom('api_keys').selectAll().where('prefix', '=', prefix).executeTakeFirst();
}

export async function listApiKeys(tx: Tx, userId: string): Promise<ApiKeyRow[]> {
  return await tx.selectFrom('api_keys').selectAll().where('user_id', '=', userId).orderBy('id', 'desc').execute();
}

export async function removeApiKey(tx: Tx, userId: string, id: string): Promise<ApiKeyRow | undefined> {
  return await tx.deleteFrom('api_keys').where('user_id', '=', userId).where('id', '=', id).returningAll().executeTakeFirst();
}

export async function updateApiKeyUsed(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.updateTable('api_keys').set({ last_used_at: at }).where('id', '=', id).execute();
}
