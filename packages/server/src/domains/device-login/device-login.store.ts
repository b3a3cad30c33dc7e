import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { DeviceLoginRow } from './device-login.view.ts';

export async function insertLogin(tx: Tx, row: DeviceLoginRow): Promise<void> {
  await tx.insertInto('device_logins').values(row).execute();
}

export async function countWaiting(tx: Tx, ipAddress: string, now: Date): Promise<number> {
  const { count } = await tx
    .selectFrom('device_logins')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('ip_address', '=', ipAddress)
    .where('state', '=', 'waiting')
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Locked until the transaction ends: two who ask at once get one grant. */
export async function claimByDeviceCode(tx: Tx, hash: Buffer): Promise<DeviceLoginRow | undefined> {
  return await tx.selectFrom('device_logins').selectAll().where('device_hash', '=', hash).forUpdate().executeTakeFirst();
}

export async function findByDeviceCode(tx: Tx, hash: Buffer): Promise<DeviceLoginRow | undefined> {
  return await tx.selectFrom('device_logins').selectAll().where('device_hash', '=', hash).executeTakeFirst();
}

export async function claimByUserCode(tx: Tx, hash: Buffer): Promise<DeviceLoginRow | undefined> {
  return await tx.selectFrom('device_logins').selectAll().where('user_hash', '=', hash).forUpdate().executeTakeFirst();
}

export type LoginChange = Partial<
  Pick<DeviceLoginRow, 'state' | 'user_id' | 'scopes' | 'code_hash' | 'polled_at' | 'interval_seconds' | 'several_factors'>
>;

export async function updateLogin(tx: Tx, id: string, change: LoginChange): Promise<void> {
  await tx.updateTable('device_logins').set(change).where('id', '=', id).execute();
}

export interface Guesses {
  readonly wrong: number;
  readonly since: Date;
}

/** Locks the count of a user, so that many attempts at once are counted like one after another; an old count begins anew. */
export async function claimGuesses(
  tx: Tx,
  userId: string,
  { now, cutoff }: { readonly now: Date; readonly cutoff: Date },
): Promise<Guesses> {
  const { rows } = await sql<Guesses>`
    insert into device_guesses (user_id, wrong, since) values (${userId}, 0, ${now})
    on conflict (user_id) do update set
      wrong = case when device_guesses.since <= ${cutoff} then 0 else device_guesses.wrong end,
      since = case when device_guesses.since <= ${cutoff} then ${now} else device_guesses.since end
    returning wrong, since`.execute(tx);
  return rows[0] ?? { wrong: 0, since: now };
}

export async function addGuess(tx: Tx, userId: string): Promise<void> {
  await tx
    .updateTable('device_guesses')
    .set((eb) => ({ wrong: eb('wrong', '+', 1) }))
    .where('user_id', '=', userId)
    .execute();
}

/** What ended before then. */
export async function removeOldLogins(tx: Tx, before: Date): Promise<number> {
  const logins = await tx.deleteFrom('device_logins').where('expires_at', '<', before).executeTakeFirst();
  await tx.deleteFrom('device_guesses').where('since', '<', before).execute();
  return Number(logins.numDeletedRows);
}
