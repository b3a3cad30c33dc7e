import type { Tx } from '../../platform/db/database.ts';

interface Place {
  readonly orgId: string;
  readonly teamId?: string;
}

/** Those on their way out included: they are in the way of whoever wants to remove the place itself. */
export async function countAllDeployments(tx: Tx, { orgId, teamId }: Place): Promise<number> {
  const row = await tx
    .selectFrom('deployments')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('org_id', '=', orgId)
    .$if(teamId !== undefined, (query) => query.where('team_id', '=', teamId ?? ''))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export interface StayingRow {
  readonly id: string;
  readonly teamId: string;
  readonly name: string;
}

/** Deployments that nobody deletes yet, locked. */
export async function listStaying(tx: Tx, orgId: string): Promise<StayingRow[]> {
  return await tx
    .selectFrom('deployments')
    .select(['id', 'team_id as teamId', 'name'])
    .where('org_id', '=', orgId)
    .where('deleting_since', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute();
}
