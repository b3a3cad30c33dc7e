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

/** How long the id before a change still works: as long as a request of the same page may be under way. */
const graceMs = 30_000;

export function graceUntil(now: Date): Date {
  return new Date(now.getTime() + graceMs);
}

/** The host that a session belongs to: the one of the request, or the domain that cookies span where it lies within. */
export function realmOf(host: string, cookieDomain: string | undefined): string {
  const name = host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '');
  const domain = cookieDomain?.toLowerCase().replace(/^\./, '');
  return domain !== undefined && (name === domain || name.endsWith(`.${domain}`)) ? domain : name;
}
