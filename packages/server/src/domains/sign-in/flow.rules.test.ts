import { describe, expect, it } from 'vitest';
import { decideEntry, decideLanding, flowCookieName, isState, openerOf } from './flow.rules.ts';

describe('the way in', () => {
  it('leads to the only provider, else to the choice', () => {
    expect(decideEntry(undefined, ['google'], false)).toEqual({ kind: 'provider', id: 'google' });
    expect(decideEntry(undefined, ['google'], true)).toEqual({ kind: 'choose' });
    expect(decideEntry(undefined, ['google', 'github'], false)).toEqual({ kind: 'choose' });
    expect(decideEntry(undefined, [], false)).toEqual({ kind: 'choose' });
    expect(decideEntry('github', ['google', 'github'], false)).toEqual({ kind: 'provider', id: 'github' });
    expect(decideEntry('evil', ['google'], false)).toEqual({ kind: 'unknown' });
  });
});

describe('the landing', () => {
  const facts = { billingEnabled: false, hasChosenTier: false, inviteToken: undefined, redirect: '/deployments' };

  it('is the choice of a tier first, then an invitation, then what was asked for', () => {
    expect(decideLanding(facts)).toBe('/deployments');
    expect(decideLanding({ ...facts, inviteToken: 'a/b' })).toBe('/invite?token=a%2Fb');
    expect(decideLanding({ ...facts, billingEnabled: true, inviteToken: 'a' })).toBe('/tier/select');
    expect(decideLanding({ ...facts, billingEnabled: true, hasChosenTier: true })).toBe('/deployments');
  });
});

describe('an attempt', () => {
  it('has a cookie of its own that only its host can set, where there is https', () => {
    const state = 'A'.repeat(43);
    expect(flowCookieName(state, false)).toBe('sign_in_AAAAAAAAAAAA');
    expect(flowCookieName(state, true)).toBe('__Host-sign_in_AAAAAAAAAAAA');
    expect([isState(state), isState('A'.repeat(42)), isState(undefined)]).toEqual([true, false, false]);
  });

  it('hands tokens to nobody who is not on the list', () => {
    expect(openerOf('https://app.test', ['https://app.test'], 'https://own.test')).toBe('https://app.test');
    for (const asked of [undefined, '*', 'https://app.test.evil', 'null']) {
      expect(openerOf(asked, ['https://app.test'], 'https://own.test')).toBe('https://own.test');
    }
  });
});
