import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { Canary } from './canary.rules.ts';

/** Of the next release; the deployment's row is locked, so nobody else takes it. */
export async function nextReleaseNumber(tx: Tx, deploymentId: string): Promise<number> {
  const { number } = await tx
    .selectFrom('releases')
    .select(({ fn }) => fn.max('number').as('number'))
    .where('deployment_id', '=', deploymentId)
    .executeTakeFirstOrThrow();
  return number + 1;
}

/** Something for the cluster is different: a new generation. */
export async function updateCanary(tx: Tx, id: string, canary: Canary, at: Date): Promise<void> {
  await tx
    .updateTable('deployments')
    .set({ canary: JSON.stringify(canary), updated_at: at, generation: sql`generation + 1` })
    .where('id', '=', id)
    .execute();
}

/** Only what we know of it is different, and nothing for the cluster. */
export async function updateCanaryNote(tx: Tx, id: string, canary: Canary, at: Date): Promise<void> {
  await tx
    .updateTable('deployments')
    .set({ canary: JSON.stringify(canary), updated_at: at })
    .where('id', '=', id)
    .execute();
}

/** The release by which it was promoted is ready: it is needed no more. True when this call ended it. */
export async function endPromotion(tx: Tx, id: string, release: number, at: Date): Promise<boolean> {
  const result = await tx
    .updateTable('deployments')
    .set({ canary: null, updated_at: at, generation: sql`generation + 1` })
    .where('id', '=', id)
    .where(sql<boolean>`canary ->> 'phase' = 'promoting' and canary ->> 'promotedBy' = ${String(release)}::text`)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
