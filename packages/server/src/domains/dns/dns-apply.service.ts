/**
 * Doing what was planned, batch by batch, and writing down what came of it after each.
 *
 * A batch that is refused as a whole is tried name by name, so that one bad record holds nothing up. Where nobody can say whether
 * something was done, it is planned anew: a second look finds it done, or does it.
 */
import { backoffMs, type Backoff } from '@moorage/core/backoff';
import type { Clock } from '@moorage/core/clock';
import type { Db } from '../../platform/db/database.ts';
import { DnsFailure, type DnsProvider, type Zone } from './dns-provider.ports.ts';
import { type LeftoverRow, putOffLeftovers, removeLeftovers } from './dns-leftover.store.ts';
import { type RecordOutcome, settleRecords, wakeRecords } from './dns-record.store.ts';
import { batchesOf, type Bundle, type ZonePlan } from './dns-zone.plan.ts';
import type { RecordRow } from './dns.view.ts';

/** From half a minute to an hour. */
export const retryBackoff: Backoff = { firstMs: 60_000, maxMs: 3_600_000 };
/** When the zone was not as it had been seen. */
const lookAgain: Backoff = { firstMs: 2_000, maxMs: 60_000 };

export interface ApplyDeps {
  readonly db: Db;
  readonly clock: Clock;
}

/** One zone, and what of ours it is about. */
export interface ZoneWork {
  readonly provider: DnsProvider;
  readonly zone: Zone;
  readonly records: ReadonlyMap<string, RecordRow>;
  readonly leftovers: ReadonlyMap<string, LeftoverRow>;
  /** As they are with this zone. */
  readonly fingerprints: ReadonlyMap<string, string>;
  readonly maxRecords: number;
  readonly signal: AbortSignal;
}

interface Outcomes {
  readonly records: readonly RecordOutcome[];
  readonly cleared?: readonly string[];
  readonly putOff?: Parameters<typeof putOffLeftovers>[1];
}

async function settle({ db, clock }: ApplyDeps, { records, cleared = [], putOff = [] }: Outcomes): Promise<void> {
  if (records.length + cleared.length + putOff.length === 0) return;
  await db.system('settle what was found of records', async (tx) => {
    await settleRecords(tx, records, clock.now());
    await removeLeftovers(tx, cleared);
    await putOffLeftovers(tx, putOff);
  });
}

function rightOutcome({ fingerprints }: ZoneWork, row: RecordRow): RecordOutcome {
  const fingerprint = fingerprints.get(row.id) ?? row.fingerprint;
  const { id, revision } = row;
  return { id, revision, status: 'ready', owner: 'autoglue', lastError: '', fingerprint, attempts: 0, nextAt: null };
}

function isNews(row: RecordRow, { status, owner, lastError, fingerprint }: RecordOutcome): boolean {
  return row.status !== status || row.owner !== owner || row.last_error !== lastError || row.fingerprint !== fingerprint;
}

function laterOf(clock: Clock, { id, attempts }: { id: string; attempts: number }, backoff: Backoff): Date {
  return new Date(clock.now().getTime() + backoffMs(attempts + 1, id, backoff));
}

function failedOutcome(
  deps: ApplyDeps,
  row: RecordRow,
  change: Pick<RecordOutcome, 'status' | 'owner' | 'lastError'>,
): RecordOutcome {
  const { id, revision, fingerprint, attempts } = row;
  return { id, revision, fingerprint, ...change, attempts: attempts + 1, nextAt: laterOf(deps.clock, row, retryBackoff) };
}

function rowsOf<T>(ids: readonly string[], rows: ReadonlyMap<string, T>): T[] {
  return ids.flatMap((id) => rows.get(id) ?? []);
}

/** What needs no edits: right records, leftovers that are gone, and conflicts. */
export async function settleSeen(deps: ApplyDeps, work: ZoneWork, plan: ZonePlan): Promise<void> {
  const now = deps.clock.now();
  const right = rowsOf(plan.settled, work.records).map((row) => ({ row, outcome: rightOutcome(work, row) }));
  const conflicts = plan.conflicts.flatMap(({ recordId, message }) => {
    const row = work.records.get(recordId);
    if (row === undefined) return [];
    const outcome = failedOutcome(deps, row, { status: 'failed', owner: 'external', lastError: message });
    const isDue = row.next_at === null || row.next_at <= now;
    return isDue || isNews(row, outcome) ? [outcome] : [];
  });
  const news = right.filter(({ row, outcome }) => isNews(row, outcome)).map(({ outcome }) => outcome);
  await settle(deps, { records: [...news, ...conflicts], cleared: plan.cleared });
}

function isWaiting(work: ZoneWork, { records, leftovers }: Bundle, now: Date): boolean {
  const isLater = (row: RecordRow) => row.attempts > 0 && row.next_at !== null && row.next_at > now;
  return rowsOf(records, work.records).some(isLater) || rowsOf(leftovers, work.leftovers).some(({ nextAt }) => nextAt > now);
}

async function failBundle(deps: ApplyDeps, work: ZoneWork, bundle: Bundle, failure: DnsFailure): Promise<void> {
  const isRefused = failure.reason === 'refused';
  const lastError = failure.reason === 'changed' ? '' : failure.message;
  const backoff = failure.reason === 'changed' ? lookAgain : retryBackoff;
  const records = rowsOf(bundle.records, work.records).map((row) => {
    const status = isRefused ? 'failed' : row.status === 'ready' ? 'pending' : row.status;
    const outcome = failedOutcome(deps, row, { status, owner: row.owner, lastError });
    return { ...outcome, nextAt: laterOf(deps.clock, row, backoff) };
  });
  const putOff = rowsOf(bundle.leftovers, work.leftovers).map((row) => ({
    id: row.id,
    attempts: row.attempts + 1,
    nextAt: laterOf(deps.clock, row, backoff),
  }));
  await settle(deps, { records, putOff });
}

async function applyBatch(deps: ApplyDeps, work: ZoneWork, batch: readonly Bundle[]): Promise<void> {
  const edits = batch.flatMap((bundle) => bundle.edits);
  try {
    await work.provider.apply(work.zone, edits, work.signal);
  } catch (error) {
    if (!(error instanceof DnsFailure) || error.reason === 'throttled') throw error;
    const [first, ...others] = batch;
    if (first === undefined) return;
    if (others.length > 0 && error.reason !== 'unreachable') {
      for (const bundle of batch) await applyBatch(deps, work, [bundle]);
      return;
    }
    for (const bundle of batch) await failBundle(deps, work, bundle, error);
    // Whoever does not answer is not asked again and again.
    if (error.reason === 'unreachable') throw error;
    return;
  }
  const records = batch.flatMap((bundle) => rowsOf(bundle.records, work.records));
  const cleared = batch.flatMap(({ leftovers }) => leftovers);
  await settle(deps, { records: records.map((row) => rightOutcome(work, row)), cleared });
}

/** How many names were brought to the zone, and how many wait for another run. */
export interface Applied {
  readonly done: number;
  readonly remaining: number;
}

export async function applyPlan(deps: ApplyDeps, work: ZoneWork, { bundles }: ZonePlan): Promise<Applied> {
  const now = deps.clock.now();
  const due = bundles.filter((bundle) => !isWaiting(work, bundle, now));
  const hasAlias = (bundle: Bundle) => bundle.edits.some(({ after }) => after?.alias !== undefined);
  const possible = work.provider.hasAliases ? due : due.filter((bundle) => !hasAlias(bundle));
  if (possible.length < due.length) {
    const failure = new DnsFailure('refused', 'This provider has no alias records.');
    for (const bundle of due.filter(hasAlias)) if (!possible.includes(bundle)) await failBundle(deps, work, bundle, failure);
  }
  const chosen = possible.slice(0, work.maxRecords);
  let done = 0;
  for (const batch of batchesOf(chosen, work.provider.mostEdits)) {
    if (work.signal.aborted) break;
    await applyBatch(deps, work, batch);
    done += batch.length;
  }
  const rest = possible.slice(done).flatMap(({ records }) => records);
  if (rest.length > 0) await deps.db.system('wake records for another run', (tx) => wakeRecords(tx, rest, now));
  return { done, remaining: possible.length - done };
}
