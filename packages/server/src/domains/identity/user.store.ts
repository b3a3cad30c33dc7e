import type { Tx } from '../../platform/db/database.ts';
import type { UserRow } from './identity.view.ts';
import { sql } from 'kysely';

export interface NewUserRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly avatarUrl: string | null;
  readonly tier: string;
  readonly platformRole: string | null;
  readonly clientId: string | null;
  readonly at: Date;
}

const columns = [
  'id',
  'email',
  'name',
  'avatar_url',
  'tier',
  'platform_role',
  'current_team_id',
  'disabled_at',
  'sessions_void_before',
  'tier_chosen_at',
  'client_id',
] as const;

export interface AccountRow extends UserRow {
  readonly created_at: Date;
  readonly updated_at: Date | null;
}

export async function findAccount(tx: Tx, id: string): Promise<AccountRow | undefined> {
  return await tx
    .selectFrom('users')
    .select([...columns, 'created_at', 'updated_at'])
    .where('id', '=', id)
    .executeTakeFirst();
}

export async function updateName(tx: Tx, id: string, name: string, at: Date): Promise<void> {
  await tx.updateTable('users').set({ name, updated_at: at }).where('id', '=', id).execute();
}

export async function findUserByEmail(tx: Tx, email: string): Promise<UserRow | undefined> {
  return await tx.selectFrom('users').select(columns).where('email', '=', email).executeTakeFirst();
}

export async function findUser(tx: Tx, id: string): Promise<UserRow | undefined> {
  return await tx.selectFrom('users').select(columns).where('id', '=', id).executeTakeFirst();
}

/** Holds back every other registration until the transaction ends, so that two cannot both be the first user. */
export async function claimRegistration(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('moorage.registration'))`.execute(tx);
}

export async function hasUsers(tx: Tx): Promise<boolean> {
  return (await tx.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined;
}

export async function insertUser(tx: Tx, user: NewUserRow): Promise<void> {
  await tx
    .insertInto('users')
    .values({
      id: user.id,
      email: user.email,
      name: user.name,
      avatar_url: user.avatarUrl,
      tier: user.tier,
      platform_role: user.platformRole,
      client_id: user.clientId,
      created_at: user.at,
    })
    .execute();
}

export async function updateLastLogin(tx: Tx, userId: string, at: Date): Promise<void> {
  await tx.updateTable('users').set({ last_login_at: at }).where('id', '=', userId).execute();
}

export async function updateCurrentTeam(tx: Tx, userId: string, teamId: string): Promise<void> {
  await tx.updateTable('users').set({ current_team_id: teamId }).where('id', '=', userId).execute();
}

/** Ends the sessions that there are wherever they are kept: what began before is not believed. */
export async function voidSessions(tx: Tx, userId: string, before: Date): Promise<void> {
  await tx.updateTable('users').set({ sessions_void_before: before }).where('id', '=', userId).execute();
}
