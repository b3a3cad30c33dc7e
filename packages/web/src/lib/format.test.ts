import { describe, expect, it } from 'vitest';
import { formatAge, formatCount, formatUserAgent, plural } from './format.ts';

describe('an age', () => {
  const start = '2026-11-21T10:00:00.000Z';
  const at = Date.parse(start);
  it.each([
    [0, '0s'],
    [59_999, '59s'],
    [60_000, '1m'],
    [3_600_000, '1h'],
    [3_600_000 + 5 * 60_000, '1h 5m'],
    [12 * 3_600_000 + 60_000, '12h'],
    [3 * 86_400_000, '3d'],
    [900 * 86_400_000, '2y'],
    [-5000, '0s'],
  ])('of %d ms is %s', (ms, text) => {
    expect(formatAge(start, at + ms)).toBe(text);
  });

  it('of something that is no time is unknown', () => {
    expect(formatAge('soon', at)).toBe('unknown');
  });
});

describe('counts', () => {
  it('group their thousands and agree with their noun', () => {
    expect(formatCount(1_234_567)).toBe('1\u2009234\u2009567');
    expect(plural(1, 'service')).toBe('1 service');
    expect(plural(0, 'entry', 'entries')).toBe('0 entries');
  });
});

describe('a user agent', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36', 'Chrome on Linux'],
    ['Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0', 'Edge on Windows'],
    ['curl/8.5.0', 'curl'],
    ['something else', 'something else'],
    ['', 'unknown'],
  ])('%j is %s', (agent, text) => {
    expect(formatUserAgent(agent)).toBe(text);
  });
});
