import { describe, expect, it } from 'vitest';
import { chooseSigningKey, isPublished, type KeyTimes, signsFrom, stateOf, verifiesUntil } from './signing-key.rules.ts';
import { decideRefresh, type ShownToken } from './token.rules.ts';

const now = new Date('2026-03-01T12:00:00Z');
const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1000);

describe('a refresh token that is shown', () => {
  const shown: ShownToken = { expiresAt: inSeconds(60), usedAt: null, familyRevokedAt: null, userDisabledAt: null };

  it.each([
    ['fresh', {}, { kind: 'rotate' }],
    ['at its end', { expiresAt: now }, { kind: 'refuse', reason: 'invalid_refresh' }],
    ['of a family that was ended', { familyRevokedAt: now }, { kind: 'refuse', reason: 'invalid_refresh' }],
    ['of a disabled user', { userDisabledAt: now }, { kind: 'refuse', reason: 'user_disabled' }],
    ['used ten seconds ago', { usedAt: inSeconds(-10) }, { kind: 'refuse', reason: 'invalid_refresh' }],
    ['used eleven seconds ago', { usedAt: inSeconds(-11) }, { kind: 'revoke' }],
    ['used long ago and over', { usedAt: inSeconds(-99), expiresAt: inSeconds(-9) }, { kind: 'revoke' }],
  ] as const)('%s', (_what, part, decision) => {
    expect(decideRefresh({ ...shown, ...part }, now)).toEqual(decision);
  });

  it('and that nobody knows is refused', () => {
    expect(decideRefresh(undefined, now)).toEqual({ kind: 'refuse', reason: 'invalid_refresh' });
  });
});

describe('signing keys', () => {
  const key = (from: number, part: Partial<KeyTimes> = {}): KeyTimes => ({
    createdAt: inSeconds(from),
    signsFrom: inSeconds(from),
    retiredAt: null,
    verifiesUntil: null,
    ...part,
  });

  it('sign when their time has come, the newest of them; before that, the first', () => {
    const [old, current, next] = [key(-900), key(-5), key(600)];
    expect(chooseSigningKey([next, old, current], now)).toBe(current);
    expect(chooseSigningKey([next], now)).toBe(next);
    expect(chooseSigningKey([key(-5, { retiredAt: now })], now)).toBeUndefined();
    expect([old, current, next].map((one) => stateOf(one, [old, current, next], now))).toEqual([
      'verifying',
      'signing',
      'announced',
    ]);
  });

  it('are announced before they sign, unless nobody else can', () => {
    expect(signsFrom(now, [])).toEqual(now);
    expect(signsFrom(now, [key(-900)])).toEqual(inSeconds(600));
  });

  it('are believed until their last token has ended, and stolen ones no more', () => {
    const retired = key(-900, { retiredAt: now, verifiesUntil: verifiesUntil(now, false) });
    expect(isPublished(retired, inSeconds(3_659))).toBe(true);
    expect(isPublished(retired, inSeconds(3_660))).toBe(false);
    expect(isPublished(key(-900, { retiredAt: now, verifiesUntil: verifiesUntil(now, true) }), now)).toBe(false);
  });
});
