/**
 * One domain, brought to its provider.
 *
 * What is wanted is read, the zone is read at the names that this is about, a pure function says what to do (dns-zone.plan.ts), it is
 * done in batches, and what came of each is written down. No transaction is open while a provider is asked. Killed at any point, the
 * next run reads the zone again and goes on; two runs at once do no harm, for every edit says what it expects to find.
 *
 * A run is about what is due; from time to time it is about the whole domain, which finds and repairs what somebody changed. Of one
 * organization a few domains at most are looked at at once, so that a slow provider of one does not hold up the others.
 */
import { backoffMs } from '@moorage/core/backoff';
import type { Clock } from '@moorage/core/clock';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { Audit } from '../audit/index.ts';
import type { CredentialLoan } from '../credentials/index.ts';
import { applyPlan, retryBackoff, settleSeen, type ZoneWork } from './dns-apply.service.ts';
import { findAnyDomain, removeDomain, updateIfSame } from './dns-domain.store.ts';
import { countLeftovers, type LeftoverRow, listLeftovers, removeLeftovers } from './dns-leftover.store.ts';
import { fullNameOf, isWithin } from './dns-name.rules.ts';
import { DnsFailure, type DnsProvider, type DnsProviders, type Zone } from './dns-provider.ports.ts';
import { canonicalValues } from './dns-record.rules.ts';
import { fingerprintOf } from './dns-record-create.service.ts';
import { listDueRecords, listRecords, nextRecordAt } from './dns-record.store.ts';
import { namesOfInterest, planZone, type Wish } from './dns-zone.plan.ts';
import type { DomainRow, RecordRow } from './dns.view.ts';

export interface ReconcileDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly credentials: CredentialLoan;
  readonly providers: DnsProviders;
  readonly settings: {
    /** Between two looks at a whole domain. */
    readonly driftMs: number;
    /** Names that one run brings to the provider before others have their turn. */
    readonly maxRecords: number;
  };
}

export type ReconcileResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'again'; readonly afterMs: number };

/** After this long nobody waits for a provider any more to clear away what was deleted. */
const giveUpMs = 7 * 86_400_000;

interface Seen {
  readonly domain: DomainRow;
  readonly records: readonly RecordRow[];
  readonly leftovers: readonly LeftoverRow[];
  /** Whether this is about all of it. */
  readonly isFull: boolean;
  readonly at: Date;
}

async function look({ db, clock, settings }: ReconcileDeps, domainId: string): Promise<Seen | undefined> {
  const at = clock.now();
  return await db.system('read what is wanted of a domain', async (tx) => {
    const domain = await findAnyDomain(tx, domainId);
    if (domain === undefined) return undefined;
    const isDeleted = domain.deleted_at !== null;
    const isFull = isDeleted || domain.checked_at === null || domain.checked_at.getTime() + settings.driftMs <= at.getTime();
    const leftovers = await listLeftovers(tx, domainId);
    if (isDeleted) return { domain, records: [], leftovers, isFull, at };
    const records = isFull
      ? await listRecords(tx, domainId, {}, undefined)
      : await listDueRecords(tx, domainId, at, settings.maxRecords);
    return { domain, records, leftovers, isFull, at };
  });
}

async function openProvider({ credentials, providers }: ReconcileDeps, domain: DomainRow): Promise<DnsProvider> {
  const access = await credentials.open(domain.org_id, domain.credential_id);
  if (access === undefined) throw new DnsFailure('refused', 'The credential is gone.');
  const problem = providers.problemWith(access);
  if (problem !== undefined) throw new DnsFailure('refused', `The credential ${problem}.`);
  return providers.open(access);
}

async function findZone(provider: DnsProvider, domain: DomainRow, signal: AbortSignal): Promise<Zone> {
  const zone = await provider.findZone(domain.domain_name, domain.zone_id, signal);
  if (isWithin(domain.domain_name, zone.name)) return zone;
  throw new DnsFailure('refused', `The zone ${zone.id} is that of ${zone.name}, in which ${domain.domain_name} is not.`);
}

function workOf(deps: ReconcileDeps, seen: Seen, base: Pick<ZoneWork, 'provider' | 'zone' | 'signal'>): ZoneWork {
  const { zone } = base;
  const domain = { domain_name: seen.domain.domain_name, zone_id: zone.id };
  return {
    ...base,
    records: new Map(seen.records.map((row) => [row.id, row])),
    leftovers: new Map(seen.leftovers.map((row) => [row.id, row])),
    fingerprints: new Map(seen.records.map((row) => [row.id, fingerprintOf(row, domain)])),
    maxRecords: deps.settings.maxRecords,
  };
}

function wishOf({ fingerprints }: ZoneWork, row: RecordRow, domain: DomainRow): Wish {
  return {
    ...{ id: row.id, name: fullNameOf(row.name, domain.domain_name), type: row.type, ttl: row.ttl, alias: row.alias },
    values: canonicalValues(row.type, row.values),
    fingerprint: fingerprints.get(row.id) ?? row.fingerprint,
  };
}

/** How many names wait for another run. */
async function bring(deps: ReconcileDeps, ctx: RequestCtx, seen: Seen, work: ZoneWork): Promise<number> {
  const { zone, provider, signal } = work;
  const wishes = [...work.records.values()].map((row) => wishOf(work, row, seen.domain));
  const leftovers = [...work.leftovers.values()];
  if (wishes.length + leftovers.length === 0) return 0;
  const observed = await provider.read(zone, namesOfInterest(zone, [...wishes, ...leftovers]), signal);
  const plan = planZone({ zone, orgId: seen.domain.org_id, wishes, leftovers, observed });
  await settleSeen(deps, work, plan);
  const { done, remaining } = await applyPlan(deps, work, plan);
  const drifted = plan.bundles.flatMap(({ records }) => records).filter((id) => work.records.get(id)?.status === 'ready').length;
  const { length: conflicts } = plan.conflicts;
  if (done + conflicts > 0) ctx.log.info('records brought to a zone', { zone: zone.name, done, remaining, drifted, conflicts });
  return remaining;
}

/** Of zones that the domain was in before. */
async function clearOldZones(
  deps: ReconcileDeps,
  ctx: RequestCtx,
  seen: Seen,
  base: Omit<ZoneWork, 'records' | 'leftovers' | 'fingerprints' | 'maxRecords'>,
): Promise<number> {
  const elsewhere = seen.leftovers.filter(({ zoneId }) => zoneId !== '' && zoneId !== base.zone.id);
  let remaining = 0;
  for (const [zoneId, leftovers] of Map.groupBy(elsewhere, (row) => row.zoneId)) {
    try {
      const zone = await base.provider.findZone('', zoneId, base.signal);
      const old = { ...seen, records: [], leftovers };
      remaining += await bring(deps, ctx, old, workOf(deps, old, { ...base, zone }));
    } catch (error) {
      if (!(error instanceof DnsFailure) || error.reason !== 'refused') throw error;
      ctx.log.warn('an old zone of a domain cannot be cleared', { zone: zoneId, reason: error.message });
      await deps.db.system('give up what is left in a zone', (tx) =>
        removeLeftovers(
          tx,
          leftovers.map(({ id }) => id),
        ),
      );
    }
  }
  return remaining;
}

async function noteZone(deps: ReconcileDeps, { domain }: Seen, zone: Zone): Promise<void> {
  if (domain.zone_id === zone.id && domain.status === 'ready' && domain.attempts === 0) return;
  const change = { zone_id: zone.id, status: 'ready', last_error: '', attempts: 0 } as const;
  await deps.db.system('note the zone of a domain', (tx) => updateIfSame(tx, domain, change));
}

async function end(deps: ReconcileDeps, tx: Tx, domain: DomainRow): Promise<void> {
  await removeDomain(tx, domain.id);
  await deps.credentials.release(tx, domain.org_id, domain.credential_id);
}

/** When it is to be looked at again; and where it is deleted and nothing is left, its end. */
async function finish(deps: ReconcileDeps, { domain, isFull, at }: Seen, remaining: number): Promise<void> {
  await deps.db.system('finish a look at a domain', async (tx) => {
    if (domain.deleted_at !== null && (await countLeftovers(tx, domain.id)) === 0) {
      await end(deps, tx, domain);
      return;
    }
    const checkedAt = isFull ? at : domain.checked_at;
    const driftAt = new Date((checkedAt ?? at).getTime() + (checkedAt === null ? 0 : deps.settings.driftMs));
    const dueAt = remaining > 0 ? at : await nextRecordAt(tx, domain.id);
    const nextAt = dueAt !== undefined && dueAt < driftAt ? dueAt : driftAt;
    await updateIfSame(tx, domain, { checked_at: checkedAt, next_at: nextAt });
  });
}

async function giveUp(deps: ReconcileDeps, ctx: RequestCtx, { domain, leftovers }: Seen): Promise<void> {
  const names = leftovers.map(({ type, name }) => `${type} ${name}`);
  await deps.db.system('give up a deleted domain', async (tx) => {
    const target = { type: 'dns_domain', id: domain.id, name: domain.domain_name };
    const data = { zoneId: domain.zone_id, left: names.slice(0, 100), count: names.length };
    await deps.audit.append(tx, ctx, { orgId: domain.org_id, event: 'dns_domain.abandoned', target, data });
    await end(deps, tx, domain);
  });
}

/** A failure that is about the domain as a whole. */
async function fail(deps: ReconcileDeps, ctx: RequestCtx, seen: Seen, failure: DnsFailure): Promise<ReconcileResult> {
  const { domain } = seen;
  const now = deps.clock.now().getTime();
  // Without a zone that was ever found nothing can be in one, and nobody waits for it to appear.
  if (domain.deleted_at !== null && domain.zone_id === '' && failure.reason === 'refused') {
    await deps.db.system('end a domain without a zone', (tx) => end(deps, tx, domain));
    return { kind: 'gone' };
  }
  if (domain.deleted_at !== null && domain.deleted_at.getTime() + giveUpMs <= now) {
    await giveUp(deps, ctx, seen);
    return { kind: 'gone' };
  }
  const isThrottled = failure.reason === 'throttled';
  const attempts = domain.attempts + 1;
  const nextAt = new Date(now + backoffMs(attempts, domain.id, isThrottled ? { firstMs: 5_000, maxMs: 300_000 } : retryBackoff));
  const state = isThrottled ? {} : ({ status: 'failed', last_error: failure.message.slice(0, 2_000) } as const);
  ctx.log.info('a domain could not be looked at', {
    domain: domain.domain_name,
    reason: failure.reason,
    message: failure.message,
  });
  await deps.db.system('note the failure of a domain', (tx) => updateIfSame(tx, domain, { ...state, attempts, next_at: nextAt }));
  return { kind: 'done' };
}

async function run(deps: ReconcileDeps, ctx: RequestCtx, seen: Seen): Promise<ReconcileResult> {
  let provider: DnsProvider | undefined;
  try {
    if (seen.domain.deleted_at !== null && seen.leftovers.length === 0) {
      await finish(deps, seen, 0);
      return { kind: 'done' };
    }
    provider = await openProvider(deps, seen.domain);
    const zone = await findZone(provider, seen.domain, ctx.signal);
    await noteZone(deps, seen, zone);
    const base = { provider, zone, signal: ctx.signal };
    const here = seen.leftovers.filter(({ zoneId }) => zoneId === '' || zoneId === zone.id);
    const present = { ...seen, domain: { ...seen.domain, zone_id: zone.id }, leftovers: here };
    const remaining = await bring(deps, ctx, present, workOf(deps, present, base));
    const old = await clearOldZones(deps, ctx, seen, base);
    await finish(deps, seen, remaining + old);
    return remaining + old > 0 ? { kind: 'again', afterMs: 1 } : { kind: 'done' };
  } catch (error) {
    if (error instanceof DnsFailure) return await fail(deps, ctx, seen, error);
    throw error;
  } finally {
    provider?.close();
  }
}

/** Of one organization in one process. */
const mostOfOrg = 2;

export interface Reconciler {
  reconcile(ctx: RequestCtx, domainId: string): Promise<ReconcileResult>;
}

export function createReconciler(deps: ReconcileDeps): Reconciler {
  const running = new Map<string, number>();
  return {
    async reconcile(ctx, domainId) {
      const seen = await look(deps, domainId);
      if (seen === undefined) return { kind: 'gone' };
      const orgId = seen.domain.org_id;
      const count = running.get(orgId) ?? 0;
      if (count >= mostOfOrg) return { kind: 'again', afterMs: 1_000 };
      running.set(orgId, count + 1);
      try {
        return await run(deps, ctx, seen);
      } finally {
        running.set(orgId, (running.get(orgId) ?? 1) - 1);
        if (running.get(orgId) === 0) running.delete(orgId);
      }
    },
  };
}
