/** A part of a trail as a file, oldest first; read and written in batches, so that its length costs no memory. */
import type { Db } from '../../platform/db/database.ts';
import type { Download } from '../../platform/http/download.ts';
import { contentTypes, type ExportFormat, headOf, lineOf } from './audit-export.rules.ts';
import type { AuditTrail } from './audit-trail.service.ts';
import { type AuditFilter, listChain } from './audit.store.ts';
import { auditEventToView, type AuditEventView } from './audit.view.ts';

const batchSize = 500;

export interface ExportRequest extends AuditFilter {
  readonly trail: AuditTrail;
  readonly format: ExportFormat;
}

/** Ends with the event that is the last when it begins; the caller has authorized. */
export async function exportAudit({ trail, format, ...filter }: ExportRequest, download: Download): Promise<void> {
  const kind = { format, scope: trail.scope };
  const batches = await trail.batches(filter, batchSize);
  download.begin({ contentType: contentTypes[format], name: `${trail.name}.${format}` });
  await download.write(headOf(kind));
  for await (const views of batches) await download.write(views.map((view) => lineOf(kind, view)).join(''));
}

/** The next events of a chain as the API shows them, for whoever passes them on. */
export async function readAuditSlice(
  db: Db,
  slice: { readonly orgId: string; readonly after: number; readonly limit: number },
): Promise<AuditEventView[]> {
  return (await db.tenant([slice.orgId], (tx) => listChain(tx, slice))).map(auditEventToView);
}
