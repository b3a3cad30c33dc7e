import { describe, expect, it } from 'vitest';
import { canReturnTo, releaseCause, releaseState } from './releases.ts';

describe('releases in words', () => {
  it('names what made them', () => {
    expect(releaseCause({ kind: 'rollback', from: 3 })).toBe('Rolled back to release 3');
    expect(releaseCause({ kind: 'auto-rollback', from: 2 })).toBe('Rolled back by itself to release 2');
    expect(releaseCause({ kind: 'config', from: 1 })).toBe('Configuration changed');
  });
  it('gives only states a tone', () => {
    expect(releaseState({ state: 'failed' })).toEqual({ text: 'Failed', tone: 'bad' });
    expect(releaseState({ state: 'live' }).tone).toBe('ok');
  });
  it('offers no way back to where one is', () => {
    expect(canReturnTo({ isCurrent: true })).toBe(false);
    expect(canReturnTo({ isCurrent: false })).toBe(true);
  });
});
