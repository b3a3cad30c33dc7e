/** Events as lines of a file. */
import type { z } from 'zod';
import type { adminAuditEvent, auditEvent } from './audit.contract.ts';

type AuditEventView = z.input<typeof auditEvent> & Partial<Pick<z.input<typeof adminAuditEvent>, 'orgName'>>;

export type ExportFormat = 'ndjson' | 'csv';

/** `platform` is a file of several organizations, whose lines say of which they are. */
export interface ExportKind {
  readonly format: ExportFormat;
  readonly scope: 'org' | 'platform';
}

export const contentTypes: Readonly<Record<ExportFormat, string>> = {
  ndjson: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8',
};

interface Column {
  readonly title: string;
  readonly of: (event: AuditEventView) => string | number | null;
}

const columns: readonly Column[] = [
  { title: 'seq', of: (event) => event.seq },
  { title: 'at', of: (event) => event.at },
  { title: 'event', of: (event) => event.event },
  { title: 'actor_kind', of: (event) => event.actor.kind },
  { title: 'actor_id', of: (event) => event.actor.id },
  { title: 'actor', of: (event) => event.actor.email },
  { title: 'via', of: (event) => event.actor.via },
  { title: 'target_type', of: (event) => event.target.type },
  { title: 'target_id', of: (event) => event.target.id },
  { title: 'target_name', of: (event) => event.target.name },
  { title: 'data', of: (event) => JSON.stringify(event.data) },
  { title: 'ip_address', of: (event) => event.ipAddress },
  { title: 'request_id', of: (event) => event.requestId },
  { title: 'id', of: (event) => event.id },
  { title: 'hash', of: (event) => event.hash },
];

const placeColumns: readonly Column[] = [
  { title: 'org_id', of: (event) => event.orgId },
  { title: 'org_name', of: (event) => event.orgName ?? null },
];

function columnsOf(scope: ExportKind['scope']): readonly Column[] {
  return scope === 'org' ? columns : [...columns, ...placeColumns];
}

/** What a spreadsheet would run as a formula is made text by an apostrophe; tabs and line ends in front do not hide one. */
function cellOf(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[\t\r\n ]*[=+\-@＝＋－＠]|^[\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The first line of a file; empty where there is none. */
export function headOf({ format, scope }: ExportKind): string {
  const titles = columnsOf(scope).map((column) => column.title);
  return format === 'csv' ? `${titles.join(',')}\r\n` : '';
}

export function lineOf({ format, scope }: ExportKind, event: AuditEventView): string {
  if (format === 'ndjson') return `${JSON.stringify(event)}\n`;
  const cells = columnsOf(scope).map((column) => cellOf(column.of(event)));
  return `${cells.join(',')}\r\n`;
}
