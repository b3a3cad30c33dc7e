import { describe, expect, it } from 'vitest';
import { ageOf, renderTable } from './table.ts';

describe('renderTable', () => {
  it('aligns text to the left and numbers to the right', () => {
    const rows = [
      { name: 'a', n: 5 },
      { name: 'longer', n: 10 },
    ];
    const text = renderTable(rows, [
      { title: 'name', value: (row) => row.name },
      { title: 'n', value: (row) => row.n },
    ]);
    expect(text).toBe('NAME      N\na         5\nlonger   10');
  });
  it('keeps every row on one line', () => {
    const text = renderTable([{ v: `first\nsecond ${'x'.repeat(200)}` }], [{ title: 'v', value: (row) => row.v }]);
    expect(text.split('\n')).toHaveLength(2);
    expect(text).toContain('…');
  });
});

describe('ageOf', () => {
  it.each([
    ['2026-01-01T00:00:00Z', '0s'],
    ['2025-12-31T23:58:30Z', '1m'],
    ['2025-12-31T20:00:00Z', '4h'],
    ['2025-12-29T00:00:00Z', '3d'],
    ['2026-01-01T00:00:09Z', '0s'],
  ])('of %s is %s', (since, age) => {
    expect(ageOf(since, new Date('2026-01-01T00:00:00Z'))).toBe(age);
  });
});
