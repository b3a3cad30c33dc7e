import { describe, expect, it } from 'vitest';
import { listOption, parseExpiry } from './options.ts';

const now = new Date('2026-03-04T00:00:00Z');

describe('an expiry', () => {
  it('is a number of days from now, or never', () => {
    expect(parseExpiry('90d', now)).toBe('2026-06-02T00:00:00.000Z');
    expect(parseExpiry('1', now)).toBe('2026-03-05T00:00:00.000Z');
    expect(parseExpiry('never', now)).toBeUndefined();
  });
  it.each(['', '0d', '-1d', '2h', '99999d', 'soon'])('is not %j', (text) => {
    expect(() => parseExpiry(text, now)).toThrow('is not a number of days');
  });
});

describe('a flag of several values', () => {
  it('takes them with commas and by repetition', () => {
    const { parseArg } = listOption('--scope <scope>', 'x', 'X');
    const first = parseArg?.('a, b', undefined);
    expect(first).toEqual(['a', 'b']);
    expect(parseArg?.('c,', first as never)).toEqual(['a', 'b', 'c']);
  });
});
