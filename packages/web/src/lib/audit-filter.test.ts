import { expect, it } from 'vitest';
import { adminExportPath, auditFilterOf, auditFlags, exportPath } from './audit-filter.ts';

it('includes the last day', () => {
  const { from = '', to = '' } = auditFilterOf({ from: '2026-03-01', to: '2026-03-01', entry: 4 });
  expect(Date.parse(to) - Date.parse(from)).toBe(86_400_000);
  expect(auditFilterOf({ event: 'team.', entry: 7, follow: true })).toEqual({ event: 'team.' });
});

it('exports what is shown', () => {
  const path = '/api/audit/export?org_id=o1&format=csv&event=team.&q=a+b';
  expect(exportPath('o1', { event: 'team.', q: 'a b' }, 'csv')).toBe(path);
  expect(adminExportPath('o1', {}, 'csv')).toBe('/api/admin/audit/export?org_id=o1&format=csv');
  expect(adminExportPath(undefined, { event: 'team.' }, 'ndjson')).toBe('/api/admin/audit/export?format=ndjson&event=team.');
});

it('says the same to the command line', () => {
  expect(auditFlags({ q: 'shop', request_id: 'r1' })).toEqual(['--search', 'shop', '--request', 'r1']);
});
