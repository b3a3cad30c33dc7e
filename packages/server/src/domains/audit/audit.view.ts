import type { z } from 'zod';
import { sealedRecord, type SealedAuditRow } from './audit-chain.rules.ts';
import type { adminAuditEvent, auditEvent } from './audit.contract.ts';

export type AuditEventView = z.input<typeof auditEvent>;
export type AdminAuditEventView = z.input<typeof adminAuditEvent>;

function hexOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function auditEventToView(row: SealedAuditRow): AuditEventView {
  return { ...sealedRecord(row), prevHash: hexOf(row.prev_hash), hash: hexOf(row.hash) };
}
