import { describe, expect, it } from 'vitest';
import { accountAfter, endsSessions, leavesNoAdmin } from './admin-user.rules.ts';

const admin = { platformRole: 'platform_admin', tier: 'free', isDisabled: false };
const user = { ...admin, platformRole: null };

describe('the last administrator', () => {
  it.each([{ disabled: true }, { platformRole: null }, { disabled: true, platformRole: null }])('stays one: %j', (change) => {
    const after = accountAfter(admin, change);
    expect(leavesNoAdmin(admin, after, 0)).toBe(true);
    expect(leavesNoAdmin(admin, after, 1)).toBe(false);
  });

  it('may change what takes no power from him', () => {
    expect(leavesNoAdmin(admin, accountAfter(admin, { tier: 'business', disabled: false }), 0)).toBe(false);
    expect(leavesNoAdmin(user, accountAfter(user, { disabled: true }), 0)).toBe(false);
  });
});

describe('sessions', () => {
  it('end with the account and with power, and with nothing else', () => {
    expect(endsSessions(user, accountAfter(user, { disabled: true }))).toBe(true);
    expect(endsSessions(admin, accountAfter(admin, { platformRole: null }))).toBe(true);
    expect(endsSessions(user, accountAfter(user, { platformRole: 'platform_admin', tier: 'business' }))).toBe(false);
  });
});
