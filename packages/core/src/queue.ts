/**
 * The keyed work queue.
 *
 * What it guarantees:
 * - A key waits at most once, however often it is added: a burst of events becomes one run.
 * - A key never runs twice at a time. One that is added while it runs, runs again afterwards, so no change is ever missed.
 * - A failed run (a throw) is retried with a back-off of its own key; other keys are not held up. Success resets it.
 * - An event beats a delay: `add` makes a key ready now even when it waits for a retry, and a run answers all delayed
 *   re-adds that were asked for before it.
 * - Who waits for whom is decided by priority first and between tenants by turns (see fair-order.ts); no more runs begin than `rate`
 *   allows, and no more at a time for one group than `concurrencyPerGroup`.
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
import { createFairOrder, type FairOrder, priorities, type Priority } from './fair-order.ts';
import { createTokenBucket, type Rate, type TokenBucket } from './token-bucket.ts';

/** What a run of work asks for: nothing, or to look at the key again after a delay. */
export interface WorkResult {
  readonly afterMs?: number;
  /** Of the look again; `normal` when absent. */
  readonly priority?: Priority;
}

export interface KeyedQueueOptions {
  readonly clock: Clock;
  /** How many keys may be worked on at a time (default 1). */
  readonly concurrency?: number;
  readonly work: (key: string, signal: AbortSignal) => Promise<WorkResult>;
  readonly onFailure?: (key: string, error: unknown, retryInMs: number) => void;
  readonly backoff?: Backoff;
  /** The back-off that fits an error, when it is not `backoff`. */
  readonly backoffOf?: (error: unknown) => Backoff | undefined;
  /** To whom a key belongs; groups take turns. All keys are one group when absent. */
  readonly groupOf?: (key: string) => string;
  /** How many keys of one group may be worked on at a time; no limit when absent. */
  readonly concurrencyPerGroup?: number;
  /** How many runs may begin a second; no limit when absent. */
  readonly rate?: Rate;
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
  /** Makes the key ready now; priority `normal` when absent. */
  add(key: string, priority?: Priority): void;
  /** Makes the key ready after the delay, or earlier when an earlier time was already asked for. */
  addAfter(key: string, delayMs: number, priority?: Priority): void;
  /** Begins to work; keys added before wait for this. */
  start(): void;
  stop(): Promise<void>;
  /** Resolves when no key is ready or running; delayed keys may still wait. */
  idle(): Promise<void>;
  stats(): KeyedQueueStats;
}

interface Delay {
  readonly dueAtMs: number;
  readonly priority: Priority;
  readonly cancel: CancelTimer;
}

interface QueueState {
  readonly options: KeyedQueueOptions;
  readonly groupOf: (key: string) => string;
  readonly bucket: TokenBucket | undefined;
  readonly aborter: AbortController;
  readonly ready: FairOrder;
  readonly running: Set<string>;
  readonly runningByGroup: Map<string, number>;
  readonly delays: Map<string, Delay>;
  readonly attempts: Map<string, number>;
  readonly idleWaiters: Set<() => void>;
  cancelRefill: CancelTimer | undefined;
  started: boolean;
  runs: number;
  failures: number;
}

function cancelDelay(state: QueueState, key: string): void {
  state.delays.get(key)?.cancel();
  state.delays.delete(key);
}

function higher(a: Priority, b: Priority): Priority {
  return priorities.indexOf(a) <= priorities.indexOf(b) ? a : b;
}

function addAfter(state: QueueState, key: string, delayMs: number, priority: Priority): void {
  if (state.aborter.signal.aborted) return;
  const present = state.delays.get(key);
  const dueAtMs = Math.min(state.options.clock.monotonicMs() + delayMs, present?.dueAtMs ?? Number.POSITIVE_INFINITY);
  const wanted = present === undefined ? priority : higher(priority, present.priority);
  if (present?.dueAtMs === dueAtMs && present.priority === wanted) return;
  present?.cancel();
  const cancel = state.options.clock.after(Math.max(0, dueAtMs - state.options.clock.monotonicMs()), () => {
    state.delays.delete(key);
    add(state, key, wanted);
  });
  state.delays.set(key, { dueAtMs, priority: wanted, cancel });
}

function add(state: QueueState, key: string, priority: Priority): void {
  if (state.aborter.signal.aborted) return;
  state.ready.add(key, priority);
  pump(state);
}

function countGroup(state: QueueState, key: string, by: 1 | -1): void {
  const group = state.groupOf(key);
  const count = (state.runningByGroup.get(group) ?? 0) + by;
  if (count === 0) state.runningByGroup.delete(group);
  else state.runningByGroup.set(group, count);
}

async function runOne(state: QueueState, key: string, priority: Priority): Promise<void> {
  state.runs += 1;
  try {
    const result = await state.options.work(key, state.aborter.signal);
    state.attempts.delete(key);
    if (result.afterMs !== undefined) addAfter(state, key, result.afterMs, result.priority ?? 'normal');
  } catch (error) {
    const attempt = (state.attempts.get(key) ?? 0) + 1;
    const backoff = state.options.backoffOf?.(error) ?? state.options.backoff ?? reconcileBackoff;
    const retryInMs = backoffMs(attempt, key, backoff);
    state.failures += 1;
    state.attempts.set(key, attempt);
    addAfter(state, key, retryInMs, priority);
    state.options.onFailure?.(key, error, retryInMs);
  } finally {
    state.running.delete(key);
    countGroup(state, key, -1);
    pump(state);
  }
}

function mayRun(state: QueueState, key: string, group: string): boolean {
  const most = state.options.concurrencyPerGroup ?? Number.POSITIVE_INFINITY;
  return !state.running.has(key) && (state.runningByGroup.get(group) ?? 0) < most;
}

/** True when a run may begin now; else the queue comes back by itself when one may. */
function hasToken(state: QueueState): boolean {
  if (state.cancelRefill !== undefined) return false;
  const waitMs = state.bucket?.take() ?? 0;
  if (waitMs === 0) return true;
  state.cancelRefill = state.options.clock.after(waitMs, () => {
    state.cancelRefill = undefined;
    pump(state);
  });
  return false;
}

function pump(state: QueueState): void {
  const concurrency = state.options.concurrency ?? 1;
  while (state.started && !state.aborter.signal.aborted && state.running.size < concurrency) {
    if (!state.ready.has((key, group) => mayRun(state, key, group)) || !hasToken(state)) break;
    const next = state.ready.take((key, group) => mayRun(state, key, group));
    if (next === undefined) break;
    cancelDelay(state, next.key);
    state.running.add(next.key);
    countGroup(state, next.key, 1);
    void runOne(state, next.key, next.priority);
  }
  if (state.running.size > 0 || (state.ready.size() > 0 && !state.aborter.signal.aborted)) return;
  for (const wake of state.idleWaiters) wake();
  state.idleWaiters.clear();
}

function idle(state: QueueState): Promise<void> {
  const isIdle = state.running.size === 0 && (state.ready.size() === 0 || state.aborter.signal.aborted);
  return isIdle ? Promise.resolve() : new Promise((resolve) => void state.idleWaiters.add(resolve));
}

/** Makes a queue; it works from `start` until `stop`. */
export function createKeyedQueue(options: KeyedQueueOptions): KeyedQueue {
  const groupOf = options.groupOf ?? (() => '');
  const state: QueueState = {
    options,
    groupOf,
    bucket: options.rate === undefined ? undefined : createTokenBucket(options.clock, options.rate),
    aborter: new AbortController(),
    ready: createFairOrder(groupOf),
    running: new Set(),
    runningByGroup: new Map(),
    cancelRefill: undefined,
    delays: new Map(),
    attempts: new Map(),
    idleWaiters: new Set(),
    started: false,
    runs: 0,
    failures: 0,
  };
  return {
    add: (key, priority = 'normal') => add(state, key, priority),
    addAfter: (key, delayMs, priority = 'normal') => addAfter(state, key, delayMs, priority),
    start() {
      state.started = true;
      pump(state);
    },
    async stop() {
      state.aborter.abort();
      for (const key of [...state.delays.keys()]) cancelDelay(state, key);
      state.cancelRefill?.();
      await idle(state);
    },
    idle: () => idle(state),
    stats: () => ({
      ready: state.ready.size(),
      running: state.running.size,
      delayed: state.delays.size,
      failing: state.attempts.size,
      runs: state.runs,
      failures: state.failures,
    }),
  };
}
