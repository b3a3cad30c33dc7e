import { expect, it } from 'vitest';
import { expiryText } from './expiry.ts';

const now = Date.parse('2026-03-01T12:00:00Z');

it.each([
  ['2026-05-30T12:00:00Z', 'expires in 90 days', false],
  ['2026-03-10T12:00:00Z', 'expires in 9 days', true],
  ['2026-03-01T20:00:00Z', 'expires today', true],
  ['2026-02-28T12:00:00Z', 'expired', true],
])('tells of %s that it %s', (notAfter, text, isSoon) => {
  expect(expiryText(notAfter, now)).toEqual({ text, isSoon });
});
