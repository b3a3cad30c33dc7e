/**
 * Delays between attempts.
 *
 * Exponential, capped, and spread over the upper half of each step so that many who fail together do not come back together.
 * The spread is a hash of `seed` and attempt and not a random number: the same key waits the same time in every test, while
 * different keys (and different processes, when the seed holds the process's id) are scattered just as well.
 */

export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** 1 s doubling to 5 min: what a reconcile does after a failure. */
export const reconcileBackoff: Backoff = { firstMs: 1_000, maxMs: 300_000 };

/** A number in [0, 1) that depends on the text alone (FNV-1a, 32 bits, with a final mix). */
export function spreadOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash ^= hash >>> 13;
  return (hash >>> 0) / 0x1_0000_0000;
}

/** Milliseconds to wait after failure number `attempt` (1 is the first). */
export function backoffMs(attempt: number, seed: string, backoff: Backoff = reconcileBackoff): number {
  const step = Math.min(backoff.maxMs, backoff.firstMs * 2 ** Math.min(Math.max(attempt, 1) - 1, 30));
  return Math.round(step / 2 + (step / 2) * spreadOf(`${seed}#${attempt}`));
}
