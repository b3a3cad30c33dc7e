import type { z } from 'zod';
import type { auditEvent } from './audit.contract.ts';

export interface AuditRow {
  readonly id: string;
  readonly event: string;
  readonly actor_kind: string;
  readonly actor_id: string | null;
  readonly actor_email: string | null;
  readonly actor_via: string;
  readonly target_type: string;
  readonly target_id: string;
  readonly target_name: string | null;
  readonly data: unknown;
  readonly request_id: string;
  readonly ip_address: string | null;
  readonly at: Date;
}

export type AuditEventView = z.input<typeof auditEvent>;

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

export function auditEventToView(row: AuditRow): AuditEventView {
  return {
    id: row.id,
    event: row.event,
    actor: {
      kind: row.actor_kind === 'system' ? 'system' : 'user',
      id: row.actor_id,
      email: row.actor_email,
      via: row.actor_via,
    },
    target: { type: row.target_type, id: row.target_id, name: row.target_name },
    data: asRecord(row.data),
    requestId: row.request_id,
    ipAddress: row.ip_address,
    at: row.at.toISOString(),
  };
}
