/**
 * What was found for a credential, kept for a minute.
 *
 * Entries are named by a hash under a key that this process drew at its start, so it holds no credential that it was shown. There
 * are at most ten thousand; the one that was loaded first goes first.
 */
import type { Clock } from '@moorage/core/clock';
import type { Actor } from '../../platform/authz/actor.ts';
import { createNames } from '../../platform/crypto/digest.ts';

/** What is known of a credential that was proved good. */
export interface Known {
  readonly actor: Actor;
  /** Whose news make it worthless: a user, or a machine's key. */
  readonly userId: string;
  /** True for what is right now and may be wrong at the next request. */
  readonly isForOnce?: boolean;
}

const keepMs = 60_000;
/** While changes are not heard of: long enough for a burst of requests, short enough for a revocation to count within two seconds. */
const keepUnheardMs = 1_000;
const keepAtMost = 10_000;

export interface ActorCache<K extends Known> {
  /** What is known; or else what `load` finds, which is kept unless somebody was forgotten meanwhile. */
  get(credential: string, load: () => Promise<K | undefined>): Promise<K | undefined>;
  forget(userId?: string): void;
  size(): number;
}

export function createActorCache<K extends Known>(clock: Clock, hearsNews: () => boolean): ActorCache<K> {
  const entries = new Map<string, { readonly known: K; readonly askedAtMs: number }>();
  let epoch = 0;
  const nameOf = createNames();

  function keep(name: string, known: K, askedAtMs: number): void {
    entries.delete(name);
    entries.set(name, { known, askedAtMs });
    const [oldest] = entries.keys();
    if (entries.size > keepAtMost && oldest !== undefined) entries.delete(oldest);
  }

  return {
    size: () => entries.size,
    async get(credential, load) {
      const name = nameOf(credential);
      const warm = entries.get(name);
      const nowMs = clock.monotonicMs();
      if (warm !== undefined && nowMs - warm.askedAtMs < (hearsNews() ? keepMs : keepUnheardMs)) return warm.known;
      const since = epoch;
      const known = await load();
      if (known !== undefined && known.isForOnce !== true && since === epoch) keep(name, known, nowMs);
      return known;
    },
    forget(userId) {
      epoch += 1;
      for (const [name, { known }] of entries) {
        if (userId === undefined || known.userId === userId) entries.delete(name);
      }
    },
  };
}
