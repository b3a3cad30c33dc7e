/**
 * The keyed work queue.
 *
 * What it guarantees:
 * - A key waits at most once, however often it is added: a burst of events becomes one run.
 * - A key never runs twice at a time. One that is added while it runs, runs again afterwards, so no change is ever missed.
 * - A failed run (a throw) is retried with a back-off of its own key; other keys are not held up. Success resets it.
 * - An event beats a delay: `add` makes a key ready now even when it waits for a retry, and a run answers all delayed
 *   re-adds that were asked for before it.
 * - `stop` takes no further key, aborts the signal that running work holds and resolves when the last of it has ended.
 *
 * Only keys travel. Whoever works on a key reads the state of the world itself; that is why dropping duplicates is safe and why
 * the order of events cannot matter.
 *
 * What would break it: work that ignores its signal (then `stop` waits for it), or work that never settles (then its key and
 * one worker are lost; give it a timeout, as the controller runtime does).
 */
import { backoffMs, reconcileBackoff, type Backoff } from './backoff.ts';
import type { CancelTimer, Clock } from './clock.ts';

/** What a run of work asks for: nothing, or to look at the key again after a delay. */
export interface WorkResult {
  readonly afterMs?: number;
}

export interface KeyedQueueOptions {
  readonly clock: Clock;
  /** How many keys may be worked on at a time (default 1). */
  readonly concurrency?: number;
  readonly work: (key: string, signal: AbortSignal) => Promise<WorkResult>;
  readonly onFailure?: (key: string, error: unknown, retryInMs: number) => void;
  readonly backoff?: Backoff;
}

export interface KeyedQueueStats {
  readonly ready: number;
  readonly running: number;
  readonly delayed: number;
  /** Keys whose last run failed. */
  readonly failing: number;
  readonly runs: number;
  readonly failures: number;
}

export interface KeyedQueue {
  /** Makes the key ready now. */
  add(key: string): void;
  /** Makes the key ready after the delay, or earlier when an earlier time was already asked for. */
  addAfter(key: string, delayMs: number): void;
  /** Begins to work; keys added before wait for this. */
  start(): void;
  stop(): Promise<void>;
  /** Resolves when no key is ready or running; delayed keys may still wait. */
  idle(): Promise<void>;
  stats(): KeyedQueueStats;
}

interface Delay {
  readonly dueAtMs: number;
  readonly cancel: CancelTimer;
}

interface QueueState {
  readonly options: KeyedQueueOptions;
  readonly aborter: AbortController;
  readonly ready: Set<string>;
  readonly running: Set<string>;
  readonly delays: Map<string, Delay>;
  readonly attempts: Map<string, number>;
  readonly idleWaiters: Set<() => void>;
  started: boolean;
  runs: number;
  failures: number;
}

function cancelDelay(state: QueueState, key: string): void {
  state.delays.get(key)?.cancel();
  state.delays.delete(key);
}

function addAfter(state: QueueState, key: string, delayMs: number): void {
  if (state.aborter.signal.aborted) return;
  const dueAtMs = state.options.clock.monotonicMs() + delayMs;
  const present = state.delays.get(key);
  if (present !== undefined && present.dueAtMs <= dueAtMs) return;
  present?.cancel();
  const cancel = state.options.clock.after(delayMs, () => {
    state.delays.delete(key);
    add(state, key);
  });
  state.delays.set(key, { dueAtMs, cancel });
}

function add(state: QueueState, key: string): void {
  if (state.aborter.signal.aborted) return;
  state.ready.add(key);
  pump(state);
}

async function runOne(state: QueueState, key: string): Promise<void> {
  state.runs += 1;
  try {
    const result = await state.options.work(key, state.aborter.signal);
    state.attempts.delete(key);
    if (result.afterMs !== undefined) addAfter(state, key, result.afterMs);
  } catch (error) {
    const attempt = (state.attempts.get(key) ?? 0) + 1;
    const retryInMs = backoffMs(attempt, key, state.options.backoff ?? reconcileBackoff);
    state.failures += 1;
    state.attempts.set(key, attempt);
    addAfter(state, key, retryInMs);
    state.options.onFailure?.(key, error, retryInMs);
  } finally {
    state.running.delete(key);
    pump(state);
  }
}

function nextKey(state: QueueState): string | undefined {
  for (const key of state.ready) {
    if (!state.running.has(key)) return key;
  }
  return undefined;
}

function pump(state: QueueState): void {
  const concurrency = state.options.concurrency ?? 1;
  while (state.started && !state.aborter.signal.aborted && state.running.size < concurrency) {
    const key = nextKey(state);
    if (key === undefined) break;
    state.ready.delete(key);
    cancelDelay(state, key);
    state.running.add(key);
    void runOne(state, key);
  }
  if (state.running.size > 0 || (state.ready.size > 0 && !state.aborter.signal.aborted)) return;
  for (const wake of state.idleWaiters) wake();
  state.idleWaiters.clear();
}

function idle(state: QueueState): Promise<void> {
  const isIdle = state.running.size === 0 && (state.ready.size === 0 || state.aborter.signal.aborted);
  return isIdle ? Promise.resolve() : new Promise((resolve) => void state.idleWaiters.add(resolve));
}

/** Makes a queue; it works from `start` until `stop`. */
export function createKeyedQueue(options: KeyedQueueOptions): KeyedQueue {
  const state: QueueState = {
    options,
    aborter: new AbortController(),
    ready: new Set(),
    running: new Set(),
    delays: new Map(),
    attempts: new Map(),
    idleWaiters: new Set(),
    started: false,
    runs: 0,
    failures: 0,
  };
  return {
    add: (key) => add(state, key),
    addAfter: (key, delayMs) => addAfter(state, key, delayMs),
    start() {
      state.started = true;
      pump(state);
    },
    async stop() {
      state.aborter.abort();
      for (const key of [...state.delays.keys()]) cancelDelay(state, key);
      await idle(state);
    },
    idle: () => idle(state),
    stats: () => ({
      ready: state.ready.size,
      running: state.running.size,
      delayed: state.delays.size,
      failing: state.attempts.size,
      runs: state.runs,
      failures: state.failures,
    }),
  };
}
