/** Calls of one account, no faster than its provider takes them. */
import type { Clock } from '@moorage/core/clock';
import { createTokenBucket, type Rate, type TokenBucket } from '@moorage/core/token-bucket';
import { DnsFailure } from '../../../domains/dns/dns-provider.ports.ts';

/** Waits for one's turn. */
export type Turn = (signal: AbortSignal) => Promise<void>;

/** Accounts that have not been seen for long are forgotten, the oldest first. */
const mostAccounts = 1_000;

export interface Pace {
  of(account: string, rate: Rate): Turn;
}

export function createPace(clock: Clock): Pace {
  const buckets = new Map<string, TokenBucket>();
  return {
    of(account, rate) {
      const bucket = buckets.get(account) ?? createTokenBucket(clock, rate);
      buckets.delete(account);
      buckets.set(account, bucket);
      const [oldest] = buckets.keys();
      if (buckets.size > mostAccounts && oldest !== undefined) buckets.delete(oldest);
      return async (signal) => {
        for (let waitMs = bucket.take(); waitMs > 0; waitMs = bucket.take()) {
          await clock.sleep(waitMs, signal);
          if (signal.aborted) throw new DnsFailure('throttled', 'There was no time left to ask the provider.');
        }
      };
    },
  };
}
