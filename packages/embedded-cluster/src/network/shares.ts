export interface Shares {
  /** Whether the next request of this key belongs to the share of `weight` in a hundred. */
  takes(key: string, weight: number): boolean;
}

/**
 * Splits requests by count, not by chance: of every hundred in a row exactly `weight` are taken, spread as evenly as whole requests
 * allow. Small numbers of requests then show the share that was asked for, and so does a test.
 */
export function createShares(): Shares {
  const owed = new Map<string, number>();
  return {
    takes(key, weight) {
      const sum = (owed.get(key) ?? 0) + Math.min(Math.max(weight, 0), 100);
      owed.set(key, sum % 100);
      return sum >= 100;
    },
  };
}
