import { describe, expect, it } from 'vitest';
import { fingerprintOf } from './fingerprint.ts';

describe('fingerprint', () => {
  it('does not depend on the order of fields or on fields that are not set', () => {
    expect(fingerprintOf({ a: 1, b: { c: [1, 2], d: undefined } })).toBe(fingerprintOf({ b: { c: [1, 2] }, a: 1 }));
  });

  it('differs for different values', () => {
    const values = [{}, [], null, '', 0, { a: 1 }, { a: '1' }, { a: [1] }, [1, 2], [2, 1], ['1,2'], { a: null }];
    expect(new Set(values.map(fingerprintOf)).size).toBe(values.length);
    const many = Array.from({ length: 20_000 }, (_, index) => fingerprintOf({ index }));
    expect(new Set(many).size).toBe(many.length);
  });
});
