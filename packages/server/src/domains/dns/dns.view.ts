import type { RecordType } from '@moorage/core/dns-text';
import type { z } from 'zod';
import type { dnsDomainRoutes } from './dns-domain.contract.ts';
import type { dnsRecordRoutes } from './dns-record.contract.ts';
import type { WantedRecord } from './dns-record.rules.ts';

export type DomainView = z.input<(typeof dnsDomainRoutes.get.responses)[200]>;
export type RecordView = z.input<(typeof dnsRecordRoutes.get.responses)[200]>;
export type DnsStatus = DomainView['status'];

export interface DomainRow {
  readonly id: string;
  readonly org_id: string;
  readonly domain_name: string;
  readonly zone_id: string;
  readonly credential_id: string;
  readonly status: DnsStatus;
  readonly last_error: string;
  readonly attempts: number;
  readonly next_at: Date | null;
  readonly checked_at: Date | null;
  readonly deleted_at: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export interface RecordRow extends WantedRecord {
  readonly id: string;
  readonly org_id: string;
  readonly domain_id: string;
  readonly type: RecordType;
  readonly fingerprint: string;
  readonly status: DnsStatus;
  readonly owner: RecordView['owner'];
  readonly last_error: string;
  readonly attempts: number;
  readonly next_at: Date | null;
  readonly revision: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** Clients of domains and records know times in whole seconds. */
function wholeSeconds(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, 'Z');
}

function timesOf(row: { readonly created_at: Date; readonly updated_at: Date }) {
  return { created_at: wholeSeconds(row.created_at), updated_at: wholeSeconds(row.updated_at) };
}

export function domainToView(row: DomainRow): DomainView {
  const { id, domain_name, zone_id, status, last_error, credential_id } = row;
  return { id, organization_id: row.org_id, domain_name, zone_id, status, last_error, credential_id, ...timesOf(row) };
}

export function recordToView(row: RecordRow): RecordView {
  const { id, domain_id, name, type, ttl, values, alias, fingerprint, status, last_error, owner } = row;
  const target = alias && { name: alias.name, zone_id: alias.zoneId, evaluate_target_health: alias.evaluateTargetHealth };
  return {
    ...{ id, domain_id, name, type, values: [...values], fingerprint, status, last_error, owner },
    ...(ttl === null ? {} : { ttl }),
    ...(target === null ? {} : { alias: target }),
    ...timesOf(row),
  };
}
