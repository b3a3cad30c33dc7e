/** When something ends, and whether somebody should look. */
import { plural } from './format.ts';

const dayMs = 24 * 60 * 60_000;
/** Renewal begins a month before the end; two weeks before it something must have gone wrong. */
const soonDays = 14;

interface Expiry {
  readonly text: string;
  readonly isSoon: boolean;
}

export function expiryText(notAfter: string, nowMs: number): Expiry {
  const left = Date.parse(notAfter) - nowMs;
  if (left <= 0) return { text: 'expired', isSoon: true };
  const days = Math.floor(left / dayMs);
  return { text: days === 0 ? 'expires today' : `expires in ${plural(days, 'day')}`, isSoon: days < soonDays };
}
