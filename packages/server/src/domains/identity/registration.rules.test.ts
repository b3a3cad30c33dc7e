import { describe, expect, it } from 'vitest';
import { parseBearer } from './bearer.rules.ts';
import {
  decideRegistration,
  nameFromEmail,
  normalizeEmail,
  refuseAdmission,
  refuseOneFactor,
  type RegistrationSettings,
} from './registration.rules.ts';

const settings: RegistrationSettings = { policy: 'open', allowedDomains: ['example.com'], billingEnabled: false };
const later = { email: 'b@elsewhere.org', isFirst: false, isInvited: false };

describe('registration', () => {
  it('makes the first user the administrator, whatever the policy', () => {
    const first = { email: 'a@elsewhere.org', isFirst: true, isInvited: false };
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
    expect(
      decideRegistration({ email: 'b@example.com', isFirst: false, isInvited: false }, { ...settings, policy: 'domains' }).kind,
    ).toBe('register');
    expect(
      decideRegistration({ email: 'b@not-example.com', isFirst: false, isInvited: false }, { ...settings, policy: 'domains' })
        .kind,
    ).toBe('refuse');
  });

  it('lets an invitation say more than the policy', () => {
    for (const policy of ['domains', 'invite'] as const) {
      const decision = decideRegistration({ ...later, isInvited: true }, { ...settings, policy });
      expect(decision).toEqual({ kind: 'register', tier: 'free', platformRole: null });
    }
  });

  it('makes a name from an address', () => {
    expect(nameFromEmail('ada.lovelace@example.com')).toBe('Ada Lovelace');
    expect(nameFromEmail('__@example.com')).toBe('__@example.com');
    expect(normalizeEmail(' Ada@Example.COM ')).toBe('ada@example.com');
  });
});

describe('a bearer', () => {
  it('is what follows the name of the scheme, however that is written', () => {
    expect(parseBearer('bearer  abc')).toBe('abc');
    expect(parseBearer('Basic abc')).toBeUndefined();
    expect(parseBearer('')).toBeUndefined();
  });
});

describe('a proven identity', () => {
  const email = 'ada@example.com';

  it('opens the account that it belongs to, whatever else is of its address', () => {
    expect(refuseAdmission({ email, owner: { isDisabled: false }, isAddressTaken: true })).toBeUndefined();
    expect(refuseAdmission({ email, owner: undefined, isAddressTaken: false })).toBeUndefined();
  });

  it('opens no account by its address, and none that is disabled', () => {
    expect(refuseAdmission({ email, owner: undefined, isAddressTaken: true })?.reason).toBe('identity_not_linked');
    expect(refuseAdmission({ email, owner: { isDisabled: true }, isAddressTaken: false })?.reason).toBe('account_disabled');
  });
});

describe('power over the platform', () => {
  const admin = { platformRole: 'platform_admin' };

  it('asks for several factors where that is wanted, and of nobody else', () => {
    const wanted = { adminsNeedMfa: true };
    expect(refuseOneFactor({ ...admin, isMultiFactor: false }, wanted)?.reason).toBe('mfa_required');
    expect(refuseOneFactor({ ...admin, isMultiFactor: true }, wanted)).toBeUndefined();
    expect(refuseOneFactor({ platformRole: null, isMultiFactor: false }, wanted)).toBeUndefined();
    expect(refuseOneFactor({ ...admin, isMultiFactor: false }, {})).toBeUndefined();
  });
});
