import { describe, expect, it } from 'vitest';
import { median, pairedRatio, quantile, rounded } from './statistics.ts';

describe('statistics', () => {
  it('finds the middle of odd and even series, in any order', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(() => median([])).toThrow('no values');
  });

  it('finds quantiles between neighbours', () => {
    expect(quantile([0, 10], 0.99)).toBeCloseTo(9.9);
    expect(quantile([7], 0.5)).toBe(7);
  });

  it('is not misled by a round that was slow for both', () => {
    expect(pairedRatio([50, 5, 50], [100, 10, 100])).toBe(0.5);
    expect(() => pairedRatio([1], [])).toThrow('not paired');
  });

  it('rounds to three digits', () => {
    expect(rounded(1234.5)).toBe(1230);
    expect(rounded(0.012345)).toBe(0.0123);
  });
});
