import { describe, expect, it } from 'vitest';
import { isNewerTag, isVersionRange, newestTag } from './image-version.service.ts';

const tags = [
  'latest',
  '1',
  '1.2',
  '1.2.3',
  'v1.2.4',
  '1.10.0',
  '1.10.0-alpine',
  '1.11.0-rc.1',
  '2.0.0',
  '2.1.0-beta.2',
  'nightly',
];

describe('the newest tag', () => {
  it.each([
    ['^1.2', '1.10.0'],
    ['~1.2', 'v1.2.4'],
    ['1.2.x', 'v1.2.4'],
    ['>=1 <3', '2.0.0'],
    ['*', '2.0.0'],
    ['>=1.11.0-rc.0 <2', '1.11.0-rc.1'],
    ['^2.1.0-beta', '2.1.0-beta.2'],
    ['^3', undefined],
  ])('within %s is %s', (range, expected) => {
    expect(newestTag(tags, range)).toBe(expected);
  });

  it('is the same whatever the order, also of two spellings of one version', () => {
    expect([newestTag(['v1.0.0', '1.0.0'], '1'), newestTag(['1.0.0', 'v1.0.0'], '1')]).toEqual(['1.0.0', '1.0.0']);
  });
});

it.each([
  ['1.3.0', '1.2.9', true],
  ['1.3.0', '1.3.0', false],
  ['v1.3.0', '1.3.0', false],
  ['1.2.0', '1.3.0', false],
  ['1.2.0', 'latest', true],
  ['1.2.0', undefined, true],
  ['latest', '1.2.0', false],
])('%s is newer than %s: %s', (tag, present, expected) => {
  expect(isNewerTag(tag, present)).toBe(expected);
});

it.each([
  ['^1.2', true],
  ['>=1 <3 || 5.x', true],
  ['', true],
  ['one', false],
  ['^^1', false],
])('%s is a range: %s', (text, expected) => {
  expect(isVersionRange(text)).toBe(expected);
});
