/** What becomes of a refresh token that is shown. */

/** How long a family lasts from its last use. */
export const refreshTokenSeconds = 30 * 24 * 3_600;

/**
 * A token that is shown twice within this time was shown by two tabs, or again by a client that lost the answer: the second is
 * refused and nothing else happens. Later, somebody has a copy, and nobody can tell who is the thief: the whole family ends.
 */
const graceMs = 10_000;

export interface ShownToken {
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
  readonly familyRevokedAt: Date | null;
  readonly userDisabledAt: Date | null;
}

export type RefreshDecision =
  | { readonly kind: 'rotate' }
  | { readonly kind: 'refuse'; readonly reason: 'invalid_refresh' | 'user_disabled' }
  /** It was used long ago. */
  | { readonly kind: 'revoke' };

const invalid: RefreshDecision = { kind: 'refuse', reason: 'invalid_refresh' };

export function decideRefresh(shown: ShownToken | undefined, now: Date): RefreshDecision {
  if (shown === undefined || shown.familyRevokedAt !== null) return invalid;
  if (shown.usedAt !== null) return now.getTime() - shown.usedAt.getTime() <= graceMs ? invalid : { kind: 'revoke' };
  if (shown.expiresAt.getTime() <= now.getTime()) return invalid;
  return shown.userDisabledAt === null ? { kind: 'rotate' } : { kind: 'refuse', reason: 'user_disabled' };
}
