import type { V1RecordSet } from '@moorage/sdk/types';
import { describe, expect, it } from 'vitest';
import {
  draftOfRecord,
  emptyRecord,
  isCompleteRecord,
  recordOfDraft,
  updateOfDraft,
  valueIndex,
  withType,
} from './dns-record.ts';

const times = { created_at: '2026-03-01T00:00:00Z', updated_at: '2026-03-01T00:00:00Z' };
const www: V1RecordSet = {
  ...{ id: 'r', domain_id: 'd', name: 'www', type: 'A', ttl: 60, values: ['192.0.2.1', '192.0.2.2'], fingerprint: '' },
  ...{ status: 'ready', last_error: '', owner: 'autoglue', ...times },
};

describe('a record', () => {
  it('is sent with what was filled in', () => {
    const draft = { ...emptyRecord, name: ' www', values: [['192.0.2.1'], [' '], ['192.0.2.2']], ttl: '60' };
    expect(recordOfDraft(draft)).toEqual({ name: 'www', type: 'A', ttl: 60, values: ['192.0.2.1', '192.0.2.2'] });
    expect(recordOfDraft({ ...draft, ttl: '' })).not.toHaveProperty('ttl');
    expect([valueIndex(draft, 0), valueIndex(draft, 2)]).toEqual([0, 1]);
  });

  it('may be an alias in place of values', () => {
    const alias = { isAlias: true, aliasName: 'lb.example.com', aliasZone: 'Z2' };
    const draft = { ...emptyRecord, name: '@', ...alias };
    const wanted = { name: 'lb.example.com', zone_id: 'Z2', evaluate_target_health: false };
    expect(recordOfDraft(draft)).toEqual({ name: '@', type: 'A', alias: wanted });
    expect(updateOfDraft(draft)).toEqual({ name: '@', type: 'A', ttl: null, values: [], alias: wanted });
    expect(withType(draft, 'AAAA').isAlias).toBe(true);
    expect(withType(draft, 'TXT')).toMatchObject({ isAlias: false, values: [[]] });
  });

  it('comes back as it was from the form', () => {
    const { name, type, ttl, values } = www;
    expect(updateOfDraft(draftOfRecord(www))).toEqual({ name, type, ttl, values, alias: null });
    const mx = { ...www, type: 'MX', values: ['10 mail.example.org'] };
    expect(draftOfRecord(mx).values).toEqual([['10', 'mail.example.org']]);
  });

  it.each([
    [{ name: '' }, false],
    [{ values: [[]] }, false],
    [{ ttl: 'soon' }, false],
    [{ isAlias: true }, false],
    [{ isAlias: true, aliasName: 'lb.example.com', aliasZone: 'Z2' }, true],
    [{}, true],
  ])('with %o is complete: %s', (parts, isComplete) => {
    expect(isCompleteRecord({ ...draftOfRecord(www), ...parts })).toBe(isComplete);
  });
});
