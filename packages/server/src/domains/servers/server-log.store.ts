import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import type { ServerLogRow } from './server.view.ts';

/** Only what rules have let in is in the table. */
const stream = z.enum(['stdout', 'system']);

export interface ServerLogEntry extends Omit<ServerLogRow, 'id'> {
  readonly orgId: string;
  readonly serverId: string;
}

/**
 * Appends to the log of a server. The number comes from the server's row, which stays locked until the transaction ends: an entry
 * that is visible has none before it that is not, so a reader who goes on after it misses nothing.
 */
export async function appendServerLog(tx: Tx, { orgId, serverId, ...entry }: ServerLogEntry): Promise<void> {
  const { last_log_id: id } = await tx
    .updateTable('servers')
    .set({ last_log_id: sql<string>`last_log_id + 1` })
    .where('org_id', '=', orgId)
    .where('id', '=', serverId)
    .returning('last_log_id')
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('server_logs')
    .values({ org_id: orgId, server_id: serverId, id, ...entry })
    .execute();
}

/** Some of those that are older, the oldest first; what somebody else has locked is left to him. */
export async function removeOldServerLogs(tx: Tx, cutoff: Date, most: number): Promise<number> {
  const old = tx
    .selectFrom('server_logs')
    .select(['server_id', 'id'])
    .where('created_at', '<', cutoff)
    .orderBy('created_at')
    .limit(most)
    .forUpdate()
    .skipLocked();
  const { numDeletedRows } = await tx
    .with('old', () => old)
    .deleteFrom('server_logs')
    .using('old')
    .whereRef('server_logs.server_id', '=', 'old.server_id')
    .whereRef('server_logs.id', '=', 'old.id')
    .executeTakeFirst();
  return Number(numDeletedRows);
}

export interface LogSlice {
  readonly after: number;
  readonly limit: number;
}

export async function listServerLog(
  tx: Tx,
  orgId: string,
  serverId: string,
  { after, limit }: LogSlice,
): Promise<ServerLogRow[]> {
  const rows = await tx
    .selectFrom('server_logs')
    .select(['id', 'stream', 'chunk', 'created_at'])
    .where('org_id', '=', orgId)
    .where('server_id', '=', serverId)
    .where('id', '>', String(after))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, stream: stream.parse(row.stream) }));
}
