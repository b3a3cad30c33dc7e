/**
 * Time as a dependency.
 *
 * Whoever needs the time, a delay or a timer takes a {@link Clock}; the system's clock is read in this file only (a lint
 * rule sees to it), so that every test can own the time and none has to sleep.
 */

/** Cancels a timer; calling it twice is harmless. */
export type CancelTimer = () => void;

export interface Clock {
  /** The wall-clock time. */
  now(): Date;
  /** Milliseconds that never go backwards, for durations. */
  monotonicMs(): number;
  /** Calls `fn` once after `delayMs`. The timer does not keep the process alive. */
  after(delayMs: number, fn: () => void): CancelTimer;
  /** Resolves after `delayMs`, or at once when the signal aborts (it never rejects). */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

function systemAfter(delayMs: number, fn: () => void): CancelTimer {
  const timer = setTimeout(fn, delayMs);
  timer.unref();
  return () => clearTimeout(timer);
}

function sleepWith(after: Clock['after'], delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const finish = (): void => {
      cancel();
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = after(delayMs, finish);
    signal?.addEventListener('abort', finish, { once: true });
  });
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  after: systemAfter,
  sleep: (delayMs, signal) => sleepWith(systemAfter, delayMs, signal),
};

/** A clock that moves only when told to. */
export interface FakeClock extends Clock {
  /** Moves the time and runs every timer that falls due, in order. */
  advance(ms: number): Promise<void>;
  /** How many timers wait. */
  pending(): number;
}

interface FakeTimer {
  readonly dueAt: number;
  readonly fn: () => void;
}

/** Makes a fake clock for tests; `start` defaults to a fixed instant that is not a round number. */
export function createFakeClock(start: Date = new Date('2026-03-04T05:06:07.089Z')): FakeClock {
  let nowMs = start.getTime();
  const startMs = nowMs;
  const timers = new Set<FakeTimer>();
  const after = (delayMs: number, fn: () => void): CancelTimer => {
    const timer = { dueAt: nowMs + delayMs, fn };
    timers.add(timer);
    return () => void timers.delete(timer);
  };
  const nextDue = (until: number): FakeTimer | undefined =>
    [...timers].filter((timer) => timer.dueAt <= until).sort((a, b) => a.dueAt - b.dueAt)[0];
  return {
    now: () => new Date(nowMs),
    monotonicMs: () => nowMs - startMs,
    after,
    sleep: (delayMs, signal) => sleepWith(after, delayMs, signal),
    pending: () => timers.size,
    async advance(ms) {
      const until = nowMs + ms;
      for (let timer = nextDue(until); timer !== undefined; timer = nextDue(until)) {
        nowMs = Math.max(nowMs, timer.dueAt);
        timers.delete(timer);
        timer.fn();
        await Promise.resolve();
      }
      nowMs = until;
    },
  };
}
