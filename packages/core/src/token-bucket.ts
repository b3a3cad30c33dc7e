/** A rate with bursts: so many a second on average, so many at once after a rest. */
import type { Clock } from './clock.ts';

export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export interface TokenBucket {
  /** Takes a token and gives 0, or takes none and gives the milliseconds until there is one. */
  take(): number;
}

const hair = 1e-6;

/** Makes a full bucket. */
export function createTokenBucket(clock: Clock, rate: Rate): TokenBucket {
  let tokens = rate.burst;
  let filledAtMs = clock.monotonicMs();
  return {
    take() {
      const nowMs = clock.monotonicMs();
      tokens = Math.min(rate.burst, tokens + ((nowMs - filledAtMs) / 1_000) * rate.perSecond);
      filledAtMs = nowMs;
      // A sum of fractions may miss a whole token by a hair.
      if (tokens >= 1 - hair) {
        tokens -= 1;
        return 0;
      }
      return Math.max(1, Math.ceil(((1 - tokens) / rate.perSecond) * 1_000 - hair));
    },
  };
}
