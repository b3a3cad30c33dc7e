import type { Tx } from '../../platform/db/database.ts';
import type { SessionRow } from './identity.view.ts';

export async function insertSession(tx: Tx, row: SessionRow): Promise<void> {
  await tx.insertInto('sessions').values(row).execute();
}

export async function findSession(tx: Tx, idHash: Buffer): Promise<SessionRow | undefined> {
  return await tx.selectFrom('sessions').selectAll().where('id_hash', '=', idHash).executeTakeFirst();
}

export async function listSessions(tx: Tx, userId: string, now: Date): Promise<SessionRow[]> {
  return await tx
    .selectFrom('sessions')
    .selectAll()
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .orderBy('last_seen_at', 'desc')
    .execute();
}

/** Never moves an end to the front: two requests may slide the same session. */
export async function updateSessionSeen(tx: Tx, idHash: Buffer, seen: { at: Date; expiresAt?: Date }): Promise<void> {
  await tx
    .updateTable('sessions')
    .set({ last_seen_at: seen.at, ...(seen.expiresAt === undefined ? {} : { expires_at: seen.expiresAt }) })
    .where('id_hash', '=', idHash)
    .where('last_seen_at', '<=', seen.at)
    .execute();
}

export async function updateSessionTeam(tx: Tx, handle: string, teamId: string): Promise<void> {
  await tx.updateTable('sessions').set({ current_team_id: teamId }).where('handle', '=', handle).execute();
}

export async function removeSessionByHash(tx: Tx, idHash: Buffer): Promise<SessionRow | undefined> {
  return await tx.deleteFrom('sessions').where('id_hash', '=', idHash).returningAll().executeTakeFirst();
}

export async function removeSessionOfUser(tx: Tx, userId: string, handle: string): Promise<boolean> {
  const result = await tx.deleteFrom('sessions').where('user_id', '=', userId).where('handle', '=', handle).executeTakeFirst();
  return result.numDeletedRows > 0n;
}

export async function removeExpiredSessions(tx: Tx, now: Date): Promise<number> {
  const result = await tx.deleteFrom('sessions').where('expires_at', '<=', now).executeTakeFirst();
  return Number(result.numDeletedRows);
}
