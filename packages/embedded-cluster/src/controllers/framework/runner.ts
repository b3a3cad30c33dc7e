/**
 * The keyed runner that drives every controller.
 *
 * A controller says which changes touch which key and how one key is reconciled. A key waits at most once and its work is
 * synchronous, so it can never run twice at a time. Work is done in short batches between turns of the event loop: a storm
 * of changes slows the controllers down and nobody else. A throw backs off per key, a conflict is simply repeated, and a
 * slow resync repairs whatever a lost change has left behind. What changed is never handed to the reconcile, only the key.
 */
import type { CancelTimer, Clock } from '@moorage/core/clock';
import { isAppError, messageOf } from '@moorage/core/errors';
import type { Service } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import { keyOf, type KubeObject, type Resource } from '@moorage/kube/objects';
import type { ClusterApi, WatchEvent } from '../../api.ts';

/** Look again after so many milliseconds even without a change; nothing when only a change matters. */
export type Requeue = number | undefined;

export type Enqueue = (key: string, afterMs?: number) => void;

export interface WatchRule {
  readonly resource: Resource;
  /** The keys that a change of the object touches; its own key when absent. */
  readonly keys?: (object: KubeObject, event: WatchEvent) => readonly string[];
}

export interface Controller {
  readonly name: string;
  readonly watches: readonly WatchRule[];
  /** Opens sources of keys beyond the watches; returns their stop function. */
  readonly open?: (enqueue: Enqueue) => () => void;
  /** Every key that exists, for the resync. */
  readonly keys?: () => readonly string[];
  reconcile(key: string): Requeue;
}

export interface RunnerDeps {
  readonly api: ClusterApi;
  readonly log: Log;
  readonly clock: Clock;
}

const batchSize = 32;
const firstBackoffMs = 50;
const longestBackoffMs = 30_000;
const resyncMs = 120_000;
/** Longest delay that a timer can hold. */
const longestDelayMs = 2_000_000_000;

interface Queue {
  add(id: string): void;
  addAfter(id: string, delayMs: number): void;
  stop(): void;
}

/** Distinct ids in order of arrival, handled in batches; a delayed id keeps its earliest time. */
function createQueue(clock: Clock, handle: (id: string) => void): Queue {
  const waiting = new Set<string>();
  const timers = new Map<string, { readonly dueAt: number; readonly cancel: CancelTimer }>();
  let turn: NodeJS.Immediate | undefined;
  const drain = (): void => {
    turn = undefined;
    for (const id of [...waiting].slice(0, batchSize)) {
      waiting.delete(id);
      handle(id);
    }
    if (waiting.size > 0) turn ??= setImmediate(drain);
  };
  const add = (id: string): void => {
    timers.get(id)?.cancel();
    timers.delete(id);
    waiting.add(id);
    turn ??= setImmediate(drain);
  };
  return {
    add,
    addAfter(id, delayMs) {
      const dueAt = clock.monotonicMs() + delayMs;
      const timer = timers.get(id);
      if (waiting.has(id) || (timer !== undefined && timer.dueAt <= dueAt)) return;
      timer?.cancel();
      timers.set(id, { dueAt, cancel: clock.after(Math.min(delayMs, longestDelayMs), () => add(id)) });
    },
    stop() {
      if (turn !== undefined) clearImmediate(turn);
      turn = undefined;
      waiting.clear();
      for (const timer of timers.values()) timer.cancel();
      timers.clear();
    },
  };
}

/** Reconciles one id and decides what becomes of it. */
function createHandler(controllers: ReadonlyMap<string, Controller>, deps: RunnerDeps, queue: () => Queue): (id: string) => void {
  const failures = new Map<string, number>();
  return (id) => {
    const bar = id.indexOf('|');
    const [name, key] = [id.slice(0, bar), id.slice(bar + 1)];
    try {
      const afterMs = controllers.get(name)?.reconcile(key);
      failures.delete(id);
      if (afterMs !== undefined) queue().addAfter(id, afterMs);
    } catch (error) {
      const count = failures.get(id) ?? 0;
      failures.set(id, count + 1);
      const afterMs = Math.min(firstBackoffMs * 2 ** count, longestBackoffMs);
      const expected = isAppError(error, 'conflict') && count < 5;
      if (expected) deps.log.debug('reconcile raced with another writer', { controller: name, key, afterMs });
      else deps.log.warn('reconcile failed', { controller: name, key, afterMs, reason: messageOf(error), error });
      queue().addAfter(id, afterMs);
    }
  };
}

function openWatches(controller: Controller, api: ClusterApi, enqueue: Enqueue): (() => void)[] {
  const stops = controller.watches.map((rule) =>
    api.watch(rule.resource, (event) => {
      const keys = rule.keys === undefined ? [keyOf(event.object)] : rule.keys(event.object, event);
      for (const key of keys) enqueue(key);
    }),
  );
  return controller.open === undefined ? stops : [...stops, controller.open(enqueue)];
}

/** Joins the controllers into one service. */
export function createRunner(controllers: readonly Controller[], deps: RunnerDeps): Service {
  const byName = new Map(controllers.map((controller) => [controller.name, controller]));
  let stops: (() => void)[] = [];
  let state: 'stopped' | 'running' = 'stopped';
  let cancelResync: CancelTimer = () => {};
  const handle = createHandler(byName, deps, () => queue);
  const queue = createQueue(deps.clock, handle);
  const enqueueFor =
    (controller: Controller): Enqueue =>
    (key, afterMs = 0) => {
      if (state !== 'running') return;
      const id = `${controller.name}|${key}`;
      if (afterMs > 0) queue.addAfter(id, afterMs);
      else queue.add(id);
    };
  const resync = (): void => {
    for (const controller of controllers) for (const key of controller.keys?.() ?? []) enqueueFor(controller)(key);
    cancelResync = deps.clock.after(resyncMs, resync);
  };
  return {
    name: 'cluster-controllers',
    status: () => ({ state, controllers: controllers.map((controller) => controller.name) }),
    async start() {
      if (state === 'running') return;
      state = 'running';
      stops = controllers.flatMap((controller) => openWatches(controller, deps.api, enqueueFor(controller)));
      resync();
    },
    async stop() {
      state = 'stopped';
      cancelResync();
      for (const stop of stops) stop();
      stops = [];
      queue.stop();
    },
  };
}
