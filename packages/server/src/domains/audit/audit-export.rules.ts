/** Events as lines of a file. */
import type { z } from 'zod';
import type { auditEvent } from './audit.contract.ts';

type AuditEventView = z.input<typeof auditEvent>;

export type ExportFormat = 'ndjson' | 'csv';

export const contentTypes: Readonly<Record<ExportFormat, string>> = {
  ndjson: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8',
};

const columns: readonly { readonly title: string; readonly of: (event: AuditEventView) => string | number | null }[] = [
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

/** What a spreadsheet would run as a formula is made text by an apostrophe; tabs and line ends in front do not hide one. */
function cellOf(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[\t\r\n ]*[=+\-@＝＋－＠]|^[\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The first line of a file; empty where there is none. */
export function headOf(format: ExportFormat): string {
  return format === 'csv' ? `${columns.map((column) => column.title).join(',')}\r\n` : '';
}

export function lineOf(format: ExportFormat, event: AuditEventView): string {
  if (format === 'ndjson') return `${JSON.stringify(event)}\n`;
  return `${columns.map((column) => cellOf(column.of(event))).join(',')}\r\n`;
}
