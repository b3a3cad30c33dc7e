import { describe, expect, it } from 'vitest';
import { changedConditions, computeConditions, mergePatchBetween } from './report.ts';

const now = new Date('2026-01-01T00:00:00.123Z');
const ready = (status: 'True' | 'False', reason = 'R') => ({ type: 'Ready', status, reason, message: 'm' });

describe('conditions', () => {
  it('keep their time until their status changes', () => {
    const first = computeConditions({ previous: undefined, stated: [ready('False')], generation: 1, now });
    const later = new Date('2026-01-02T00:00:00Z');
    const same = computeConditions({ previous: first, stated: [ready('False', 'Other')], generation: 2, now: later });
    const changed = computeConditions({ previous: same, stated: [ready('True')], generation: 2, now: later });
    expect(first[0]).toMatchObject({ lastTransitionTime: '2026-01-01T00:00:00Z', observedGeneration: 1 });
    expect(same[0]).toMatchObject({ lastTransitionTime: '2026-01-01T00:00:00Z', observedGeneration: 2, reason: 'Other' });
    expect(changed[0]).toMatchObject({ lastTransitionTime: '2026-01-02T00:00:00Z' });
    expect(changedConditions(first, same)).toHaveLength(1);
    expect(changedConditions(changed, changed)).toEqual([]);
  });

  it('of other writers are left alone', () => {
    const foreign = {
      type: 'Foreign',
      status: 'True' as const,
      reason: 'X',
      message: '',
      lastTransitionTime: '2020-01-01T00:00:00Z',
    };
    expect(
      computeConditions({ previous: [foreign], stated: [ready('True')], generation: undefined, now }).map((each) => each.type),
    ).toEqual(['Ready', 'Foreign']);
  });
});

describe('merge patch', () => {
  it('holds only what differs and takes away what is gone', () => {
    expect(mergePatchBetween({ a: 1, b: { c: 1, d: 2 }, e: [1] }, { a: 1, b: { c: 3 }, e: [1, 2], f: 4 })).toEqual({
      b: { c: 3, d: null },
      e: [1, 2],
      f: 4,
    });
  });

  it('is undefined when nothing differs', () => {
    expect(mergePatchBetween({ a: { b: [1, { c: 2 }] } }, { a: { b: [1, { c: 2 }] } })).toBeUndefined();
  });
});
