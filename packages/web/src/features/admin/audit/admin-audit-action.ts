/** The search on the screen, as it is done by API. */
import type { AuditFilter } from '../../../lib/audit-filter.ts';
import type { ApiAction } from '../../../lib/snippets.ts';

const flags = new Map([
  ['event', '--event'],
  ['actor', '--actor'],
  ['q', '--search'],
  ['request_id', '--request'],
  ['from', '--from'],
  ['to', '--to'],
]);

export function adminAuditAction(orgId: string | undefined, filter: AuditFilter): ApiAction {
  const query = { ...(orgId === undefined ? {} : { org_id: orgId }), ...filter };
  const asked = new URLSearchParams(query).toString();
  const words = Object.entries(filter).flatMap(([name, value]: [string, string]) => [flags.get(name) ?? [], value].flat());
  return {
    method: 'GET',
    path: `/api/admin/audit${asked === '' ? '' : `?${asked}`}`,
    cli: ['admin', 'audit', ...(orgId === undefined ? [] : ['--org', orgId]), ...words],
    call: 'adminAudit.list',
    callArgs: { query },
  };
}
