import { describe, expect, it } from 'vitest';
import { done, stalled, wait } from './outcome.ts';

describe('outcome', () => {
  it('is done for good or until later, waiting with a reason, or stalled with a reason', () => {
    expect(done()).toEqual({ kind: 'done' });
    expect(done(5)).toEqual({ kind: 'done', afterMs: 5 });
    expect(wait(5, 'PodsStarting')).toEqual({ kind: 'wait', afterMs: 5, reason: 'PodsStarting' });
    expect(stalled('InvalidSpec', 'No.')).toEqual({ kind: 'stalled', reason: 'InvalidSpec', message: 'No.' });
  });
});
