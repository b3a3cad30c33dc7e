/** Domains and records for what refers to them. */
import type { Tx } from '../../platform/db/database.ts';
import { fullNameOf } from './dns-name.rules.ts';
import { holdDomain, listDomainsByIds } from './dns-domain.store.ts';
import { findRecord, listRecordsByIds } from './dns-record.store.ts';
import { domainToView, type DomainView, recordToView, type RecordView } from './dns.view.ts';

export interface DnsContent {
  readonly domains: readonly DomainView[];
  /** Each with its name in full. */
  readonly records: readonly { readonly record: RecordView; readonly fullName: string }[];
}

/** Some domains and some records, as they are shown. */
export async function viewDns(
  tx: Tx,
  orgId: string,
  ids: { readonly domains: readonly string[]; readonly records: readonly string[] },
): Promise<DnsContent> {
  const rows = await listRecordsByIds(tx, orgId, ids.records);
  const domainIds = new Set([...ids.domains, ...rows.map((row) => row.domain_id)]);
  const domains = new Map((await listDomainsByIds(tx, orgId, [...domainIds])).map((row) => [row.id, row]));
  return {
    domains: ids.domains.flatMap((id) => domains.get(id) ?? []).map(domainToView),
    records: rows.map((row) => ({
      record: recordToView(row),
      fullName: fullNameOf(row.name, domains.get(row.domain_id)?.domain_name ?? ''),
    })),
  };
}

/** A record that is kept from being deleted, with its domain, until the transaction ends. */
export async function holdRecord(tx: Tx, orgId: string, id: string): Promise<RecordView | undefined> {
  const seen = await findRecord(tx, orgId, id);
  const domain = seen === undefined ? undefined : await holdDomain(tx, orgId, seen.domain_id);
  const row = domain === undefined ? undefined : await findRecord(tx, orgId, id);
  return row === undefined ? undefined : recordToView(row);
}
