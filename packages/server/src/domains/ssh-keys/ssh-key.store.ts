import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { newestFirst } from '../../platform/db/newest-page.ts';
import type { PageRequest } from '../../platform/db/paging.ts';
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

export interface SshKeyFilter {
  /** Left out. */
  readonly except?: readonly string[] | undefined;
  readonly page?: PageRequest | undefined;
}

/** The newest first, one more than the page has where a page is asked for. */
export async function listSshKeys(tx: Tx, orgId: string, { except, page }: SshKeyFilter): Promise<SshKeyRow[]> {
  const all = tx.selectFrom('ssh_keys').select(columns).where('org_id', '=', orgId);
  const select = except === undefined ? all : all.where(sql<boolean>`id <> all(${[...except]}::uuid[])`);
  return await newestFirst(select, page).execute();
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
