/**
 * A controller: events in, keys through a queue, reconciles out.
 *
 * What it guarantees:
 * - Every change that a source reports ends in a reconcile of the keys it maps to, begun after the change was seen. Bursts become one.
 * - One reconcile a key at a time; different keys run side by side up to `concurrency`.
 * - A reconcile has a deadline: its signal aborts then, and its key is tried again.
 * - What a person changed goes before what merely is looked at again, and namespaces take turns, so that one tenant's thousand objects
 *   do not hold up another's one (`priorityOf`, `groupOf`).
 * - With `sharding`, a key is worked on only while this replica is responsible for its namespace, and whoever comes next begins
 *   after the last of its reconciles here has ended.
 * - What the reconcile returns decides what follows: `done` forgets the key or looks again later, `wait` looks again because something
 *   is on its way, `stalled` waits for a change, a throw backs off (1 s doubling to 5 min). A conflict on write means that our
 *   copy was old: it is tried again at once and is nobody's failure. Nor is an API server that cannot be reached the key's fault:
 *   then it is tried again within seconds however often it failed, so that work resumes when the server does.
 * - One log line and one set of numbers a reconcile.
 *
 * The reconcile is told *that* a key may need attention, never *what* changed; so a lost event, a repeated one and a restart are
 * all the same to it.
 *
 * What breaks it: starting it before its sources have synced (then it would act on half the truth, so it refuses).
 */
import type { Backoff } from '@moorage/core/backoff';
import type { Clock } from '@moorage/core/clock';
import type { Ctx } from '@moorage/core/ctx';
import { AppError, isAppError } from '@moorage/core/errors';
import type { Priority } from '@moorage/core/fair-order';
import type { Ids } from '@moorage/core/ids';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import type { Outcome } from '@moorage/core/outcome';
import { createKeyedQueue, type KeyedQueue, type KeyedQueueStats, type WorkResult } from '@moorage/core/queue';
import { type KubeObject, parseKey } from '../objects.ts';
import { createDurations, type Durations, type DurationStats } from './durations.ts';
import type { Informer } from './informer.ts';
import { createShardGate, openGate, type ShardGate } from './shard-gate.ts';
import type { Sharding } from './sharding.ts';

export interface ControllerDeps {
  readonly log: Log;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** A stream of changes, already mapped to keys. Made by {@link source}. */
export interface Source {
  readonly name: string;
  hasSynced(): boolean;
  /** `add` is for changes, `addPresent` for what is there already; a source that does not tell them apart needs `add` alone. */
  subscribe(add: (key: string) => void, addPresent: (key: string) => void): () => void;
  /** All keys that it knows now; looked through when a shard is gained. */
  present?(): Iterable<string>;
}

/** Tells a controller which keys a change of an informer's object concerns. The object before the change is mapped too. */
export function source<T extends KubeObject>(informer: Informer<T>, toKeys: (object: T) => readonly string[]): Source {
  return {
    name: informer.name,
    hasSynced: () => informer.hasSynced(),
    *present() {
      for (const object of informer.each()) yield* toKeys(object);
    },
    subscribe(add, addPresent) {
      const addAll = (object: T): void => toKeys(object).forEach((key) => add(key));
      const unsubscribe = informer.onChange((change) => {
        addAll(change.object);
        if (change.previous !== undefined) addAll(change.previous);
      });
      // What was there before us is looked at again; whoever changes something now need not wait for all of it.
      for (const object of informer.each()) toKeys(object).forEach((key) => addPresent(key));
      return unsubscribe;
    },
  };
}

export interface ControllerOptions {
  readonly name: string;
  readonly sources: readonly Source[];
  readonly reconcile: (ctx: Ctx, key: string) => Promise<Outcome>;
  /** Default 4. */
  readonly concurrency?: number;
  /** Default 60 s. */
  readonly timeoutMs?: number;
  /** How urgent a key is; `seen` is `normal` for a change and `resync` for what was there at the start. That is also the default. */
  readonly priorityOf?: (key: string, seen: Priority) => Priority;
  /** To whom a key belongs, for taking turns. Default: its namespace. */
  readonly groupOf?: (key: string) => string;
  /** How many keys of one group are worked on at a time; default `concurrency`. */
  readonly concurrencyPerGroup?: number;
  /** With it, only keys of namespaces that this replica is responsible for are worked on. */
  readonly sharding?: Sharding;
}

export type ReconcileOutcome = Outcome['kind'] | 'failed' | 'conflict';

export interface ControllerStats extends KeyedQueueStats {
  /** How reconciles ended, and how long they took. */
  readonly outcomes: Readonly<Record<ReconcileOutcome, DurationStats>>;
}

export interface Controller extends Service {
  /** Reconciles the key soon, for reasons that no source knows of. */
  enqueue(key: string): void;
  /** Looks at every key of its sources again, after all that is more urgent. */
  resync(): void;
  /** Resolves when no key is ready or running. */
  idle(): Promise<void>;
  stats(): ControllerStats;
}

/** After a conflict: long enough for the newer version to reach our copy. */
const conflictDelayMs = 50;
/** While the lease of a shard is overdue: renewed, or lost for good, before long. */
const unsureDelayMs = 1_000;

/** While the API server is away: soon enough to go on within seconds of its return, seldom enough not to hinder it. */
const outageBackoff: Backoff = { firstMs: 250, maxMs: 3_000 };
const maxRetryAfterMs = 30_000;
/** After an error of the server's own (500): most are over in a moment, and what is not, such as a broken webhook, is asked ever less. */
const serverErrorBackoff: Backoff = { firstMs: 250, maxMs: 300_000 };

function backoffOf(error: unknown): Backoff | undefined {
  if (isAppError(error, 'upstream_failed')) return serverErrorBackoff;
  if (!isAppError(error, 'unavailable') && !isAppError(error, 'rate_limited')) return undefined;
  if (error.retryAfterSeconds === undefined) return outageBackoff;
  // The delay falls into the upper half of the step, so twice the time is at least the time that was asked for.
  const stepMs = Math.max(outageBackoff.firstMs, Math.min(error.retryAfterSeconds * 1_000, maxRetryAfterMs) * 2);
  return { firstMs: stepMs, maxMs: stepMs };
}

/** When to look again; drift can wait for what people wait for. */
function resultOf(outcome: Outcome): WorkResult {
  if (outcome.kind === 'stalled' || outcome.afterMs === undefined) return {};
  return { afterMs: outcome.afterMs, priority: outcome.kind === 'done' ? 'resync' : 'normal' };
}

type Outcomes = Readonly<Record<ReconcileOutcome, Durations>>;

function statsOf({ done, wait, stalled, failed, conflict }: Outcomes): ControllerStats['outcomes'] {
  return {
    done: done.stats(),
    wait: wait.stats(),
    stalled: stalled.stats(),
    failed: failed.stats(),
    conflict: conflict.stats(),
  };
}

interface Running {
  readonly deps: ControllerDeps;
  readonly options: ControllerOptions;
  readonly outcomes: Outcomes;
  gate: ShardGate;
}

/** Aborts the work at its deadline and waits for its end: giving up on it would let a second worker at the same key. */
async function withDeadline<T>(running: Running, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const timeoutMs = running.options.timeoutMs ?? 60_000;
  const deadline = new AbortController();
  const late = new AppError('upstream_failed', 'The reconcile took too long.', { internal: `over ${timeoutMs} ms` });
  const cancel = running.deps.clock.after(timeoutMs, () => deadline.abort());
  try {
    const result = await work(AbortSignal.any([signal, deadline.signal]));
    if (deadline.signal.aborted) throw late;
    return result;
  } catch (error) {
    throw deadline.signal.aborted ? late : error;
  } finally {
    cancel();
  }
}

/** Works on a key of ours, and lets nobody have its shard before the end. */
async function workOn(running: Running, key: string, signal: AbortSignal): Promise<WorkResult> {
  const entry = running.gate.enter(key);
  if (entry === 'foreign') return {};
  if (entry === 'unsure') return { afterMs: unsureDelayMs };
  try {
    return await reconcileKey(running, key, signal);
  } finally {
    entry.leave();
  }
}

async function reconcileKey(running: Running, key: string, signal: AbortSignal): Promise<WorkResult> {
  const { deps, options, outcomes } = running;
  const requestId = deps.ids.name();
  const log = deps.log.child({ controller: options.name, key, reconcile: requestId });
  const startedMs = deps.clock.monotonicMs();
  const finish = (outcome: keyof Outcomes): number => {
    const durationMs = Math.round(deps.clock.monotonicMs() - startedMs);
    outcomes[outcome].add(durationMs);
    return durationMs;
  };
  try {
    const outcome = await withDeadline(running, signal, (inner) =>
      options.reconcile({ kind: 'reconcile', requestId, log, clock: deps.clock, signal: inner }, key),
    );
    log.debug('reconciled', {
      outcome: outcome.kind,
      durationMs: finish(outcome.kind),
      ...('reason' in outcome ? { reason: outcome.reason } : {}),
    });
    return resultOf(outcome);
  } catch (error) {
    if (signal.aborted) return {};
    if (isAppError(error, 'conflict')) {
      log.debug('reconcile met a newer version', { durationMs: finish('conflict') });
      return { afterMs: conflictDelayMs };
    }
    log.warn('reconcile failed', { durationMs: finish('failed'), error });
    throw error;
  }
}

/** Makes a controller; it works from `start`, which wants its sources synced, until `stop`. */
export function createController(deps: ControllerDeps, options: ControllerOptions): Controller {
  const outcomes: Outcomes = {
    done: createDurations(),
    wait: createDurations(),
    stalled: createDurations(),
    failed: createDurations(),
    conflict: createDurations(),
  };
  const running: Running = { deps, options, outcomes, gate: openGate };
  const priorityOf = options.priorityOf ?? ((_key, seen) => seen);
  const add = (seen: Priority) => (key: string) => {
    if (running.gate.admits(key)) queue.add(key, priorityOf(key, seen));
  };
  /** Looks at everything anew. */
  const resync = (): void => {
    for (const each of options.sources) for (const key of each.present?.() ?? []) add('resync')(key);
  };
  const newQueue = (): KeyedQueue =>
    createKeyedQueue({
      clock: deps.clock,
      concurrency: options.concurrency ?? 4,
      ...(options.concurrencyPerGroup === undefined ? {} : { concurrencyPerGroup: options.concurrencyPerGroup }),
      groupOf: options.groupOf ?? ((key) => parseKey(key).namespace ?? ''),
      backoffOf,
      work: (key, signal) => workOn(running, key, signal),
    });
  let queue = newQueue();
  let state: ServiceStatus['state'] = 'stopped';
  let unsubscribe: (() => void)[] = [];
  return {
    name: `controller ${options.name}`,
    enqueue: add('normal'),
    resync,
    idle: () => queue.idle(),
    stats: () => ({ ...queue.stats(), outcomes: statsOf(outcomes) }),
    status: () => ({ state, ...queue.stats() }),
    async start() {
      const late = options.sources.find((each) => !each.hasSynced());
      if (late !== undefined)
        throw new AppError('internal', 'A controller was started too early.', { internal: `${late.name} has not synced` });
      if (state === 'running') return;
      queue = newQueue();
      if (options.sharding !== undefined) running.gate = createShardGate(options.sharding, resync);
      unsubscribe = options.sources.map((each) => each.subscribe(add('normal'), add('resync')));
      queue.start();
      state = 'running';
    },
    async stop() {
      if (state !== 'running') return;
      state = 'stopping';
      for (const end of unsubscribe) end();
      await queue.stop();
      running.gate.close();
      state = 'stopped';
    },
  };
}
