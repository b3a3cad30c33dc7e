/** The end of an organization's keys: what was sealed under them can be read by nobody, in every copy without the keys. */
import type { Db, Tx } from '../../platform/db/database.ts';
import { keysChannel, ownerOf } from './vault.rules.ts';
import { removeKeysOf } from './vault.store.ts';

export async function destroyKeysOf({ db }: { readonly db: Db }, tx: Tx, orgId: string): Promise<void> {
  await removeKeysOf(tx, orgId);
  await db.notify(tx, keysChannel, ownerOf(orgId));
}
