import type { Tx } from '../../platform/db/database.ts';
import type { ApiKeyRow } from './api-key.view.ts';

/** Whose key it is: a user's, or an organization's. */
export type KeyOwner = { readonly userId: string } | { readonly orgId: string };

function column(owner: KeyOwner): 'user_id' | 'org_id' {
  return 'userId' in owner ? 'user_id' : 'org_id';
}

function idOf(owner: KeyOwner): string {
  return 'userId' in owner ? owner.userId : owner.orgId;
}

export async function insertApiKey(tx: Tx, row: ApiKeyRow): Promise<void> {
  await tx.insertInto('api_keys').values(row).execute();
}

/** Within a system transaction. */
export async function findApiKeyByPrefix(tx: Tx, prefix: string): Promise<ApiKeyRow | undefined> {
  return await tx.selectFrom('api_keys').selectAll().where('prefix', '=', prefix).executeTakeFirst();
}

export async function listApiKeys(tx: Tx, owner: KeyOwner): Promise<ApiKeyRow[]> {
  return await tx.selectFrom('api_keys').selectAll().where(column(owner), '=', idOf(owner)).orderBy('id', 'desc').execute();
}

export interface ApiKeyChange {
  readonly name?: string;
  readonly allowed_ips?: string[];
  readonly rate_per_second?: number | null;
}

export async function updateApiKey(tx: Tx, owner: KeyOwner, id: string, change: ApiKeyChange): Promise<ApiKeyRow | undefined> {
  if (Object.keys(change).length === 0) return await claimApiKey(tx, owner, id);
  return await tx
    .updateTable('api_keys')
    .set(change)
    .where(column(owner), '=', idOf(owner))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

/** Locks the key, so that of two rotations at once the second replaces what the first one made. */
export async function claimApiKey(tx: Tx, owner: KeyOwner, id: string): Promise<ApiKeyRow | undefined> {
  return await tx
    .selectFrom('api_keys')
    .selectAll()
    .where(column(owner), '=', idOf(owner))
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

export type SecretColumns = Pick<
  ApiKeyRow,
  'secret_check' | 'secret_hash' | 'previous_check' | 'previous_hash' | 'previous_until' | 'rotated_at'
>;

export async function updateApiKeySecret(tx: Tx, id: string, columns: SecretColumns): Promise<void> {
  await tx.updateTable('api_keys').set(columns).where('id', '=', id).execute();
}

export async function removeApiKey(tx: Tx, owner: KeyOwner, id: string): Promise<ApiKeyRow | undefined> {
  return await tx
    .deleteFrom('api_keys')
    .where(column(owner), '=', idOf(owner))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

export interface EndedKey {
  readonly id: string;
  readonly name: string;
  readonly orgId: string;
  readonly endedAt: Date;
}

/** Of organizations, the longest ended first; what somebody else holds is left for the next time. */
export async function removeEndedOrgKeys(tx: Tx, before: Date, most: number): Promise<EndedKey[]> {
  const ended = tx.selectFrom('api_keys').select('id').where('org_id', 'is not', null).where('expires_at', '<', before);
  const rows = await tx
    .deleteFrom('api_keys')
    .where('id', 'in', ended.orderBy('expires_at').limit(most).forUpdate().skipLocked())
    .returning(['id', 'name', 'org_id', 'expires_at'])
    .execute();
  return rows.flatMap(({ id, name, org_id: orgId, expires_at: endedAt }) =>
    orgId === null || endedAt === null ? [] : [{ id, name, orgId, endedAt }],
  );
}

/** From where the key was used, which nobody changes until the transaction ends; undefined where it is gone. */
export async function claimKnownAddresses(tx: Tx, id: string): Promise<readonly string[] | undefined> {
  const row = await tx.selectFrom('api_keys').select('known_addresses').where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
  return row?.known_addresses;
}

export interface KeyUse {
  readonly at: Date;
  readonly ip: string;
  readonly known: string[];
}

export async function updateApiKeyUsed(tx: Tx, id: string, { at, ip, known }: KeyUse): Promise<void> {
  const use = { last_used_at: at, last_used_ip: ip, known_addresses: known };
  await tx.updateTable('api_keys').set(use).where('id', '=', id).execute();
}

/** Replaces a verifier of an older form; not when the secret was rotated meanwhile. */
export async function updateApiKeyVerifier(tx: Tx, id: string, before: string, verifier: string): Promise<void> {
  await tx
    .updateTable('api_keys')
    .set({ secret_hash: verifier })
    .where('id', '=', id)
    .where('secret_hash', '=', before)
    .execute();
}
