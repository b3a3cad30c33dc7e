import { describe, expect, it } from 'vitest';
import {
  candidateOf,
  earlier,
  isExpired,
  isUseWorthWriting,
  rolesOfMachine,
  type Secrets,
  withAddress,
} from './api-key.rules.ts';

const now = new Date('2026-11-21T12:00:00Z');
const later = new Date('2026-11-21T13:00:00Z');
const bytes = (value: number): Buffer => Buffer.from([value, value, value, value]);

const rotated: Secrets = {
  secret_check: bytes(1),
  secret_hash: 'new',
  previous_check: bytes(2),
  previous_hash: 'old',
  previous_until: later,
};

describe('the secret that a request may have shown', () => {
  it('is the present one', () => {
    expect(candidateOf(rotated, bytes(1), now)).toEqual({ verifier: 'new', until: null });
  });

  it('is the replaced one while that lives on, and no longer', () => {
    expect(candidateOf(rotated, bytes(2), now)).toEqual({ verifier: 'old', until: later });
    expect(candidateOf(rotated, bytes(2), later)).toBeUndefined();
  });

  it('is none when neither fits', () => {
    expect(candidateOf(rotated, bytes(3), now)).toBeUndefined();
    const never = { ...rotated, previous_check: null, previous_hash: null, previous_until: null };
    expect(candidateOf(never, bytes(2), now)).toBeUndefined();
  });
});

describe('the end of a key', () => {
  it('comes at its very moment', () => {
    expect(isExpired(now, now)).toBe(true);
    expect(isExpired(later, now)).toBe(false);
    expect(isExpired(null, now)).toBe(false);
  });

  it('is the earlier of two', () => {
    expect(earlier(now, later)).toBe(now);
    expect(earlier(null, later)).toBe(later);
    expect(earlier(now, null)).toBe(now);
    expect(earlier(null, null)).toBeNull();
  });
});

describe('a use of a key', () => {
  it('is written down once a minute', () => {
    expect(isUseWorthWriting(null, now)).toBe(true);
    expect(isUseWorthWriting(now, new Date(now.getTime() + 59_999))).toBe(false);
    expect(isUseWorthWriting(now, new Date(now.getTime() + 60_000))).toBe(true);
  });
});

describe('a machine', () => {
  it('has its role in the organization, or in one team of it as a plain member', () => {
    expect(rolesOfMachine('o', 'org_admin', null)).toEqual({ orgRoles: { o: 'org_admin' }, teamRoles: {} });
    expect(rolesOfMachine('o', 'viewer', 't')).toEqual({ orgRoles: { o: 'org_member' }, teamRoles: { t: 'viewer' } });
  });
});

describe('addresses that a key is used from', () => {
  it('are remembered once each, the newest last, a hundred of them', () => {
    expect(withAddress(['a', 'b'], 'a')).toEqual(['b', 'a']);
    const many = Array.from({ length: 100 }, (_, index) => `10.0.0.${index}`);
    expect(withAddress(many, 'new')).toEqual([...many.slice(1), 'new']);
  });
});
