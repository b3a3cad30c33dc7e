import { expect, it } from 'vitest';
import { splitMatches } from './split-matches.ts';

it('splits a text around all matches, whatever their case', () => {
  expect(splitMatches('Error: an error', 'error')).toEqual(['', 'Error', ': an ', 'error', '']);
});

it('leaves a text without a match whole', () => {
  expect(splitMatches('fine', 'error')).toEqual(['fine']);
});
