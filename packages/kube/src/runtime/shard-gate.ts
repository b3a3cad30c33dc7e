/** Which keys a controller may work on, when replicas share the work. */
import { parseKey } from '../objects.ts';
import type { Sharding } from './sharding.ts';

export interface ShardGate {
  /** True for keys of shards that we were told are ours; changes of others are somebody else's business. */
  admits(key: string): boolean;
  /** To be called before work on a key; `unsure` means that the shard's lease is overdue. */
  enter(key: string): 'foreign' | 'unsure' | { readonly leave: () => void };
  close(): void;
}

/** For controllers that do not share their work. */
export const openGate: ShardGate = { admits: () => true, enter: () => ({ leave: () => {} }), close: () => {} };

interface Work {
  count: number;
  readonly waiters: Set<() => void>;
}

/** Follows the shards; `onGained` is called for each that is gained, those held already included. */
export function createShardGate(sharding: Sharding, onGained: (shard: number) => void): ShardGate {
  const ours = new Set<number>();
  const works = new Map<number, Work>();
  const namespaceOf = (key: string): string => parseKey(key).namespace ?? '';
  const unsubscribe = sharding.subscribe({
    gained(shard) {
      ours.add(shard);
      onGained(shard);
    },
    lost(shard) {
      ours.delete(shard);
      const work = works.get(shard);
      return work === undefined ? Promise.resolve() : new Promise((resolve) => void work.waiters.add(resolve));
    },
  });

  function leave(shard: number, work: Work): void {
    work.count -= 1;
    if (work.count > 0) return;
    works.delete(shard);
    for (const wake of work.waiters) wake();
  }

  return {
    close: unsubscribe,
    admits: (key) => ours.has(sharding.shardOf(namespaceOf(key))),
    enter(key) {
      const namespace = namespaceOf(key);
      const shard = sharding.shardOf(namespace);
      if (!ours.has(shard)) return 'foreign';
      if (!sharding.owns(namespace)) return 'unsure';
      const work = works.get(shard) ?? { count: 0, waiters: new Set() };
      works.set(shard, work);
      work.count += 1;
      return { leave: () => leave(shard, work) };
    },
  };
}
