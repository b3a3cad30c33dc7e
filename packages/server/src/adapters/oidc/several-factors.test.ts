import { describe, expect, it } from 'vitest';
import { saysSeveralFactors } from './several-factors.ts';

describe('an id token', () => {
  it('says several factors by its methods or by its level', () => {
    expect(saysSeveralFactors({ amr: ['pwd', 'otp', 'mfa'] })).toBe(true);
    expect(saysSeveralFactors({ acr: 'phrh' })).toBe(true);
  });

  it('says nothing of the kind by one method, by words, or not at all', () => {
    for (const claims of [{}, { amr: ['pwd'] }, { amr: 'mfa' }, { amr: [['mfa']] }, { acr: 'mfa' }, { acr: ['phr'] }])
      expect([claims, saysSeveralFactors(claims)]).toEqual([claims, false]);
  });
});
