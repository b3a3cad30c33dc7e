import { expect, it } from 'vitest';
import { logLines } from './server-log.ts';

const at = '2026-03-01T10:00:00Z';
const textsOf = (...chunks: readonly (readonly ['stdout' | 'system', string])[]) =>
  logLines(chunks.map(([stream, chunk], id) => ({ id, stream, chunk, created_at: at }))).map(({ text }) => text);

it('joins a line that was cut by the end of a chunk, and keeps blank lines', () => {
  expect(textsOf(['stdout', 'one\ntw'], ['stdout', 'o\n\nthr'], ['stdout', 'ee\r\n'])).toEqual(['one', 'two', '', 'three']);
});

it('does not mix the streams', () => {
  expect(textsOf(['stdout', 'half'], ['system', 'said\n'], ['stdout', ' whole\nmore'])).toEqual(['half whole', 'said', 'more']);
});

it('has nothing where nothing was said', () => {
  expect(textsOf(['stdout', ''])).toEqual([]);
});
