import type { Clock } from '@moorage/core/clock';
import type { Actor } from '../../platform/authz/actor.ts';

/** What is known of a credential that was proved good. */
export interface Known {
  readonly actor: Actor;
  readonly userId: string;
  readonly loadedAtMs: number;
  expiresAt: Date | null;
  /** Last visit of a session, last use of a key. */
  seenAt: Date | null;
}

const keepMs = 60_000;
/** While changes are not heard of: long enough for a burst of requests, short enough for a revocation to count within two seconds. */
const keepUnheardMs = 1_000;
const keepAtMost = 10_000;

export interface ActorCache {
  find(key: string): Known | undefined;
  /** Keeps unless somebody was forgotten since `epoch`. */
  keep(key: string, known: Known, epoch: number): void;
  epoch(): number;
  forget(userId?: string): void;
  size(): number;
}

/** Least recently loaded goes first. */
export function createActorCache(clock: Clock, hearsNews: () => boolean): ActorCache {
  const entries = new Map<string, Known>();
  let epoch = 0;
  return {
    epoch: () => epoch,
    size: () => entries.size,
    find(key) {
      const known = entries.get(key);
      const trustedMs = hearsNews() ? keepMs : keepUnheardMs;
      return known !== undefined && clock.monotonicMs() - known.loadedAtMs < trustedMs ? known : undefined;
    },
    keep(key, known, since) {
      if (since !== epoch) return;
      entries.delete(key);
      entries.set(key, known);
      const [oldest] = entries.keys();
      if (entries.size > keepAtMost && oldest !== undefined) entries.delete(oldest);
    },
    forget(userId) {
      epoch += 1;
      for (const [key, known] of entries) {
        if (userId === undefined || known.userId === userId) entries.delete(key);
      }
    },
  };
}
