/** Faults by chance, the same for the same seed: what failed once can be run again. */
import type { Decide, Fault } from './fault-proxy.ts';

/** Numbers in [0, 1) that follow from the seed (mulberry32). */
export function createChance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

const retryAfterSeconds = 1;

const ofCalls: readonly Fault[] = [
  { kind: 'refuse', status: 409 },
  { kind: 'refuse', status: 429, retryAfterSeconds },
  { kind: 'refuse', status: 500 },
  { kind: 'refuse', status: 503 },
  { kind: 'drop', moment: 'before-effect' },
  { kind: 'drop', moment: 'after-effect' },
  { kind: 'delay', ms: 60 },
  { kind: 'cut', afterLines: 0 },
  { kind: 'silence', afterLines: 0 },
];

const ofReads: readonly Fault[] = [...ofCalls.slice(1), { kind: 'refuse', status: 410 }];

const ofWatches: readonly Fault[] = [
  { kind: 'refuse', status: 410 },
  { kind: 'refuse', status: 429, retryAfterSeconds },
  { kind: 'refuse', status: 500 },
  { kind: 'drop', moment: 'before-effect' },
  { kind: 'delay', ms: 60 },
  { kind: 'cut', afterLines: 0 },
  { kind: 'cut', afterLines: 2 },
  { kind: 'duplicate' },
  { kind: 'duplicate' },
  { kind: 'reorder' },
  { kind: 'reorder' },
  { kind: 'expire', afterLines: 1 },
  { kind: 'silence', afterLines: 1 },
];

/** Hits that share of requests with a fault that fits them. */
export function randomFaults(chance: () => number, share: number): Decide {
  return ({ method, isWatch }) => {
    if (chance() >= share) return undefined;
    const faults = isWatch ? ofWatches : method === 'GET' ? ofReads : ofCalls;
    return faults[Math.floor(chance() * faults.length)];
  };
}
