import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';

export interface Removable {
  /** The last event that may go. */
  readonly through: number;
  readonly hash: Uint8Array | null;
}

/** Holds the chain; the oldest events that are from before `cutoff`, at most `limit` of them. */
export async function claimRemovable(
  tx: Tx,
  { orgId, cutoff, limit, keepAfter }: { orgId: string; cutoff: Date; limit: number; keepAfter: number | undefined },
): Promise<Removable | undefined> {
  await sql`select from audit_heads where org_id = ${orgId} for update`.execute(tx);
  const { rows } = await sql<{ seq: string; hash: Uint8Array | null }>`
    with young as (select min(seq) as seq from audit_events where org_id = ${orgId} and at >= ${cutoff}),
         old as (select e.seq, e.hash from audit_events e, young
                  where e.org_id = ${orgId} and (young.seq is null or e.seq < young.seq)
                    and (${keepAfter ?? null}::bigint is null or e.seq <= ${keepAfter ?? null}::bigint)
                  order by e.seq limit ${limit})
    select seq, hash from old order by seq desc limit 1`.execute(tx);
  const last = rows[0];
  return last === undefined ? undefined : { through: Number(last.seq), hash: last.hash };
}

/** The checkpoint comes first: it is what makes the trigger let go. */
export async function removeThrough(tx: Tx, orgId: string, { through, hash }: Removable, at: Date): Promise<number> {
  await tx
    .insertInto('audit_checkpoints')
    .values({ org_id: orgId, seq: String(through), kind: 'removed', hash: hash === null ? null : Buffer.from(hash), at })
    .execute();
  const removed = await tx
    .deleteFrom('audit_events')
    .where('org_id', '=', orgId)
    .where('seq', '<=', String(through))
    .executeTakeFirst();
  return Number(removed.numDeletedRows);
}

/** What organizations want of their own trails, where they say it. Within a system transaction. */
export async function listRetentionDays(tx: Tx, orgIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (orgIds.length === 0) return new Map();
  const rows = await tx
    .selectFrom('orgs')
    .select(['id', 'audit_retention_days'])
    .where('id', 'in', [...orgIds])
    .execute();
  return new Map(rows.flatMap(({ id, audit_retention_days: days }) => (days === null ? [] : [[id, days]])));
}
