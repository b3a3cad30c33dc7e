import { describe, expect, it } from 'vitest';
import { type HealthFacts, healthOf, planRemoval } from './backup-health.rules.ts';

const now = new Date('2026-11-22T12:00:00Z');
const ago = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000);
const settings = { maxAgeMs: 26 * 3_600_000, verifyMaxAgeMs: 9 * 24 * 3_600_000, keepCount: 2, keepMs: 48 * 3_600_000 };
const fine: HealthFacts = {
  target: 'somewhere',
  lastGoodAt: ago(5),
  lastVerifiedAt: ago(50),
  expectedSince: ago(10_000),
  lastFailure: undefined,
};
const failure = { reason: 'The bucket refused.', nextStep: 'Allow it.' };

describe('how backups stand', () => {
  it.each([
    ['good', {}],
    ['off', { target: undefined }],
    ['overdue', { lastGoodAt: ago(27) }],
    ['overdue', { lastGoodAt: null, lastVerifiedAt: null }],
    ['good', { lastGoodAt: null, lastVerifiedAt: null, expectedSince: ago(1) }],
    ['failing', { lastFailure: failure }],
    ['unverified', { lastVerifiedAt: ago(10 * 24) }],
    ['unverified', { lastVerifiedAt: null }],
  ] as const)('is %s with %o', (state, change) => {
    const health = healthOf({ ...fine, ...change }, settings, now);
    expect([health.state, health.problem === null]).toEqual([state, state === 'good']);
  });

  it('says the age, and why the last run failed, with its next step', () => {
    const { problem } = healthOf({ ...fine, lastGoodAt: ago(80), lastFailure: failure }, settings, now);
    expect(problem).toEqual({ reason: 'The last good backup is 3 days old. The bucket refused.', nextStep: 'Allow it.' });
  });
});

describe('removal', () => {
  const found = [1, 60, 70, 80].map((hours) => ({ name: `b${hours}`, startedAt: ago(hours), isWhole: true }));

  it('keeps the newest whatever their age, and what is young', () => {
    expect(planRemoval(found, new Set(), settings, now)).toEqual(['b70', 'b80']);
    expect(planRemoval(found, new Set(), { ...settings, keepMs: 75 * 3_600_000 }, now)).toEqual(['b80']);
    expect(planRemoval(found, new Set(), { ...settings, keepCount: 9 }, now)).toEqual([]);
  });

  it('keeps what must stay, and clears away what did not end after a day', () => {
    const broken = [2, 30].map((hours) => ({ name: `x${hours}`, startedAt: ago(hours), isWhole: false }));
    expect(planRemoval([...found, ...broken], new Set(['b80']), settings, now)).toEqual(['b70', 'x30']);
  });
});
