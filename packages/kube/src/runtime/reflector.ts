/** The list-and-watch loop of an informer: it ends only when its signal aborts. */
import { backoffMs, spreadOf, type Backoff } from '@moorage/core/backoff';
import type { Clock } from '@moorage/core/clock';
import { isAppError, messageOf } from '@moorage/core/errors';
import type { Log } from '@moorage/core/log';
import { isAborted } from '../client/errors.ts';
import type { KubeClient, WatchEvent } from '../client/types.ts';
import type { KubeObject, Resource } from '../objects.ts';

export interface Scope {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface ReflectorMetrics {
  lists: number;
  watches: number;
  events: number;
  bookmarks: number;
  failures: number;
  expiries: number;
  stalls: number;
}

export interface ReflectorSink<T> {
  /** The whole truth at one moment. */
  replace(items: readonly T[]): void;
  change(event: WatchEvent<T>): void;
  failed(error: unknown): void;
}

export interface ReflectorDeps {
  readonly client: KubeClient;
  readonly log: Log;
  readonly clock: Clock;
  /** Scatters delays over processes. */
  readonly seed: string;
}

export interface ReflectorSpec<T> extends Scope {
  readonly resource: Resource;
  readonly sink: ReflectorSink<T>;
  /** Reconnect when neither event nor bookmark came for so long. */
  readonly stallMs: number;
  readonly metrics: ReflectorMetrics;
}

/** Capped low: whoever waits for us should not wait longer than five seconds after the server is back. */
const watchBackoff: Backoff = { firstMs: 200, maxMs: 5_000 };
const fruitfulMs = 10_000;
/** After an expiry everyone lists again; this spreads them. */
const relistSpreadMs = 2_000;

/** A signal that aborts with its parent, or when `kick` was not called for `afterMs`. */
function createStallDetector(clock: Clock, parent: AbortSignal, afterMs: number) {
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

async function watchOnce<T extends KubeObject>(
  deps: ReflectorDeps,
  spec: ReflectorSpec<T>,
  at: { version: string; signal: AbortSignal },
) {
  const stall = createStallDetector(deps.clock, at.signal, spec.stallMs);
  const { resource, namespace, labelSelector, fieldSelector } = spec;
  const scope = {
    ...(namespace === undefined ? {} : { namespace }),
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
  };
  spec.metrics.watches += 1;
  try {
    for await (const event of deps.client.watch<T>(resource, { ...scope, resourceVersion: at.version, signal: stall.signal })) {
      stall.kick();
      at.version = event.object.metadata.resourceVersion ?? at.version;
      if (event.type === 'BOOKMARK') {
        spec.metrics.bookmarks += 1;
        continue;
      }
      spec.metrics.events += 1;
      spec.sink.change(event);
    }
  } catch (error) {
    if (!stall.isStalled()) throw error;
    spec.metrics.stalls += 1;
    deps.log.warn('watch stalled, connecting again', { resource: resource.plural });
  } finally {
    stall.stop();
  }
}

async function listOnce<T extends KubeObject>(deps: ReflectorDeps, spec: ReflectorSpec<T>, signal: AbortSignal): Promise<string> {
  const { resource, namespace, labelSelector, fieldSelector } = spec;
  spec.metrics.lists += 1;
  const list = await deps.client.list<T>(resource, {
    signal,
    ...(namespace === undefined ? {} : { namespace }),
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
  });
  spec.sink.replace(list.items);
  return list.resourceVersion;
}

/** Counts attempts in a row that achieved nothing: no event came and the connection did not live long either. */
function createAttempts(clock: Clock, metrics: ReflectorMetrics) {
  let count = 0;
  let eventsBefore = 0;
  let startedMs = 0;
  return {
    begin() {
      eventsBefore = metrics.events + metrics.bookmarks;
      startedMs = clock.monotonicMs();
    },
    /** The number of the attempt that just ended; 1 after any that achieved something. */
    end(): number {
      const isFruitful = metrics.events + metrics.bookmarks > eventsBefore || clock.monotonicMs() - startedMs > fruitfulMs;
      count = isFruitful ? 1 : count + 1;
      return count;
    },
  };
}

/** Lists, then watches from there, for ever; lists again only when the server no longer knows our version. */
export async function runReflector<T extends KubeObject>(
  deps: ReflectorDeps,
  spec: ReflectorSpec<T>,
  signal: AbortSignal,
): Promise<void> {
  const attempts = createAttempts(deps.clock, spec.metrics);
  let version: string | undefined;
  while (!signal.aborted) {
    attempts.begin();
    try {
      version ??= await listOnce(deps, spec, signal);
      const at = { version, signal };
      try {
        await watchOnce(deps, spec, at);
      } finally {
        version = at.version;
      }
      // A server that ends every watch at once must not be hammered.
      const attempt = attempts.end();
      if (attempt > 1) await deps.clock.sleep(backoffMs(attempt, deps.seed, watchBackoff), signal);
    } catch (error) {
      if (signal.aborted) return;
      version = await afterFailure({ deps, spec, signal }, error, { version, attempt: attempts.end() });
    }
  }
}

interface Running<T> {
  readonly deps: ReflectorDeps;
  readonly spec: ReflectorSpec<T>;
  readonly signal: AbortSignal;
}

/** Waits as the failure asks, and says from which version to go on (undefined: list again). */
async function afterFailure<T>(
  running: Running<T>,
  error: unknown,
  state: { version: string | undefined; attempt: number },
): Promise<string | undefined> {
  const { deps, spec, signal } = running;
  if (isAppError(error, 'gone')) {
    spec.metrics.expiries += 1;
    await deps.clock.sleep(relistSpreadMs * spreadOf(`${deps.seed}/${spec.resource.plural}/${spec.metrics.expiries}`), signal);
    return undefined;
  }
  if (isAborted(error)) return state.version;
  spec.metrics.failures += 1;
  spec.sink.failed(error);
  const asked = isAppError(error) ? (error.retryAfterSeconds ?? 0) * 1_000 : 0;
  const delayMs = Math.max(asked, backoffMs(state.attempt, deps.seed, watchBackoff));
  deps.log.warn('watch failed, trying again', { resource: spec.resource.plural, reason: messageOf(error), delayMs });
  await deps.clock.sleep(delayMs, signal);
  return state.version;
}
