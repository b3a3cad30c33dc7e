import { type Selectable, sql } from 'kysely';
import type { Tables } from '../../generated/tables.ts';
import type { Tx } from '../../platform/db/database.ts';

export type SigningKeyRow = Selectable<Tables['signing_keys']>;
export type NewSigningKey = Omit<SigningKeyRow, 'retired_at' | 'verifies_until' | 'public_jwk'> & { readonly public_jwk: string };

export async function listSigningKeys(tx: Tx): Promise<SigningKeyRow[]> {
  return await tx.selectFrom('signing_keys').selectAll().orderBy('created_at').orderBy('kid').execute();
}

/** Holds back everybody else who would change the set of keys. */
export async function claimSigningKeys(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('moorage.signing_keys'))`.execute(tx);
}

export async function insertSigningKey(tx: Tx, row: NewSigningKey): Promise<void> {
  await tx.insertInto('signing_keys').values(row).execute();
}

export async function updateSigningKeyRetired(tx: Tx, kid: string, at: { retired: Date; verifiesUntil: Date }): Promise<void> {
  await tx
    .updateTable('signing_keys')
    .set({ retired_at: at.retired, verifies_until: at.verifiesUntil })
    .where('kid', '=', kid)
    .execute();
}
