/** The filter of the audit log: from the address bar to the API. */
import type { AuditSearch } from './search.ts';

export interface AuditFilter {
  readonly event?: string;
  readonly actor?: string;
  readonly q?: string;
  readonly request_id?: string;
  readonly from?: string;
  readonly to?: string;
}

const dayMs = 86_400_000;

/** Midnight of a day where the reader is. */
function startOf(day: string): Date {
  return new Date(`${day}T00:00:00`);
}

/** Days are the reader's own; the last one is included, which for the API means up to the next midnight. */
export function auditFilterOf({ event, actor, q, request, from, to }: AuditSearch): AuditFilter {
  return {
    ...(event === undefined ? {} : { event }),
    ...(actor === undefined ? {} : { actor }),
    ...(q === undefined ? {} : { q }),
    ...(request === undefined ? {} : { request_id: request }),
    ...(from === undefined ? {} : { from: startOf(from).toISOString() }),
    ...(to === undefined ? {} : { to: new Date(startOf(to).getTime() + dayMs).toISOString() }),
  };
}

/** Where what is shown comes as a file: the whole of it and not only the pages that were loaded. */
export function exportPath(orgId: string, filter: AuditFilter, format: 'ndjson' | 'csv'): string {
  return `/api/audit/export?${new URLSearchParams({ org_id: orgId, format, ...filter }).toString()}`;
}

/** The same of all organizations, or of the one that is named. */
export function adminExportPath(orgId: string | undefined, filter: AuditFilter, format: 'ndjson' | 'csv'): string {
  const place = orgId === undefined ? {} : { org_id: orgId };
  return `/api/admin/audit/export?${new URLSearchParams({ ...place, format, ...filter }).toString()}`;
}

const flags = new Map([
  ['event', '--event'],
  ['actor', '--actor'],
  ['q', '--search'],
  ['request_id', '--request'],
  ['from', '--from'],
  ['to', '--to'],
]);

/** The filter as the command line takes it. */
export function auditFlags(filter: AuditFilter): readonly string[] {
  return Object.entries(filter).flatMap(([name, value]: [string, string]) => [flags.get(name) ?? [], value].flat());
}
