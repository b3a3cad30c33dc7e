import { expect, it } from 'vitest';
import { rootRotationStep, sealedCounts } from './encryption.ts';

const column = { table: 't', column: 'c', total: 10, current: 7, previous: 2, earlier: 1 };
const rootKey = { id: 'file:1', kind: 'file', createdAt: '', retiredAt: null, keys: 1 };

it('adds up what is under the newest key and what is behind', () => {
  expect(sealedCounts({ columns: [column, { ...column, total: 5, current: 5, previous: 0, earlier: 0 }] })).toEqual({
    total: 15,
    current: 12,
    behind: 3,
  });
  expect(sealedCounts({ columns: [] })).toEqual({ total: 0, current: 0, behind: 0 });
});

it('says what to do while there are two root keys, and nothing otherwise', () => {
  const active = { ...rootKey, state: 'active' as const };
  expect(rootRotationStep({ rootKeys: [active, { ...rootKey, state: 'retired' }] })).toBeUndefined();
  expect(rootRotationStep({ rootKeys: [active, { ...rootKey, state: 'next' }] })).toContain('--finish');
  expect(rootRotationStep({ rootKeys: [active, { ...rootKey, state: 'retiring' }] })).toContain('old root key');
});
