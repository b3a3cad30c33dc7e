/** Records of domains, as their owner wants them; bringing them to the provider is a job's. */
import { AppError } from '@moorage/core/errors';
import type { RecordType } from '@moorage/core/dns-text';
import type { Tx } from '../../platform/db/database.ts';
import { newestPage, type OptionalPage, pageRequestOf } from '../../platform/db/newest-page.ts';
import type { Page } from '../../platform/db/paging.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { authorizedOrg } from '../../platform/http/org-choice.ts';
import { changesOf, removeOnce } from '../audit/index.ts';
import { fullNameOf, parseRecordName } from './dns-name.rules.ts';
import {
  aliasOf,
  bringSoon,
  createRecord,
  createRecords,
  decided,
  fingerprintOf,
  type NewRecord,
  recordTarget,
  requirePlace,
} from './dns-record-create.service.ts';
import type { WantedRecord } from './dns-record.rules.ts';
import { type DnsDeps, missingDomain } from './dns-domain.service.ts';
import { claimDomain, findDomain } from './dns-domain.store.ts';
import { insertLeftovers, removeLeftoverAt } from './dns-leftover.store.ts';
import { findRecord, listRecords, removeRecord, updateRecord } from './dns-record.store.ts';
import { type DnsStatus, type DomainRow, type RecordRow, recordToView, type RecordView } from './dns.view.ts';

export type RecordPatch = { readonly [Field in keyof NewRecord]?: NewRecord[Field] | undefined } & {
  readonly status?: DnsStatus | undefined;
};

export interface RecordQuery extends OptionalPage {
  readonly name?: string | undefined;
  readonly type?: RecordType | undefined;
  readonly status?: DnsStatus | undefined;
  readonly q?: string | undefined;
}

export interface DnsRecordService {
  list(ctx: RequestCtx, domainId: string, query: RecordQuery): Promise<Page<RecordView>>;
  create(ctx: RequestCtx, domainId: string, input: NewRecord): Promise<RecordView>;
  /** All of them or none. */
  createMany(ctx: RequestCtx, domainId: string, inputs: readonly NewRecord[]): Promise<RecordView[]>;
  get(ctx: RequestCtx, id: string): Promise<RecordView>;
  update(ctx: RequestCtx, id: string, patch: RecordPatch): Promise<RecordView>;
  remove(ctx: RequestCtx, id: string): Promise<void>;
}

function missingRecord(): AppError {
  return new AppError('not_found', 'There is no such record.');
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
    await deps.audit.append(tx, ctx, { orgId, event: 'dns_record.updated', target: recordTarget(after, domain), data });
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
        name: ({ domain, row }) => recordTarget(row, domain).name,
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
    create: (ctx, domainId, input) => createRecord(deps, ctx, domainId, input),
    createMany: (ctx, domainId, inputs) => createRecords(deps, ctx, domainId, inputs),
    update: (ctx, id, patch) => update(deps, ctx, id, patch),
    remove: (ctx, id) => remove(deps, ctx, id),
    async list(ctx, domainId, { limit, cursor, name: text, ...filter }) {
      const orgId = authorizedOrg(ctx, 'dns_record:read');
      const page = pageRequestOf({ limit, cursor });
      return await deps.db.tenant([orgId], async (tx) => {
        const domain = await findDomain(tx, orgId, domainId);
        if (domain === undefined) throw missingDomain();
        const parsed = text === undefined ? undefined : parseRecordName(text, domain.domain_name);
        if (parsed?.kind === 'refused') return { items: [] };
        return newestPage(await listRecords(tx, domainId, { ...filter, name: parsed?.name }, page), page, recordToView);
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
