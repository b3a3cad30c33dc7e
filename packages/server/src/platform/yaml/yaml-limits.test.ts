import { parseDocument } from 'yaml';
import { describe, expect, it } from 'vitest';
import { repeatedKeys, yamlExcess } from './yaml-limits.ts';

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_one, n) => line(n)).join('\n');

describe('a text that is not to be parsed', () => {
  it.each([
    ['lists without end', '['.repeat(199_000)],
    ['lists that end', '['.repeat(99_000) + ']'.repeat(99_000)],
    ['brackets hidden behind quoted ones', '["]",'.repeat(30_000)],
    ['mappings', '{a: '.repeat(49_000)],
    ['lists in one line', `${'- '.repeat(90_000)}x`],
    ['keys in one line', '? '.repeat(60_000)],
    ['very many keys', lines(22_000, (n) => `k${n}: 1`)],
    ['very many mistakes', '*a '.repeat(60_000)],
    ['very many anchors', lines(12_000, (n) => `b${n}: &a${n} 1`)],
  ])('is one of %s', (_what, text) => {
    expect(yamlExcess(text)).toMatch(/too deeply|too long/);
  });
});

describe('a text that may be parsed', () => {
  it.each([
    [
      'a program of many lines',
      `services:\n  - command:\n    - |\n${lines(9_000, () => '      if (a) { b[0] = { c: [1, [2]] }; }')}\n`,
    ],
    ['nesting as people write it', 'a: [{b: [{c: [[1]]}]}]\nd:\n  - - - 1\n'],
    ['quoted brackets', `a: "${'['.repeat(1_000)}"`],
    ['many services', lines(300, (n) => `- {name: s${n}, env: [{name: A, value: '1'}], ports: [{containerPort: 80}]}`)],
  ])('is %s', (_what, text) => {
    expect(yamlExcess(text)).toBeUndefined();
    expect(parseDocument(text).errors).toEqual([]);
  });
});

describe('a key that stands twice', () => {
  it('is found at any depth, with its place', () => {
    const text = 'a: 1\nb: {c: 1, d: 2, c: 3}\n"a": 2\ne: [{f: 1}, {f: 1}]\n';
    const found = repeatedKeys(parseDocument(text, { uniqueKeys: false }));
    expect(found.map(({ key, offset }) => [key, text.slice(offset, offset + 4)])).toEqual([
      ['a', '"a":'],
      ['c', 'c: 3'],
    ]);
  });
});
