import type { Selectable } from 'kysely';
import type { Tables } from '../../generated/tables.ts';
import type { Tx } from '../../platform/db/database.ts';
import type { UserRow } from './identity.view.ts';

export type LinkedIdentityRow = Selectable<Tables['identities']>;

const userColumns = [
  'users.id',
  'users.email',
  'users.name',
  'users.avatar_url',
  'users.tier',
  'users.platform_role',
  'users.current_team_id',
  'users.disabled_at',
  'users.sessions_void_before',
  'users.tier_chosen_at',
  'users.client_id',
] as const;

/** The user of an account of a provider. */
export async function findUserByIdentity(
  tx: Tx,
  { issuer, subject }: { readonly issuer: string; readonly subject: string },
): Promise<UserRow | undefined> {
  return await tx
    .selectFrom('identities')
    .innerJoin('users', 'users.id', 'identities.user_id')
    .select(userColumns)
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst();
}

export async function insertIdentity(tx: Tx, row: LinkedIdentityRow): Promise<void> {
  await tx.insertInto('identities').values(row).execute();
}

export async function updateIdentityUsed(
  tx: Tx,
  identity: { readonly issuer: string; readonly subject: string; readonly email: string },
  at: Date,
): Promise<void> {
  await tx
    .updateTable('identities')
    .set({ last_used_at: at, email: identity.email })
    .where('issuer', '=', identity.issuer)
    .where('subject', '=', identity.subject)
    .execute();
}

export async function listIdentities(tx: Tx, userId: string): Promise<LinkedIdentityRow[]> {
  return await tx.selectFrom('identities').selectAll().where('user_id', '=', userId).orderBy('created_at').execute();
}

/** Locks them, so that of two who take the last two away one is refused. */
export async function claimIdentities(tx: Tx, userId: string): Promise<LinkedIdentityRow[]> {
  return await tx.selectFrom('identities').selectAll().where('user_id', '=', userId).orderBy('id').forUpdate().execute();
}

export async function removeIdentity(tx: Tx, userId: string, id: string): Promise<void> {
  await tx.deleteFrom('identities').where('user_id', '=', userId).where('id', '=', id).execute();
}
