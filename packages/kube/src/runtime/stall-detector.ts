/** Notices that a stream has gone silent: a half-open connection says nothing, for ever. */
import type { Clock } from '@moorage/core/clock';

export interface StallDetector {
  /** Aborts with its parent, or when `kick` was not called for long enough. */
  readonly signal: AbortSignal;
  kick(): void;
  isStalled(): boolean;
  stop(): void;
}

/** Begins to watch at once. */
export function createStallDetector(clock: Clock, parent: AbortSignal, afterMs: number): StallDetector {
  const aborter = new AbortController();
  let isStalled = false;
  let lastMs = clock.monotonicMs();
  const check = (): void => {
    const quietMs = clock.monotonicMs() - lastMs;
    if (quietMs >= afterMs) {
      isStalled = true;
      aborter.abort();
    } else {
      cancel = clock.after(afterMs - quietMs, check);
    }
  };
  let cancel = clock.after(afterMs, check);
  const onAbort = (): void => aborter.abort();
  parent.addEventListener('abort', onAbort, { once: true });
  return {
    signal: aborter.signal,
    kick: () => void (lastMs = clock.monotonicMs()),
    isStalled: () => isStalled,
    stop() {
      cancel();
      parent.removeEventListener('abort', onAbort);
    },
  };
}
