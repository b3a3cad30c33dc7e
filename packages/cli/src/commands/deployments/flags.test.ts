import { describe, expect, it } from 'vitest';
import { collectPair, parseCounts, parseDurationMs } from './flags.ts';

describe('collectPair', () => {
  it('keeps everything after the first equals sign', () => {
    expect(collectPair('--env')('A=b=c', { X: 'y' })).toEqual({ X: 'y', A: 'b=c' });
    expect(collectPair('--env')('A=', {})).toEqual({ A: '' });
  });
  it.each(['A', '=b', ''])('refuses %j', (text) => {
    expect(() => collectPair('--env')(text, {})).toThrow('not KEY=VALUE');
  });
});

describe('parseCounts', () => {
  it('refuses what is not a whole number', () => {
    expect(parseCounts('--replicas', { web: '3' })).toEqual({ web: 3 });
    expect(() => parseCounts('--replicas', { web: '-1' })).toThrow('whole number');
  });
});

describe('parseDurationMs', () => {
  it('reads the usual units', () => {
    expect(['500ms', '90s', '5m', '1h'].map(parseDurationMs)).toEqual([500, 90_000, 300_000, 3_600_000]);
    expect(() => parseDurationMs('soon')).toThrow('not a duration');
  });
});
