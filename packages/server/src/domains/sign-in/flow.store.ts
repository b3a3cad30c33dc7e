import type { Selectable } from 'kysely';
import type { Tables } from '../../generated/tables.ts';
import type { Tx } from '../../platform/db/database.ts';

export type FlowRow = Selectable<Tables['sign_in_flows']>;

export async function insertFlow(tx: Tx, row: FlowRow): Promise<void> {
  await tx.insertInto('sign_in_flows').values(row).execute();
}

/** Takes the attempt away: whoever comes second finds none. Only the browser that began it can take it. */
export async function claimFlow(
  tx: Tx,
  { stateHash, browserHash }: { readonly stateHash: Buffer; readonly browserHash: Buffer },
): Promise<FlowRow | undefined> {
  return await tx
    .deleteFrom('sign_in_flows')
    .where('state_hash', '=', stateHash)
    .where('browser_hash', '=', browserHash)
    .returningAll()
    .executeTakeFirst();
}

export async function removeExpiredFlows(tx: Tx, now: Date): Promise<number> {
  const result = await tx.deleteFrom('sign_in_flows').where('expires_at', '<=', now).executeTakeFirst();
  return Number(result.numDeletedRows);
}
