import { describe, expect, it } from 'vitest';
import { backoffMs, spreadOf } from './backoff.ts';

describe('back-off', () => {
  it('doubles up to the cap and stays in the upper half of each step', () => {
    for (let attempt = 1; attempt <= 40; attempt += 1) {
      const step = Math.min(5_000, 100 * 2 ** (attempt - 1));
      const delay = backoffMs(attempt, 'key', { firstMs: 100, maxMs: 5_000 });
      expect(delay).toBeGreaterThanOrEqual(step / 2);
      expect(delay).toBeLessThanOrEqual(step);
    }
  });

  it('gives one key the same delay every time and scatters many keys', () => {
    expect(backoffMs(3, 'a')).toBe(backoffMs(3, 'a'));
    const buckets = new Set(Array.from({ length: 200 }, (_, index) => Math.floor(spreadOf(`ns/app-${index}`) * 10)));
    expect(buckets.size).toBe(10);
  });
});
