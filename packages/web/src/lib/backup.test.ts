import { expect, it } from 'vitest';
import { backupsState } from './backup.ts';

it('calls backups good only when there is a good one', () => {
  expect(backupsState({ state: 'good', lastGoodAt: '2026-03-01T00:00:00Z' })).toMatchObject({ tone: 'ok', word: 'good' });
  expect(backupsState({ state: 'good', lastGoodAt: null })).toMatchObject({ tone: 'neutral' });
  expect(backupsState({ state: 'overdue', lastGoodAt: null })).toMatchObject({ tone: 'bad', word: 'no good backup' });
});
