import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { AdminUserRow } from './admin.view.ts';

export interface UserQuery {
  readonly search?: string | undefined;
  readonly state?: 'active' | 'disabled' | undefined;
  readonly afterEmail?: string | undefined;
  readonly limit: number;
}

const columns = [
  'id',
  'email',
  'name',
  'platform_role',
  'tier',
  'disabled_at',
  'client_id',
  'created_at',
  'last_login_at',
] as const;

/** Within a system transaction. */
function select(tx: Tx) {
  return tx
    .selectFrom('users')
    .select(columns)
    .select((eb) =>
      eb
        .selectFrom('org_members')
        .select(sql<string>`count(*)`.as('count'))
        .whereRef('org_members.user_id', '=', 'users.id')
        .$asScalar()
        .$notNull()
        .as('org_count'),
    );
}

/** By address, one row more than asked for. */
export async function listUsers(tx: Tx, { search, state, afterEmail, limit }: UserQuery): Promise<AdminUserRow[]> {
  let query = select(tx);
  if (search !== undefined) {
    const text = search.toLowerCase();
    query = query.where(sql<boolean>`(strpos(email, ${text}) > 0 or strpos(lower(name), ${text}) > 0)`);
  }
  if (state !== undefined) query = query.where('disabled_at', state === 'active' ? 'is' : 'is not', null);
  if (afterEmail !== undefined) query = query.where('email', '>', afterEmail);
  return await query
    .orderBy('email')
    .limit(limit + 1)
    .execute();
}

export async function findUser(tx: Tx, id: string): Promise<AdminUserRow | undefined> {
  return await select(tx).where('id', '=', id).executeTakeFirst();
}

export async function findUserByEmail(tx: Tx, email: string): Promise<AdminUserRow | undefined> {
  return await select(tx).where('email', '=', email).executeTakeFirst();
}

/** Who runs the platform and may sign in. */
export async function listAdmins(tx: Tx): Promise<AdminUserRow[]> {
  return await select(tx)
    .where('platform_role', '=', 'platform_admin')
    .where('disabled_at', 'is', null)
    .orderBy('email')
    .execute();
}

/** Holds back every other change of who runs the platform, so that two cannot both leave the other to be the last. */
export async function claimAdmins(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('moorage.platform_admins'))`.execute(tx);
}

export interface StoredUserChange {
  readonly platform_role?: string | null;
  readonly tier?: string;
  readonly disabled_at?: Date | null;
}

export async function updateUser(tx: Tx, id: string, change: StoredUserChange): Promise<void> {
  await tx.updateTable('users').set(change).where('id', '=', id).execute();
}
