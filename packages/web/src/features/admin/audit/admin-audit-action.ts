/** The search on the screen, as it is done by API. */
import { type AuditFilter, auditFlags } from '../../../lib/audit-filter.ts';
import type { ApiAction } from '../../../lib/snippets.ts';

export function adminAuditAction(orgId: string | undefined, filter: AuditFilter): ApiAction {
  const query = { ...(orgId === undefined ? {} : { org_id: orgId }), ...filter };
  const asked = new URLSearchParams(query).toString();
  return {
    method: 'GET',
    path: `/api/admin/audit${asked === '' ? '' : `?${asked}`}`,
    cli: ['admin', 'audit', ...(orgId === undefined ? [] : ['--org', orgId]), ...auditFlags(filter)],
    call: 'adminAudit.list',
    callArgs: { query },
  };
}
