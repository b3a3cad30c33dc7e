import { describe, expect, it } from 'vitest';
import { changesOf } from './changes.rules.ts';

describe('changesOf', () => {
  it('tells what differs, field by field', () => {
    expect(changesOf({ name: 'a', size: 1, tags: ['x'] }, { name: 'b', size: 1, tags: ['x'], note: 'new' })).toEqual({
      name: { before: 'a', after: 'b' },
      note: { before: null, after: 'new' },
    });
  });
  it('masks secrets on both sides', () => {
    expect(changesOf({ key: undefined }, { key: 'hunter2' }, { secrets: ['key'] })).toEqual({
      key: { before: null, after: '***' },
    });
    expect(changesOf({ key: 'hunter1' }, { key: 'hunter2' }, { secrets: ['key'] })).toEqual({
      key: { before: '***', after: '***' },
    });
  });
  it('keeps to the fields that are asked for and tells long texts by their length', () => {
    expect(changesOf({ a: 1, b: 1, spec: 'x' }, { a: 2, b: 2, spec: 'y'.repeat(2_000) }, { fields: ['a', 'spec'] })).toEqual({
      a: { before: 1, after: 2 },
      spec: { before: 'x', after: '(2000 characters)' },
    });
  });
});
