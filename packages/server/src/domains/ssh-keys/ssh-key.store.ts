import type { Tx } from '../../platform/db/database.ts';
import type { SshKeyRow } from './ssh-key.view.ts';

/** Its place in the vault. */
export const privateKeyPlace = { table: 'ssh_keys', column: 'sealed_private_key' } as const;

const columns = [
  'id',
  'org_id',
  'name',
  'type',
  'bits',
  'public_key',
  'fingerprint',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof SshKeyRow)[];

export async function insertSshKey(tx: Tx, row: SshKeyRow & { readonly sealed_private_key: Buffer }): Promise<void> {
  await tx.insertInto('ssh_keys').values(row).execute();
}

/** The newest first. */
export async function listSshKeys(tx: Tx, orgId: string): Promise<SshKeyRow[]> {
  const select = tx.selectFrom('ssh_keys').select(columns).where('org_id', '=', orgId);
  return await select.orderBy('created_at', 'desc').orderBy('id', 'desc').execute();
}

export async function findSshKey(tx: Tx, orgId: string, id: string): Promise<SshKeyRow | undefined> {
  return await tx.selectFrom('ssh_keys').select(columns).where('org_id', '=', orgId).where('id', '=', id).executeTakeFirst();
}

export async function findSealedPrivateKey(tx: Tx, orgId: string, id: string): Promise<Buffer | undefined> {
  const select = tx.selectFrom('ssh_keys').select('sealed_private_key').where('org_id', '=', orgId).where('id', '=', id);
  return (await select.executeTakeFirst())?.sealed_private_key;
}

/** Locked, so that nobody begins to use it meanwhile. */
export async function claimSshKey(tx: Tx, orgId: string, id: string): Promise<SshKeyRow | undefined> {
  const select = tx.selectFrom('ssh_keys').select(columns).where('org_id', '=', orgId).where('id', '=', id);
  return await select.forUpdate().executeTakeFirst();
}

export async function removeSshKey(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('ssh_keys').where('id', '=', id).execute();
}
