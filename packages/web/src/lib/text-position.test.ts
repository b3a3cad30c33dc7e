import { expect, it } from 'vitest';
import { spanAt } from './text-position.ts';

const text = 'services:\n  - name: web\n\n';
const at = (line: number, column?: number) => {
  const { from, to } = spanAt(text, line, column);
  return text.slice(from, to);
};

it('finds the word at a place', () => {
  expect(at(1, 1)).toBe('services:');
  expect(at(2, 5)).toBe('name:');
});

it('takes the line where there is no word, without its indentation', () => {
  expect(at(2, 1)).toBe('- name: web');
  expect(at(3, 1)).toBe('');
});

it('stays within the text', () => {
  expect(spanAt(text, 99, 99)).toEqual({ from: text.length, to: text.length });
  expect(spanAt(text, 0, 0).from).toBe(0);
});
