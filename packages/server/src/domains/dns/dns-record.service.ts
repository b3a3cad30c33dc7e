/** Records of domains, as their owner wants them; bringing them to the provider is a job's. */
import { createHash } from 'node:crypto';
import { AppError } from '@moorage/core/errors';
import type { RecordType } from '@moorage/core/dns-text';
import type { Tx } from '../../platform/db/database.ts';
import { newestPage, type OptionalPage, pageRequestOf } from '../../platform/db/newest-page.ts';
import type { Page } from '../../platform/db/paging.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { invalidThing } from '../../platform/http/input.ts';
import { authorizedOrg } from '../../platform/http/org-choice.ts';
import { changesOf, removeOnce } from '../audit/index.ts';
import { dnsReconcileJob } from './dns-job.contract.ts';
import { fullNameOf, parseRecordName } from './dns-name.rules.ts';
import type { AliasTarget } from './dns-provider.ports.ts';
import { clashOf, decideRecord, fingerprintText, type WantedRecord } from './dns-record.rules.ts';
import { type DnsDeps, missingDomain } from './dns-domain.service.ts';
import { claimDomain, findDomain, updateDomain } from './dns-domain.store.ts';
import { insertLeftovers, removeLeftoverAt } from './dns-leftover.store.ts';
import { findRecord, insertRecord, listRecords, listRecordsAt, removeRecord, updateRecord } from './dns-record.store.ts';
import { type DnsStatus, type DomainRow, type RecordRow, recordToView, type RecordView } from './dns.view.ts';

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

export type RecordPatch = { readonly [Field in keyof NewRecord]?: NewRecord[Field] | undefined } & {
  readonly status?: DnsStatus | undefined;
};

export interface RecordQuery extends OptionalPage {
  readonly name?: string | undefined;
  readonly type?: RecordType | undefined;
  readonly status?: DnsStatus | undefined;
}

export interface DnsRecordService {
  list(ctx: RequestCtx, domainId: string, query: RecordQuery): Promise<Page<RecordView>>;
  create(ctx: RequestCtx, domainId: string, input: NewRecord): Promise<RecordView>;
  get(ctx: RequestCtx, id: string): Promise<RecordView>;
  update(ctx: RequestCtx, id: string, patch: RecordPatch): Promise<RecordView>;
  remove(ctx: RequestCtx, id: string): Promise<void>;
}

function missingRecord(): AppError {
  return new AppError('not_found', 'There is no such record.');
}

function targetOf(row: Pick<RecordRow, 'id' | 'name' | 'type'>, domain: Pick<DomainRow, 'domain_name'>) {
  return { type: 'dns_record', id: row.id, name: `${row.type} ${fullNameOf(row.name, domain.domain_name)}` };
}

export function fingerprintOf(record: WantedRecord, domain: Pick<DomainRow, 'domain_name' | 'zone_id'>): string {
  return createHash('sha256').update(fingerprintText(record, domain)).digest('hex');
}

function aliasOf(alias: AliasInput): AliasTarget {
  return { name: alias.name, zoneId: alias.zone_id, evaluateTargetHealth: alias.evaluate_target_health ?? false };
}

function decided(wanted: WantedRecord, domain: DomainRow): WantedRecord {
  const result = decideRecord(wanted, domain.domain_name);
  if (result.kind === 'ok') return result.record;
  throw invalidThing('record', result.issues, 'validation_error');
}

/** Whether its place is free among the records of the domain. */
async function requirePlace(tx: Tx, domain: DomainRow, record: WantedRecord, ownId?: string): Promise<void> {
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

async function create(deps: DnsDeps, ctx: RequestCtx, domainId: string, input: NewRecord): Promise<RecordView> {
  const orgId = authorizedOrg(ctx, 'dns_record:create');
  return await deps.db.tenant([orgId], async (tx) => {
    const domain = await claimDomain(tx, orgId, domainId);
    if (domain === undefined) throw missingDomain();
    const { name, type, ttl = null, values, alias } = input;
    const wish = { name, type, ttl, values: values ?? [], alias: alias ? aliasOf(alias) : null };
    const record = decided(wish, domain);
    await requirePlace(tx, domain, record);
    const now = deps.clock.now();
    const row: RecordRow = {
      ...record,
      ...{ id: deps.ids.uuid(), org_id: orgId, domain_id: domainId, fingerprint: fingerprintOf(record, domain) },
      ...{ status: 'pending', owner: 'autoglue', last_error: '', attempts: 0, next_at: now, revision: 1 },
      created_at: now,
      updated_at: now,
    };
    await insertRecord(tx, row);
    const data = { ttl: row.ttl, values: row.values, alias: row.alias };
    await deps.audit.append(tx, ctx, { orgId, event: 'dns_record.created', target: targetOf(row, domain), data });
    await bringSoon(deps, tx, domain, now);
    return recordToView(row);
  });
}

async function bringSoon(deps: DnsDeps, tx: Tx, domain: DomainRow, at: Date): Promise<void> {
  if (domain.next_at === null || domain.next_at > at) await updateDomain(tx, domain.id, { next_at: at });
  await deps.jobs.enqueue(tx, dnsReconcileJob, { domainId: domain.id });
}

function patched(before: RecordRow, { name, type, ttl, values, alias }: RecordPatch): WantedRecord {
  return {
    name: name ?? before.name,
    type: type ?? before.type,
    ttl: ttl === undefined ? before.ttl : ttl,
    values: values ?? before.values,
    alias: alias === undefined ? before.alias : alias && aliasOf(alias),
  };
}

function isOnlyStatus({ status, ...fields }: RecordPatch): boolean {
  return status !== undefined && Object.values(fields).every((field) => field === undefined);
}

/** The place where it was before, which is cleared away, unless it goes back there. */
async function leave(tx: Tx, domain: DomainRow, { before, after }: { before: RecordRow; after: RecordRow }): Promise<void> {
  if (before.name === after.name && before.type === after.type) return;
  const placeOf = ({ id, name, type }: RecordRow) => ({ recordId: id, name: fullNameOf(name, domain.domain_name), type });
  await insertLeftovers(tx, domain, [placeOf(before)], after.updated_at);
  await removeLeftoverAt(tx, domain.id, placeOf(after));
}

/** The record and its domain, locked in the order of all who write records. */
async function claim(tx: Tx, orgId: string, id: string): Promise<{ domain: DomainRow; row: RecordRow } | undefined> {
  const seen = await findRecord(tx, orgId, id);
  const domain = seen === undefined ? undefined : await claimDomain(tx, orgId, seen.domain_id);
  const row = domain === undefined ? undefined : await findRecord(tx, orgId, id);
  return domain === undefined || row === undefined ? undefined : { domain, row };
}

async function update(deps: DnsDeps, ctx: RequestCtx, id: string, patch: RecordPatch): Promise<RecordView> {
  const orgId = authorizedOrg(ctx, 'dns_record:update');
  return await deps.db.tenant([orgId], async (tx) => {
    const found = await claim(tx, orgId, id);
    if (found === undefined) throw missingRecord();
    const { domain, row: before } = found;
    if (before.owner !== 'autoglue' && !isOnlyStatus(patch)) {
      const message = `What is at this name is not ours. ${before.last_error}`.trim();
      throw new AppError('conflict', message, { details: { reason: 'ownership_conflict' } });
    }
    const record = decided(patched(before, patch), domain);
    await requirePlace(tx, domain, record, id);
    const now = deps.clock.now();
    const after = await updateRecord(tx, {
      ...before,
      ...record,
      ...{ status: 'pending', owner: 'autoglue', last_error: '', attempts: 0, next_at: now, updated_at: now },
      fingerprint: fingerprintOf(record, domain),
    });
    await leave(tx, domain, { before, after });
    const data = { changes: changesOf(before, after, { fields: ['name', 'type', 'ttl', 'values', 'alias'] }) };
    await deps.audit.append(tx, ctx, { orgId, event: 'dns_record.updated', target: targetOf(after, domain), data });
    await bringSoon(deps, tx, domain, now);
    return recordToView(after);
  });
}

async function remove(deps: DnsDeps, ctx: RequestCtx, id: string): Promise<void> {
  const orgId = authorizedOrg(ctx, 'dns_record:delete');
  await deps.db.tenant([orgId], (tx) =>
    removeOnce(
      tx,
      { audit: deps.audit, ctx },
      {
        ...{ orgId, id, type: 'dns_record', noun: 'record' },
        claim: () => claim(tx, orgId, id),
        name: ({ domain, row }) => targetOf(row, domain).name,
        uses: deps.uses.map((kind) => () => kind.ofRecord(tx, orgId, id)),
        async remove({ domain, row }) {
          const at = deps.clock.now();
          const place = { recordId: id, name: fullNameOf(row.name, domain.domain_name), type: row.type };
          await insertLeftovers(tx, domain, [place], at);
          await removeRecord(tx, id);
          await bringSoon(deps, tx, domain, at);
        },
        missing: missingRecord,
      },
    ),
  );
}

export function createDnsRecordService(deps: DnsDeps): DnsRecordService {
  return {
    create: (ctx, domainId, input) => create(deps, ctx, domainId, input),
    update: (ctx, id, patch) => update(deps, ctx, id, patch),
    remove: (ctx, id) => remove(deps, ctx, id),
    async list(ctx, domainId, { limit, cursor, name: text, type, status }) {
      const orgId = authorizedOrg(ctx, 'dns_record:read');
      const page = pageRequestOf({ limit, cursor });
      return await deps.db.tenant([orgId], async (tx) => {
        const domain = await findDomain(tx, orgId, domainId);
        if (domain === undefined) throw missingDomain();
        const parsed = text === undefined ? undefined : parseRecordName(text, domain.domain_name);
        if (parsed?.kind === 'refused') return { items: [] };
        return newestPage(await listRecords(tx, domainId, { name: parsed?.name, type, status }, page), page, recordToView);
      });
    },
    async get(ctx, id) {
      const orgId = authorizedOrg(ctx, 'dns_record:read');
      const row = await deps.db.tenant([orgId], (tx) => findRecord(tx, orgId, id));
      if (row === undefined) throw missingRecord();
      return recordToView(row);
    },
  };
}
