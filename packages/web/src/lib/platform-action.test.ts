import type { V1Action } from '@moorage/sdk/types';
import { expect, it } from 'vitest';
import { actionOfDraft, changeOfAction, emptyAction } from './platform-action.ts';

const times = { created_at: '2026-03-01T00:00:00Z', updated_at: '2026-03-01T00:00:00Z' };
const sync: V1Action = { id: 'a', label: 'Sync', description: 'Brings nodes up to date.', make_target: 'sync', ...times };

it('is sent when nothing is missing, without the spaces around it', () => {
  expect(actionOfDraft({ ...emptyAction, label: 'Sync', make_target: 'sync' })).toBeUndefined();
  expect(actionOfDraft({ label: ' Sync ', description: 'Brings.\n', make_target: ' sync' })).toEqual({
    ...{ label: 'Sync', description: 'Brings.', make_target: 'sync' },
  });
});

it('changes only what is different', () => {
  expect(changeOfAction(sync, { ...sync, label: 'Sync ' })).toEqual({});
  expect(changeOfAction(sync, { ...sync, description: 'More.', make_target: 'sync-all' })).toEqual({
    ...{ description: 'More.', make_target: 'sync-all' },
  });
});
