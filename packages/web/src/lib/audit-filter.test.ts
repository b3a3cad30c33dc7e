import { expect, it } from 'vitest';
import { auditFilterOf } from './audit-filter.ts';

it('includes the last day', () => {
  const { from = '', to = '' } = auditFilterOf({ from: '2026-03-01', to: '2026-03-01', entry: 4 });
  expect(Date.parse(to) - Date.parse(from)).toBe(86_400_000);
  expect(auditFilterOf({ event: 'team.', entry: 7 })).toEqual({ event: 'team.' });
});
