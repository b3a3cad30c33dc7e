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
