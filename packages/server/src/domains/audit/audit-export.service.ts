/** A part of the trail as a file, oldest first; read and written in batches, so that its length costs no memory. */
import type { Db } from '../../platform/db/database.ts';
import type { Download } from '../../platform/http/download.ts';
import { contentTypes, type ExportFormat, headOf, lineOf } from './audit-export.rules.ts';
import { type AuditFilter, listChain, readHeadSeq } from './audit.store.ts';
import { auditEventToView, type AuditEventView } from './audit.view.ts';

const batchSize = 500;

export interface ExportRequest extends AuditFilter {
  readonly orgId: string;
  readonly format: ExportFormat;
}

/** Ends with the event that is the last when it begins; the caller has authorized. */
export async function exportAudit(db: Db, { orgId, format, ...filter }: ExportRequest, download: Download): Promise<void> {
  const through = await db.tenant([orgId], (tx) => readHeadSeq(tx, orgId));
  download.begin({ contentType: contentTypes[format], name: `audit-${orgId}.${format}` });
  await download.write(headOf(format));
  for (let after = 0; ;) {
    const slice = { ...filter, orgId, after, through, limit: batchSize };
    const rows = await db.tenant([orgId], (tx) => listChain(tx, slice));
    await download.write(rows.map((row) => lineOf(format, auditEventToView(row))).join(''));
    const last = rows.at(-1);
    if (last === undefined || rows.length < batchSize) return;
    after = Number(last.seq);
  }
}

/** The next events of a chain as the API shows them, for whoever passes them on. */
export async function readAuditSlice(
  db: Db,
  slice: { readonly orgId: string; readonly after: number; readonly limit: number },
): Promise<AuditEventView[]> {
  return (await db.tenant([slice.orgId], (tx) => listChain(tx, slice))).map(auditEventToView);
}
