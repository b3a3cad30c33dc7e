import { describe, expect, it } from 'vitest';
import { pauseAfterFailure, pauseWhenIdle, reasonToDisable } from './audit-sink.rules.ts';

const now = new Date('2026-03-04T00:00:00Z');
const ago = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000);

describe('a sink that fails', () => {
  it('is asked ever less often, and at least every ten minutes', () => {
    expect([1, 2, 3, 30, 10_000].map(pauseAfterFailure)).toEqual([5_000, 10_000, 20_000, 600_000, 600_000]);
  });
  it('is given up after three days', () => {
    expect(reasonToDisable(ago(71), now)).toBeUndefined();
    expect(reasonToDisable(ago(72), now)).toContain('3 days');
  });
});

describe('a sink with nothing new', () => {
  it('is asked less often in a quiet organization', () => {
    expect([pauseWhenIdle(ago(0.1), now), pauseWhenIdle(ago(1), now), pauseWhenIdle(null, now)]).toEqual([5_000, 30_000, 30_000]);
  });
});
