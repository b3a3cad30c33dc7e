/** How long an invitation is good, and for whom. */

/** Seven days, as the contract of the team route says. */
export const invitationLifeMs = 7 * 24 * 3600 * 1000;

export interface InvitationState {
  readonly expires_at: Date;
  readonly accepted_at: Date | null;
}

export type InvitationVerdict = 'open' | 'accepted' | 'expired';

export function verdictOf({ expires_at: expiresAt, accepted_at: acceptedAt }: InvitationState, now: Date): InvitationVerdict {
  if (acceptedAt !== null) return 'accepted';
  return expiresAt.getTime() <= now.getTime() ? 'expired' : 'open';
}

/** Addresses are compared as their registration compares them. */
export function normalEmail(email: string): string {
  return email.trim().toLowerCase();
}
