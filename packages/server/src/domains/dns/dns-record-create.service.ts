/** New records of domains: one, or many of which all are taken or none. */
import { createHash } from 'node:crypto';
import { requireNone } from '@moorage/core/all-or-none';
import { AppError, type FieldIssue } from '@moorage/core/errors';
import type { RecordType } from '@moorage/core/dns-text';
import type { Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { invalidRequest, invalidThing } from '../../platform/http/input.ts';
import { authorizedOrg } from '../../platform/http/org-choice.ts';
import { dnsReconcileJob } from './dns-job.contract.ts';
import { fullNameOf } from './dns-name.rules.ts';
import type { AliasTarget } from './dns-provider.ports.ts';
import { clashOf, decideRecord, decideRecords, fingerprintText, type WantedRecord } from './dns-record.rules.ts';
import { type DnsDeps, missingDomain } from './dns-domain.service.ts';
import { claimDomain, updateDomain } from './dns-domain.store.ts';
import { insertRecords, listRecordsAt } from './dns-record.store.ts';
import { type DomainRow, type RecordRow, recordToView, type RecordView } from './dns.view.ts';

interface AliasInput {
  readonly name: string;
  readonly zone_id: string;
  readonly evaluate_target_health?: boolean | undefined;
}

export interface NewRecord {
  readonly name: string;
  readonly type: RecordType;
  readonly ttl?: number | null | undefined;
  readonly values?: readonly string[] | null | undefined;
  readonly alias?: AliasInput | null | undefined;
}

export function recordTarget(row: Pick<RecordRow, 'id' | 'name' | 'type'>, domain: Pick<DomainRow, 'domain_name'>) {
  return { type: 'dns_record', id: row.id, name: `${row.type} ${fullNameOf(row.name, domain.domain_name)}` };
}

export function fingerprintOf(record: WantedRecord, domain: Pick<DomainRow, 'domain_name' | 'zone_id'>): string {
  return createHash('sha256').update(fingerprintText(record, domain)).digest('hex');
}

export function aliasOf(alias: AliasInput): AliasTarget {
  return { name: alias.name, zoneId: alias.zone_id, evaluateTargetHealth: alias.evaluate_target_health ?? false };
}

function wishOf({ name, type, ttl = null, values, alias }: NewRecord): WantedRecord {
  return { name, type, ttl, values: values ?? [], alias: alias ? aliasOf(alias) : null };
}

export function decided(wanted: WantedRecord, domain: DomainRow): WantedRecord {
  const result = decideRecord(wanted, domain.domain_name);
  if (result.kind === 'ok') return result.record;
  throw invalidThing('record', result.issues, 'validation_error');
}

/** Whether its place is free among the records of the domain. */
export async function requirePlace(tx: Tx, domain: DomainRow, record: WantedRecord, ownId?: string): Promise<void> {
  const beside = (await listRecordsAt(tx, domain.id, [record.name])).filter(({ id }) => id !== ownId);
  const same = beside.find(({ type }) => type === record.type);
  const name = fullNameOf(record.name, domain.domain_name);
  if (same !== undefined) {
    const reason = same.owner === 'autoglue' ? 'already_exists' : 'ownership_conflict';
    throw new AppError('already_exists', `The domain has a record ${record.type} ${name} already.`, { details: { reason } });
  }
  const types = beside.map(({ type }) => type);
  const clash = clashOf(record.type, types);
  if (clash !== undefined) throw new AppError('conflict', `A CNAME is alone at its name, and ${name} has a record ${clash}.`);
}

/** The same for many: tells of each that has no place. */
async function requirePlaces(tx: Tx, domain: DomainRow, records: readonly WantedRecord[]): Promise<void> {
  const present = await listRecordsAt(tx, domain.id, [...new Set(records.map(({ name }) => name))]);
  const typesAt = Map.groupBy(present, ({ name }) => name);
  const issues = records.flatMap((record, index): FieldIssue[] => {
    const types = (typesAt.get(record.name) ?? []).map(({ type }) => type);
    const path = `records[${index}]`;
    const title = `${record.type} ${fullNameOf(record.name, domain.domain_name)}`;
    if (types.includes(record.type)) return [{ path, message: `the domain has a record ${title} already` }];
    const clash = clashOf(record.type, types);
    return clash === undefined ? [] : [{ path, message: `a CNAME is alone at its name, and ${title} meets a record ${clash}` }];
  });
  requireNone(issues, 'conflict');
}

export async function bringSoon(deps: DnsDeps, tx: Tx, domain: DomainRow, at: Date): Promise<void> {
  if (domain.next_at === null || domain.next_at > at) await updateDomain(tx, domain.id, { next_at: at });
  await deps.jobs.enqueue(tx, dnsReconcileJob, { domainId: domain.id });
}

interface Accepted {
  readonly ctx: RequestCtx;
  readonly domain: DomainRow;
  readonly records: readonly WantedRecord[];
}

async function keep(deps: DnsDeps, tx: Tx, { ctx, domain, records }: Accepted): Promise<RecordView[]> {
  const orgId = domain.org_id;
  const now = deps.clock.now();
  const rows = records.map((record): RecordRow => {
    const place = { id: deps.ids.uuid(), org_id: orgId, domain_id: domain.id, fingerprint: fingerprintOf(record, domain) };
    const state = { status: 'pending', owner: 'autoglue', last_error: '', attempts: 0, next_at: now, revision: 1 } as const;
    return { ...record, ...place, ...state, created_at: now, updated_at: now };
  });
  await insertRecords(tx, rows);
  for (const row of rows) {
    const data = { ttl: row.ttl, values: row.values, alias: row.alias };
    await deps.audit.append(tx, ctx, { orgId, event: 'dns_record.created', target: recordTarget(row, domain), data });
  }
  await bringSoon(deps, tx, domain, now);
  return rows.map(recordToView);
}

async function inDomain<T>(
  deps: DnsDeps,
  ctx: RequestCtx,
  domainId: string,
  work: (tx: Tx, domain: DomainRow) => Promise<T>,
): Promise<T> {
  const orgId = authorizedOrg(ctx, 'dns_record:create');
  return await deps.db.tenant([orgId], async (tx) => {
    const domain = await claimDomain(tx, orgId, domainId);
    if (domain === undefined) throw missingDomain();
    return await work(tx, domain);
  });
}

export function createRecord(deps: DnsDeps, ctx: RequestCtx, domainId: string, input: NewRecord): Promise<RecordView> {
  return inDomain(deps, ctx, domainId, async (tx, domain) => {
    const record = decided(wishOf(input), domain);
    await requirePlace(tx, domain, record);
    const [made] = await keep(deps, tx, { ctx, domain, records: [record] });
    if (made === undefined) throw new Error('one record is made of one wish');
    return made;
  });
}

/** All of them or none; what is wrong is told of each. */
export function createRecords(
  deps: DnsDeps,
  ctx: RequestCtx,
  domainId: string,
  inputs: readonly NewRecord[],
): Promise<RecordView[]> {
  return inDomain(deps, ctx, domainId, async (tx, domain) => {
    const result = decideRecords(inputs.map(wishOf), domain.domain_name);
    if (result.kind === 'refused') throw invalidRequest(result.issues, 'validation_error');
    await requirePlaces(tx, domain, result.records);
    return await keep(deps, tx, { ctx, domain, records: result.records });
  });
}
