/** When a session ends, slides and is worth a write. */

export interface SessionTimes {
  readonly expiresAt: Date;
  readonly lastSeenAt: Date;
}

/** A visit is written down at most this often: the list of sessions is for people, not for billing. */
const seenEveryMs = 60_000;

export type SessionVerdict =
  | { readonly kind: 'expired' }
  | { readonly kind: 'live'; /** Present at half-life: the new end. */ readonly renewUntil?: Date; readonly touch: boolean };

export function decideSession(session: SessionTimes, now: Date, maxAgeMs: number): SessionVerdict {
  const remainingMs = session.expiresAt.getTime() - now.getTime();
  if (remainingMs <= 0) return { kind: 'expired' };
  const touch = now.getTime() - session.lastSeenAt.getTime() >= seenEveryMs;
  if (remainingMs > maxAgeMs / 2) return { kind: 'live', touch };
  return { kind: 'live', renewUntil: new Date(now.getTime() + maxAgeMs), touch: true };
}
