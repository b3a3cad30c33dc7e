/** Which key signs, which are published, and what a rotation does to them. */

/** How long an access token lives; what a key signed is accepted this long after it last signed. */
export const accessTokenSeconds = 3_600;
/** Whoever checks our tokens may keep the key set this long. */
export const keySetMaxAgeSeconds = 300;

/** A new key is published twice as long as copies of the key set live before it signs. */
const announceMs = 2 * keySetMaxAgeSeconds * 1000;
/** For clocks that differ. */
const leewayMs = 60_000;

export interface KeyTimes {
  readonly createdAt: Date;
  readonly signsFrom: Date;
  readonly retiredAt: Date | null;
  readonly verifiesUntil: Date | null;
}

/** The newest whose time has come; before any has come, the first. */
export function chooseSigningKey<K extends KeyTimes>(keys: readonly K[], now: Date): K | undefined {
  const able = keys
    .filter((key) => key.retiredAt === null)
    .toSorted((left, right) => left.signsFrom.getTime() - right.signsFrom.getTime());
  return able.findLast((key) => key.signsFrom.getTime() <= now.getTime()) ?? able[0];
}

export function isPublished(key: KeyTimes, now: Date): boolean {
  return key.verifiesUntil === null || key.verifiesUntil.getTime() > now.getTime();
}

/** At once where there is no other. */
export function signsFrom(now: Date, others: readonly KeyTimes[]): Date {
  const isFirst = chooseSigningKey(others, now) === undefined;
  return isFirst ? now : new Date(now.getTime() + announceMs);
}

/** A key that is retired in good order is accepted until its last token has ended; a stolen one no more. */
export function verifiesUntil(now: Date, atOnce: boolean): Date {
  return atOnce ? now : new Date(now.getTime() + accessTokenSeconds * 1000 + leewayMs);
}

export type KeyState = 'announced' | 'signing' | 'verifying' | 'retired';

export function stateOf<K extends KeyTimes>(key: K, keys: readonly K[], now: Date): KeyState {
  if (!isPublished(key, now)) return 'retired';
  if (chooseSigningKey(keys, now) === key) return 'signing';
  return key.retiredAt === null && key.signsFrom.getTime() > now.getTime() ? 'announced' : 'verifying';
}
