/** When a session ends, slides and is worth a write. */
import type { FoundBy } from './session.ports.ts';

export interface SessionTimes {
  readonly startedAt: Date;
  readonly expiresAt: Date;
  readonly lastSeenAt: Date;
}

export interface SessionLimits {
  /** How long it lives without a visit; visits renew it from half of that on. */
  readonly maxAgeSeconds: number;
  /** How long it lives at most, however often its user comes; then he has to prove again who he is. */
  readonly lifetimeSeconds: number;
}

/** A visit is written down at most this often: the list of sessions is for people, not for billing. */
const seenEveryMs = 60_000;

export type SessionVerdict =
  | { readonly kind: 'expired' }
  | { readonly kind: 'live'; /** Present at half-life: the new end. */ readonly renewUntil?: Date; readonly touch: boolean };

/** When a session ends that is renewed now. */
export function endOf(startedAt: Date, now: Date, { maxAgeSeconds, lifetimeSeconds }: SessionLimits): Date {
  return new Date(Math.min(now.getTime() + maxAgeSeconds * 1_000, startedAt.getTime() + lifetimeSeconds * 1_000));
}

export function decideSession(session: SessionTimes, now: Date, limits: SessionLimits): SessionVerdict {
  const { startedAt, expiresAt, lastSeenAt } = session;
  const renewUntil = endOf(startedAt, now, limits);
  if (expiresAt <= now || renewUntil <= now) return { kind: 'expired' };
  const touch = now.getTime() - lastSeenAt.getTime() >= seenEveryMs;
  const isYoung = expiresAt.getTime() - now.getTime() > limits.maxAgeSeconds * 500;
  return isYoung || renewUntil <= expiresAt ? { kind: 'live', touch } : { kind: 'live', renewUntil, touch: true };
}

/** How long the id before a change still works: as long as a request of the same page may be under way. */
const graceMs = 30_000;

export function graceUntil(now: Date): Date {
  return new Date(now.getTime() + graceMs);
}

/** Whether an id is shown that its session had once and that nobody should have any more. */
export function isReused(by: FoundBy, now: Date): boolean {
  return by.kind === 'previous' && by.until <= now;
}

/** The host that a session belongs to: the one of the request, or the domain that cookies span where it lies within. */
export function realmOf(host: string, cookieDomain: string | undefined): string {
  const name = host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '');
  const domain = cookieDomain?.toLowerCase().replace(/^\./, '');
  return domain !== undefined && (name === domain || name.endsWith(`.${domain}`)) ? domain : name;
}
