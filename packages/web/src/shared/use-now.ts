import { useSyncExternalStore } from 'react';
import { every, nowMs } from '../lib/clock.ts';

const listeners = new Set<() => void>();
let current = nowMs();
let stop: (() => void) | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  stop ??= every(1000, () => {
    current = nowMs();
    for (const notify of listeners) notify();
  });
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stop?.();
    stop = undefined;
  };
}

/** The time, once a second; all ages on the screen share one timer. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => current);
}
