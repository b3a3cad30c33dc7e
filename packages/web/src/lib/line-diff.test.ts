import { expect, it } from 'vitest';
import { diffLines, foldDiff } from './line-diff.ts';

const shown = (from: string, to: string) =>
  diffLines(from, to).map((line) => `${{ same: ' ', removed: '-', added: '+' }[line.kind]}${line.text}`);

it('keeps equal lines and tells the others', () => {
  expect(shown('a\nb\nc\nd\n', 'a\nx\nc\ny\nd\n')).toEqual([' a', '-b', '+x', ' c', '+y', ' d']);
});

it('knows the empty text and repeated lines', () => {
  expect(shown('', 'a\n')).toEqual(['+a']);
  expect(shown('a\n', '')).toEqual(['-a']);
  expect(shown('a\na\n', 'a\na\na\n')).toEqual([' a', ' a', '+a']);
});

it('shows what is too large to compare as replaced as a whole', () => {
  const many = (word: string) => Array.from({ length: 2100 }, (_, index) => `${word} ${index}`).join('\n');
  const lines = diffLines(`head\n${many('old')}`, `head\n${many('new')}`);
  expect(lines[0]).toEqual({ kind: 'same', text: 'head' });
  expect(lines).toHaveLength(1 + 2 * 2100);
});

it('folds what did not change, with a few lines around what did', () => {
  const text = Array.from({ length: 20 }, (_, index) => String(index)).join('\n');
  expect(foldDiff(diffLines(text, text.replace('\n10\n', '\nten\n')), 1)).toEqual([
    { kind: 'gap', count: 9 },
    { kind: 'same', text: '9' },
    { kind: 'removed', text: '10' },
    { kind: 'added', text: 'ten' },
    { kind: 'same', text: '11' },
    { kind: 'gap', count: 8 },
  ]);
});
