import type { z } from 'zod';
import type { auditSinkRoutes } from './audit-sink.contract.ts';
import { type SinkRow, statusOf } from './audit-sink.rules.ts';

export type SinkView = z.input<(typeof auditSinkRoutes.update.responses)[200]>;

export function sinkToView(row: SinkRow): SinkView {
  return {
    id: row.id,
    orgId: row.org_id,
    url: row.url,
    status: statusOf(row),
    deliveredSeq: Number(row.delivered_seq),
    deliveredAt: row.delivered_at?.toISOString() ?? null,
    failures: row.failures,
    failingSince: row.failing_since?.toISOString() ?? null,
    lastError: row.last_error,
    disabledReason: row.disabled_reason,
    createdAt: row.created_at.toISOString(),
  };
}
