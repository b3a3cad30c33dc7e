import { describe, expect, it } from 'vitest';
import { normalEmail, verdictOf } from './invitation.rules.ts';

const now = new Date('2026-11-21T12:00:00Z');
const state = (expires: string, accepted: Date | null = null) => ({ expires_at: new Date(expires), accepted_at: accepted });

describe('an invitation', () => {
  it('is open until its last moment, and then expired', () => {
    expect(verdictOf(state('2026-11-21T12:00:01Z'), now)).toBe('open');
    expect(verdictOf(state('2026-11-21T12:00:00Z'), now)).toBe('expired');
  });

  it('that was accepted stays so', () => {
    expect(verdictOf(state('2026-11-20T00:00:00Z', now), now)).toBe('accepted');
  });

  it('is for an address however it is written', () => {
    expect(normalEmail(' Ada@Example.COM ')).toBe('ada@example.com');
  });
});
