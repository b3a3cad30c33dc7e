import { describe, expect, it } from 'vitest';
import { parseDotenv } from './dotenv.rules.ts';

function valuesOf(text: string): Record<string, string> {
  const { entries, problems } = parseDotenv(text);
  expect(problems).toEqual([]);
  return Object.fromEntries(entries.map(({ key, value }) => [key, value]));
}

describe('the text of an .env file', () => {
  it.each<[string, Record<string, string>]>([
    ['A=1\nB=2', { A: '1', B: '2' }],
    ['\uFEFFA=1\r\nB=2\r', { A: '1', B: '2' }],
    ['# note\n\n  export A = spaced value  # said', { A: 'spaced value' }],
    ['URL=postgres://a:b@c/d#e?f=g=h', { URL: 'postgres://a:b@c/d#e?f=g=h' }],
    [`A='single \\n $X # kept'`, { A: 'single \\n $X # kept' }],
    [`A="two\\nlines \\"q\\" \\\\ \\$X \\z" # note`, { A: 'two\nlines "q" \\ $X \\z' }],
    ['KEY="-----BEGIN\nabc  \n-----END"\nB=1', { KEY: '-----BEGIN\nabc  \n-----END', B: '1' }],
    ['A=$HOME', { A: '$HOME' }],
  ])('%j', (text, values) => {
    expect(valuesOf(text)).toEqual(values);
  });

  it('is told of by line where it is wrong, and not repeated', () => {
    const text = ['A=1', 'hunter2 hunter3', '9X=hunter4', 'A=2', 'B=', 'C="hunter5" hunter6', 'D="hunter7'].join('\n');
    const { entries, problems } = parseDotenv(text);
    expect(entries.map(({ key }) => key)).toEqual(['A']);
    expect(problems).toEqual([
      { line: 2, message: 'is not KEY=value' },
      { line: 3, message: 'the key must be letters, digits and underscore, and not begin with a digit' },
      { line: 4, message: 'A is in line 1 already' },
      { line: 5, message: 'the value of B must not be empty' },
      { line: 6, message: 'there is more after the closing quote' },
      { line: 7, message: 'the quote is never closed' },
    ]);
    expect(JSON.stringify(problems)).not.toContain('hunter');
  });

  it('takes as long as it is long', () => {
    const open = `A="${'\\'.repeat(200_000)}"\n${'\n'.repeat(300_000)}`;
    expect(parseDotenv(open).problems).toEqual([{ line: 1, message: 'the value of A must be at most 65536 bytes' }]);
    expect(parseDotenv(`A="x\n${'y\n'.repeat(300_000)}`).problems[0]).toEqual({ line: 1, message: 'the quote is never closed' });
  });
});
