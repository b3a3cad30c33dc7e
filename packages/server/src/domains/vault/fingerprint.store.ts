/** The key of fingerprints, sealed. There is one row. */
import type { SealedPlace } from '../../platform/crypto/envelope.ts';
import type { Tx } from '../../platform/db/database.ts';

const id = 'requests';
export const fingerprintPlace: SealedPlace = { orgId: null, table: 'fingerprint_keys', row: id, column: 'sealed_key' };

export async function findFingerprintKey(tx: Tx): Promise<Buffer | undefined> {
  const row = await tx.selectFrom('fingerprint_keys').select('sealed_key').where('id', '=', id).executeTakeFirst();
  return row?.sealed_key;
}

/** Does nothing where there is one already. */
export async function insertFingerprintKey(tx: Tx, sealed: Buffer, at: Date): Promise<void> {
  await tx
    .insertInto('fingerprint_keys')
    .values({ id, sealed_key: sealed, created_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
