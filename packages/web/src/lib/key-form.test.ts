import { expect, it } from 'vitest';
import { draftFromLimits, expiryAfter, limitsFromDraft, noLimits } from './key-form.ts';

it('reads addresses as people write them, and no limit where nothing is written', () => {
  expect(limitsFromDraft({ addresses: '10.0.0.0/8, 192.0.2.7\n\n 2001:db8::/32 ', rate: '20' })).toEqual({
    allowedIps: ['10.0.0.0/8', '192.0.2.7', '2001:db8::/32'],
    ratePerSecond: 20,
  });
  expect(limitsFromDraft(noLimits)).toEqual({ allowedIps: [], ratePerSecond: null });
});

it('shows limits as they can be typed again', () => {
  const limits = { allowedIps: ['10.0.0.0/8', '192.0.2.7'], ratePerSecond: null };
  expect(limitsFromDraft(draftFromLimits(limits))).toEqual(limits);
});

it('counts days from now, and has no end for ever', () => {
  expect(expiryAfter(7, Date.parse('2026-03-01T12:00:00Z'))).toEqual({ expiresAt: '2026-03-08T12:00:00.000Z' });
  expect(expiryAfter(0, 0)).toEqual({});
});
