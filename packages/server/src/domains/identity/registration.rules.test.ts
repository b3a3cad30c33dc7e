import { describe, expect, it } from 'vitest';
import { formatApiKey, isUseWorthWriting, parseApiKey, parseBearer } from './api-key.rules.ts';
import { decideRegistration, nameFromEmail, normalizeEmail, type RegistrationSettings } from './registration.rules.ts';
import { decideSession } from './session.rules.ts';

const settings: RegistrationSettings = { policy: 'open', allowedDomains: ['example.com'], billingEnabled: false };
const later = { email: 'b@elsewhere.org', isFirst: false };

describe('registration', () => {
  it('makes the first user the administrator, whatever the policy', () => {
    const first = { email: 'a@elsewhere.org', isFirst: true };
    for (const policy of ['open', 'domains', 'invite'] as const) {
      expect(decideRegistration(first, { ...settings, policy })).toEqual({
        kind: 'register',
        tier: 'enterprise',
        platformRole: 'platform_admin',
      });
    }
    expect(decideRegistration(first, { ...settings, billingEnabled: true })).toMatchObject({ tier: 'free' });
  });

  it('follows the policy for all others', () => {
    expect(decideRegistration(later, settings)).toEqual({ kind: 'register', tier: 'free', platformRole: null });
    expect(decideRegistration(later, { ...settings, policy: 'invite' }).kind).toBe('refuse');
    expect(decideRegistration(later, { ...settings, policy: 'domains' }).kind).toBe('refuse');
    expect(decideRegistration({ email: 'b@example.com', isFirst: false }, { ...settings, policy: 'domains' }).kind).toBe(
      'register',
    );
    expect(decideRegistration({ email: 'b@not-example.com', isFirst: false }, { ...settings, policy: 'domains' }).kind).toBe(
      'refuse',
    );
  });

  it('makes a name from an address', () => {
    expect(nameFromEmail('ada.lovelace@example.com')).toBe('Ada Lovelace');
    expect(nameFromEmail('__@example.com')).toBe('__@example.com');
    expect(normalizeEmail(' Ada@Example.COM ')).toBe('ada@example.com');
  });
});

describe('a session', () => {
  const now = new Date('2026-03-01T12:00:00Z');
  const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1000);

  it('is over when its time is, and slides from its half on', () => {
    expect(decideSession({ expiresAt: now, lastSeenAt: now }, now, 1000_000)).toEqual({ kind: 'expired' });
    expect(decideSession({ expiresAt: inSeconds(501), lastSeenAt: now }, now, 1000_000)).toEqual({ kind: 'live', touch: false });
    expect(decideSession({ expiresAt: inSeconds(500), lastSeenAt: now }, now, 1000_000)).toEqual({
      kind: 'live',
      touch: true,
      renewUntil: inSeconds(1000),
    });
  });

  it('notes a visit once a minute', () => {
    const expiresAt = inSeconds(1000);
    expect(decideSession({ expiresAt, lastSeenAt: inSeconds(-59) }, now, 1000_000)).toMatchObject({ touch: false });
    expect(decideSession({ expiresAt, lastSeenAt: inSeconds(-60) }, now, 1000_000)).toMatchObject({ touch: true });
    expect(isUseWorthWriting(null, now)).toBe(true);
  });
});

describe('an API key', () => {
  it('has a visible prefix and a secret that may hold underscores', () => {
    const parts = { prefix: 'bcdf2345ghjk', secret: `${'_-'.repeat(21)}A` };
    expect(parseApiKey(formatApiKey(parts))).toEqual(parts);
    expect(parseApiKey('mk_short_secret')).toBeUndefined();
    expect(parseBearer('bearer  abc')).toBe('abc');
    expect(parseBearer('Basic abc')).toBeUndefined();
  });
});
