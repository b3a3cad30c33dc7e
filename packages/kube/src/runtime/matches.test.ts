import { describe, expect, it } from 'vitest';
import { holds, parseQuantity } from './matches.ts';

describe('holds', () => {
  it.each([
    ['defaults that the server added', { a: 1 }, { a: 1, b: 2 }, true],
    ['a changed value', { a: 1 }, { a: 2 }, false],
    ['a missing value', { a: { b: 1 } }, { a: {} }, false],
    ['a named element elsewhere in the list', [{ name: 'x', v: 1 }], [{ name: 'injected' }, { name: 'x', v: 1, d: true }], true],
    ['a named element that is gone', [{ name: 'x' }], [{ name: 'y' }], false],
    ['a plain list in another order', ['a', 'b'], ['b', 'a'], false],
    ['a longer plain list', ['a'], ['a', 'b'], false],
    ['an unnamed list of the same length', [{ port: 1 }], [{ port: 1, weight: 1 }], true],
    ['an empty object that the server dropped', { a: {}, b: [] }, {}, true],
    ['a field that is not set', { a: undefined }, {}, true],
    ['a quantity written otherwise', { cpu: '1000m', memory: '1024Mi' }, { cpu: '1', memory: '1Gi' }, true],
    ['another quantity', { cpu: '1' }, { cpu: '2' }, false],
    ['null', { a: null }, { a: 1 }, false],
  ])('with %s', (_what, wanted, present, expected) => {
    expect(holds(wanted, present)).toBe(expected);
  });
});

describe('quantities', () => {
  it('are numbers with a suffix and nothing else', () => {
    expect(['250m', '1Gi', '1e3', '-2', '1.5k'].map(parseQuantity)).toEqual([0.25, 2 ** 30, 1000, -2, 1500]);
    for (const text of ['', 'Gi', '1 Gi', '1GiB', 'abc', '0x10']) expect(parseQuantity(text)).toBeUndefined();
  });
});
