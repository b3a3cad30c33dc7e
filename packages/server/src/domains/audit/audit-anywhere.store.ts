/** What is read past the borders of organizations; all of it within a system transaction. */
import type { Tx } from '../../platform/db/database.ts';
import type { SealedAuditRow } from './audit-chain.rules.ts';
import { type AuditFilter, conditionsOf } from './audit.store.ts';

/** Time and id of an event: its place among those of all chains. */
export interface Moment {
  readonly at: Date;
  readonly id: string;
}

export interface AnyChainQuery extends AuditFilter {
  readonly orgId?: string | undefined;
  /** The last event of the page before. */
  readonly before?: Moment | undefined;
  readonly limit: number;
}

/** Newest first, one row more than asked for. */
export async function listAnyEvents(tx: Tx, { orgId, before, limit, ...filter }: AnyChainQuery): Promise<SealedAuditRow[]> {
  let select = tx
    .selectFrom('audit_events')
    .selectAll()
    .where((eb) => eb.and(conditionsOf(eb, orgId, filter)));
  if (before !== undefined) {
    const { at, id } = before;
    select = select.where((eb) => eb(eb.refTuple('at', 'id'), '<', eb.tuple(at, id)));
  }
  return await select
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
}

export interface AnyChainSlice extends AuditFilter {
  readonly after: Moment | undefined;
  readonly through: Moment;
  readonly limit: number;
}

/** Oldest first. */
export async function listAnySlice(tx: Tx, { after, through, limit, ...filter }: AnyChainSlice): Promise<SealedAuditRow[]> {
  let select = tx
    .selectFrom('audit_events')
    .selectAll()
    .where((eb) => eb.and(conditionsOf(eb, undefined, filter)))
    .where((eb) => eb(eb.refTuple('at', 'id'), '<=', eb.tuple(through.at, through.id)));
  if (after !== undefined) select = select.where((eb) => eb(eb.refTuple('at', 'id'), '>', eb.tuple(after.at, after.id)));
  return await select.orderBy('at').orderBy('id').limit(limit).execute();
}

/** The event that is the last of all. */
export async function findLastMoment(tx: Tx): Promise<Moment | undefined> {
  const last = tx.selectFrom('audit_events').select(['at', 'id']).orderBy('at', 'desc').orderBy('id', 'desc').limit(1);
  return await last.executeTakeFirst();
}

/** Number of the last event of each chain. */
export async function listHeads(tx: Tx, orgId: string | undefined): Promise<Map<string, number>> {
  let select = tx.selectFrom('audit_heads').select(['org_id', 'seq']);
  if (orgId !== undefined) select = select.where('org_id', '=', orgId);
  return new Map((await select.execute()).map((row) => [row.org_id, Number(row.seq)]));
}

/** Number of the first event since then of each chain that has one. */
export async function listFirstSince(tx: Tx, since: Date, orgId: string | undefined): Promise<Map<string, number>> {
  let select = tx
    .selectFrom('audit_events')
    .select((eb) => ['org_id', eb.fn.min('seq').as('seq')])
    .where('at', '>=', since);
  if (orgId !== undefined) select = select.where('org_id', '=', orgId);
  return new Map((await select.groupBy('org_id').execute()).map((row) => [row.org_id, Number(row.seq)]));
}

/** Of those that there are still. */
export async function listOrgNames(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.selectFrom('orgs').select(['id', 'name']).where('id', 'in', ids).execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}
