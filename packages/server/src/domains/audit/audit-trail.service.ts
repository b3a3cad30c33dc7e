/**
 * What somebody follows or takes away as a file: the chain of one organization, read by its own people within its walls, or
 * chains of any, read by whoever runs the platform. Both are read chain by chain: only within one have numbers no gaps.
 */
import type { Db, Tx } from '../../platform/db/database.ts';
import type { SealedAuditRow } from './audit-chain.rules.ts';
import { findLastMoment, listAnySlice, listFirstSince, listHeads, listOrgNames } from './audit-anywhere.store.ts';
import { type AuditFilter, type ChainSlice, listChain, readHeadSeq } from './audit.store.ts';
import { type AdminAuditEventView, auditEventToView, type AuditEventView } from './audit.view.ts';

/** Of each chain the number of the last event that was read; a chain that is not in it was read not at all. */
export type Positions = Map<string, number>;

type EntryView = AuditEventView | AdminAuditEventView;

export interface TrailEntry {
  readonly seq: number;
  /** What a reader comes back with as `Last-Event-ID`. */
  readonly mark: string;
  readonly view: EntryView;
}

export interface TrailSlice {
  /** The last event that there is of the chain, whether the filter lets it through or not. */
  readonly through: number;
  readonly entries: readonly TrailEntry[];
}

export interface AuditTrail {
  /** Of a file. */
  readonly name: string;
  readonly scope: 'org' | 'platform';
  holds(orgId: string): boolean;
  heads(): Promise<Positions>;
  /** Where a reader begins who comes back with this mark; one who never came begins now. */
  positions(mark: string | undefined): Promise<Positions>;
  next(slice: Omit<ChainSlice, 'through'>): Promise<TrailSlice>;
  /** From the oldest to the one that is the last when it begins, a batch at a time. */
  batches(filter: AuditFilter, size: number): Promise<AsyncIterable<readonly EntryView[]>>;
}

interface ChainReader {
  readonly transact: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  readonly viewOf: (tx: Tx, rows: readonly SealedAuditRow[]) => Promise<(row: SealedAuditRow) => EntryView>;
  readonly markOf: (row: SealedAuditRow) => string;
}

function nextOf({ transact, viewOf, markOf }: ChainReader): AuditTrail['next'] {
  return (slice) =>
    transact(async (tx) => {
      // Before the events, so that none that comes meanwhile is passed over.
      const through = await readHeadSeq(tx, slice.orgId);
      const rows = await listChain(tx, { ...slice, through });
      const view = await viewOf(tx, rows);
      return { through, entries: rows.map((row) => ({ seq: Number(row.seq), mark: markOf(row), view: view(row) })) };
    });
}

/** Batch after batch, each read behind the last row of the one before it. */
async function* batchesOf(
  { transact, viewOf }: ChainReader,
  size: number,
  read: (tx: Tx, last: SealedAuditRow | undefined) => Promise<SealedAuditRow[]>,
): AsyncGenerator<readonly EntryView[]> {
  for (let last: SealedAuditRow | undefined; ;) {
    const { rows, views } = await transact(async (tx) => {
      const found = await read(tx, last);
      return { rows: found, views: found.map(await viewOf(tx, found)) };
    });
    yield views;
    last = rows.at(-1);
    if (rows.length < size) return;
  }
}

async function chainBatches(reader: ChainReader, orgId: string, filter: AuditFilter, size: number) {
  const through = await reader.transact((tx) => readHeadSeq(tx, orgId));
  return batchesOf(reader, size, (tx, last) =>
    listChain(tx, { ...filter, orgId, after: Number(last?.seq ?? 0), through, limit: size }),
  );
}

async function anyBatches(reader: ChainReader, filter: AuditFilter, size: number) {
  const through = await reader.transact(findLastMoment);
  return batchesOf(reader, size, (tx, last) => {
    if (through === undefined) return Promise.resolve([]);
    return listAnySlice(tx, { ...filter, after: last, through, limit: size });
  });
}

function seqOf(mark: string | undefined): number | undefined {
  return mark !== undefined && /^\d{1,15}$/.test(mark) ? Number(mark) : undefined;
}

/** The chain of an organization; marks are the numbers of its events. */
export function orgTrail(db: Db, orgId: string): AuditTrail {
  const reader: ChainReader = {
    transact: (work) => db.tenant([orgId], work),
    viewOf: () => Promise.resolve(auditEventToView),
    markOf: (row) => row.seq,
  };
  const heads = async (): Promise<Positions> => new Map([[orgId, await reader.transact((tx) => readHeadSeq(tx, orgId))]]);
  return {
    name: `audit-${orgId}`,
    scope: 'org',
    holds: (id) => id === orgId,
    heads,
    async positions(mark) {
      const seq = seqOf(mark);
      return seq === undefined ? await heads() : new Map([[orgId, seq]]);
    },
    next: nextOf(reader),
    batches: (filter, size) => chainBatches(reader, orgId, filter, size),
  };
}

/** As long as an event may be on its way: its time is taken in the transaction that brings it. */
const lateMs = 60_000;

function sinceOf(mark: string | undefined): Date | undefined {
  if (mark === undefined || !/^\d{4}-\d\d-\d\dT[\d:.]{8,12}Z$/.test(mark)) return undefined;
  const at = new Date(mark);
  return Number.isNaN(at.getTime()) ? undefined : new Date(at.getTime() - lateMs);
}

/** How these rows are shown: each event with the name of its organization. */
export async function viewAnywhere(
  tx: Tx,
  rows: readonly SealedAuditRow[],
): Promise<(row: SealedAuditRow) => AdminAuditEventView> {
  const names = await listOrgNames(tx, [...new Set(rows.map((row) => row.org_id))]);
  return (row) => ({ ...auditEventToView(row), orgName: names.get(row.org_id) ?? null });
}

/**
 * All chains, or the one that is named. Their events have no common order in which none comes late, so marks are times, and who
 * comes back begins a little before his: he may see an event twice, and misses none.
 */
export function platformTrail(db: Db, orgId: string | undefined): AuditTrail {
  const reader: ChainReader = {
    transact: (work) => db.system('read every audit trail', work),
    viewOf: viewAnywhere,
    markOf: (row) => row.at.toISOString(),
  };
  return {
    name: orgId === undefined ? 'audit' : `audit-${orgId}`,
    scope: 'platform',
    holds: (id) => orgId === undefined || id === orgId,
    heads: () => reader.transact((tx) => listHeads(tx, orgId)),
    async positions(mark) {
      const since = sinceOf(mark);
      return await reader.transact(async (tx) => {
        const heads = await listHeads(tx, orgId);
        const first = since === undefined ? [] : await listFirstSince(tx, since, orgId);
        for (const [id, seq] of first) heads.set(id, Math.min(heads.get(id) ?? 0, seq - 1));
        return heads;
      });
    },
    next: nextOf(reader),
    batches: (filter, size) =>
      orgId === undefined ? anyBatches(reader, filter, size) : chainBatches(reader, orgId, filter, size),
  };
}
