import type { Selectable } from 'kysely';
import type { Tables } from '../../generated/tables.ts';
import type { Tx } from '../../platform/db/database.ts';
import type { FoundBy, FoundSession, NextId, Offer, Session, SessionKey } from './session.ports.ts';

type Row = Selectable<Tables['sessions']>;

function toSession(row: Row): Session {
  return {
    idHash: row.id_hash,
    handle: row.handle,
    userId: row.user_id,
    email: row.email,
    tier: row.tier,
    currentTeamId: row.current_team_id,
    ipAddress: row.ip_address,
    userAgent: row.user_agent,
    realm: row.realm,
    rights: row.rights,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
  };
}

function foundBy(row: Row, idHash: Buffer): FoundBy {
  if (row.id_hash.equals(idHash)) return { kind: 'current', seed: row.next_seed ?? undefined };
  return row.previous_until !== null && row.previous_hash?.equals(idHash) === true
    ? { kind: 'previous', until: row.previous_until }
    : { kind: 'next' };
}

export async function insertSession(tx: Tx, session: Session): Promise<void> {
  await tx
    .insertInto('sessions')
    .values({
      id_hash: session.idHash,
      handle: session.handle,
      user_id: session.userId,
      email: session.email,
      tier: session.tier,
      current_team_id: session.currentTeamId,
      ip_address: session.ipAddress,
      user_agent: session.userAgent,
      realm: session.realm,
      rights: session.rights,
      created_at: session.createdAt,
      last_seen_at: session.lastSeenAt,
      expires_at: session.expiresAt,
    })
    .execute();
}

export async function findSession(tx: Tx, idHash: Buffer, now: Date): Promise<FoundSession | undefined> {
  const row = await tx
    .selectFrom('sessions')
    .selectAll()
    .where('expires_at', '>', now)
    .where((either) =>
      either.or([either('id_hash', '=', idHash), either('next_hash', '=', idHash), either('previous_hash', '=', idHash)]),
    )
    .executeTakeFirst();
  return row && { session: toSession(row), by: foundBy(row, idHash) };
}

export async function listSessions(tx: Tx, userId: string, now: Date): Promise<Session[]> {
  const rows = await tx
    .selectFrom('sessions')
    .selectAll()
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .orderBy('last_seen_at', 'desc')
    .execute();
  return rows.map(toSession);
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

const noOffer = { next_hash: null, next_seed: null } as const;

export async function updateSessionId(tx: Tx, idHash: Buffer, next: NextId): Promise<boolean> {
  const result = await tx
    .updateTable('sessions')
    .set({ id_hash: next.idHash, rights: next.rights, previous_hash: idHash, previous_until: next.graceUntil, ...noOffer })
    .where('id_hash', '=', idHash)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** The first offer stays: every answer to the id before carries the same one. */
export async function updateSessionOffer(tx: Tx, idHash: Buffer, next: Offer): Promise<string | undefined> {
  const row = await tx
    .updateTable('sessions')
    .set((to) => ({
      next_hash: to.fn.coalesce('next_hash', to.val(next.idHash)),
      next_seed: to.fn.coalesce('next_seed', to.val(next.seed)),
    }))
    .where('id_hash', '=', idHash)
    .returning('next_seed')
    .executeTakeFirst();
  return row?.next_seed ?? undefined;
}

export async function promoteSessionId(tx: Tx, idHash: Buffer, graceUntil: Date): Promise<boolean> {
  const result = await tx
    .updateTable('sessions')
    .set((to) => ({ id_hash: idHash, previous_hash: to.ref('id_hash'), previous_until: graceUntil, ...noOffer }))
    .where('next_hash', '=', idHash)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

export async function updateSessionTeam(tx: Tx, handle: string, teamId: string): Promise<void> {
  await tx.updateTable('sessions').set({ current_team_id: teamId }).where('handle', '=', handle).execute();
}

export async function removeSession(tx: Tx, { userId, handle }: SessionKey): Promise<void> {
  await tx.deleteFrom('sessions').where('user_id', '=', userId).where('handle', '=', handle).execute();
}

export async function removeSessionsOf(tx: Tx, userId: string, exceptHandle: string | undefined): Promise<void> {
  const all = tx.deleteFrom('sessions').where('user_id', '=', userId);
  await (exceptHandle === undefined ? all : all.where('handle', '<>', exceptHandle)).execute();
}

export async function removeExpiredSessions(tx: Tx, now: Date): Promise<number> {
  const result = await tx.deleteFrom('sessions').where('expires_at', '<=', now).executeTakeFirst();
  return Number(result.numDeletedRows);
}
