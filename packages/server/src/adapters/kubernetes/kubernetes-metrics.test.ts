import { describe, expect, it } from 'vitest';
import { parseQuantity } from './kubernetes-metrics.ts';

describe('a quantity', () => {
  it.each([
    ['250m', 0.25],
    ['1500000n', 0.0015],
    ['2', 2],
    ['1.5', 1.5],
    ['128Mi', 134_217_728],
    ['64k', 64_000],
    ['3Xi', 0],
    ['', 0],
    ['-1', 0],
  ])('%j is %d', (text, value) => {
    expect(parseQuantity(text)).toBeCloseTo(value, 9);
  });
});
