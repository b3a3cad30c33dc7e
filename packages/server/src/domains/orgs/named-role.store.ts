import type { Tx } from '../../platform/db/database.ts';

/** What membership needs to know of a role that the organization made itself. */
export interface NamedRole {
  readonly id: string;
  readonly name: string;
  readonly actions: readonly string[];
}

/** Holds the role until the transaction ends, so that it is neither deleted nor widened while it is given to somebody. */
export async function claimRoleByName(tx: Tx, orgId: string, name: string): Promise<NamedRole | undefined> {
  return await tx
    .selectFrom('roles')
    .select(['id', 'name', 'actions'])
    .where('org_id', '=', orgId)
    .where('name', '=', name)
    .forShare()
    .executeTakeFirst();
}
