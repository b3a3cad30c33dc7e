/**
 * The list-and-watch loop of an informer: it ends only when its signal aborts.
 *
 * A list is read in pages, or, where the server can, as the first part of the watch itself (`streaming`), which spares the server from
 * holding it all. From there on the watch is followed and resumed from the last version seen. The versions of one stream only
 * grow; a stream in which an older event follows a newer one has lost its order somewhere on the way and perhaps more than that,
 * so it is not believed and everything is listed again.
 */
import { backoffMs, spreadOf, type Backoff } from '@moorage/core/backoff';
import type { Clock } from '@moorage/core/clock';
import { isAppError, messageOf } from '@moorage/core/errors';
import type { Log } from '@moorage/core/log';
import { isAborted } from '../client/errors.ts';
import type { KubeClient, WatchEvent, WatchOptions } from '../client/types.ts';
import type { KubeObject, Resource } from '../objects.ts';
import type { Sealed } from './object-cache.ts';
import { createStallDetector } from './stall-detector.ts';

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
  /** Streams whose events came in a wrong order. */
  disorders: number;
}

export interface ReflectorSink<T> {
  /** Drops what is not kept, as early as possible: before the rest of a list has arrived. */
  seal(object: T): Sealed<T>;
  /** The whole truth at one version. */
  replace(items: readonly Sealed<T>[], version: string): void;
  change(event: WatchEvent<T>): void;
  /** The server said something: the copy is current up to now, and up to this version. */
  heard(version: string): void;
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
  readonly metadataOnly: boolean;
  readonly streaming: boolean;
}

/** Capped low: whoever waits for us should not wait longer than five seconds after the server is back. */
const watchBackoff: Backoff = { firstMs: 200, maxMs: 4_000 };
const fruitfulMs = 10_000;
/** After an expiry everyone lists again; this spreads them. */
const relistSpreadMs = 2_000;

interface Running<T> {
  readonly deps: ReflectorDeps;
  readonly spec: ReflectorSpec<T>;
  readonly signal: AbortSignal;
  /** False once the server has shown that it knows no streaming lists. */
  mayStream: boolean;
}

/** Where the loop stands: undefined when everything must be listed. */
interface Position {
  version: string | undefined;
}

/** True when both are the numbers that API servers use and the first is the smaller; others cannot be compared. */
export function isOlderVersion(version: string, than: string): boolean {
  if (!/^\d+$/.test(version) || !/^\d+$/.test(than)) return false;
  return version.length === than.length ? version < than : version.length < than.length;
}

function scopeOf(spec: Scope & { readonly metadataOnly: boolean }) {
  const { namespace, labelSelector, fieldSelector, metadataOnly } = spec;
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
    ...(metadataOnly ? { metadataOnly } : {}),
  };
}

const endOfInitial = 'k8s.io/initial-events-end';

/** Takes in the first part of a streaming list; gives true when the event was the last of it. */
function collect<T extends KubeObject>(spec: ReflectorSpec<T>, items: Sealed<T>[], event: WatchEvent<T>): boolean {
  if (event.type !== 'BOOKMARK') {
    items.push(spec.sink.seal(event.object));
    return false;
  }
  if (event.object.metadata.annotations?.[endOfInitial] !== 'true') return false;
  spec.sink.replace(items, event.object.metadata.resourceVersion ?? '');
  return true;
}

/** Follows one stream to its end. Without a version the stream begins with everything that exists. */
async function followStream<T extends KubeObject>(
  running: Running<T>,
  at: Position,
  stall: { signal: AbortSignal; kick(): void },
) {
  const { deps, spec } = running;
  const start: Partial<WatchOptions> = at.version === undefined ? { sendInitialEvents: true } : { resourceVersion: at.version };
  let initial: Sealed<T>[] | undefined = at.version === undefined ? [] : undefined;
  for await (const event of deps.client.watch<T>(spec.resource, { ...scopeOf(spec), ...start, signal: stall.signal })) {
    stall.kick();
    const version = event.object.metadata.resourceVersion ?? '';
    if (initial !== undefined) {
      if (!collect(spec, initial, event)) continue;
      initial = undefined;
      at.version = version;
      continue;
    }
    if (at.version !== undefined && isOlderVersion(version, at.version)) {
      spec.metrics.disorders += 1;
      deps.log.warn('watch lost its order, listing again', { resource: spec.resource.plural });
      at.version = undefined;
      return;
    }
    if (version !== '') at.version = version;
    spec.sink.heard(at.version ?? '');
    if (event.type === 'BOOKMARK') {
      spec.metrics.bookmarks += 1;
      continue;
    }
    spec.metrics.events += 1;
    spec.sink.change(event);
  }
}

async function watchOnce<T extends KubeObject>(running: Running<T>, at: Position): Promise<void> {
  const { deps, spec } = running;
  const stall = createStallDetector(deps.clock, running.signal, spec.stallMs);
  const wasList = at.version === undefined;
  if (wasList) spec.metrics.lists += 1;
  spec.metrics.watches += 1;
  try {
    await followStream(running, at, stall);
  } catch (error) {
    if (!stall.isStalled()) throw error;
    spec.metrics.stalls += 1;
    // A server that ignores the wish for a streaming list never ends the first part of it.
    if (wasList && at.version === undefined) running.mayStream = false;
    deps.log.warn('watch stalled, connecting again', { resource: spec.resource.plural });
  } finally {
    stall.stop();
  }
}

async function listOnce<T extends KubeObject>(running: Running<T>): Promise<string> {
  const { deps, spec, signal } = running;
  spec.metrics.lists += 1;
  const items: Sealed<T>[] = [];
  const { resourceVersion } = await deps.client.list<T>(spec.resource, {
    signal,
    ...scopeOf(spec),
    take: (object: T) => void items.push(spec.sink.seal(object)),
  });
  spec.sink.replace(items, resourceVersion);
  return resourceVersion;
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

/** Waits as the failure asks, and forgets the version where the server has. */
async function afterFailure<T>(running: Running<T>, error: unknown, at: Position, attempt: number): Promise<void> {
  const { deps, spec, signal } = running;
  if (isAborted(error)) return;
  if (at.version === undefined && running.mayStream && isAppError(error, 'invalid_request')) {
    deps.log.info('the server knows no streaming lists, reading pages', { resource: spec.resource.plural });
    running.mayStream = false;
    return;
  }
  if (isAppError(error, 'gone')) {
    at.version = undefined;
    spec.metrics.expiries += 1;
    await deps.clock.sleep(relistSpreadMs * spreadOf(`${deps.seed}/${spec.resource.plural}/${spec.metrics.expiries}`), signal);
    return;
  }
  spec.metrics.failures += 1;
  spec.sink.failed(error);
  const asked = isAppError(error) ? (error.retryAfterSeconds ?? 0) * 1_000 : 0;
  const delayMs = Math.max(asked, backoffMs(attempt, deps.seed, watchBackoff));
  deps.log.warn('watch failed, trying again', { resource: spec.resource.plural, reason: messageOf(error), delayMs });
  await deps.clock.sleep(delayMs, signal);
}

/** Lists, then watches from there, for ever; lists again only when the server no longer knows our version. */
export async function runReflector<T extends KubeObject>(
  deps: ReflectorDeps,
  spec: ReflectorSpec<T>,
  signal: AbortSignal,
): Promise<void> {
  const running: Running<T> = { deps, spec, signal, mayStream: spec.streaming };
  const attempts = createAttempts(deps.clock, spec.metrics);
  const at: Position = { version: undefined };
  while (!signal.aborted) {
    attempts.begin();
    try {
      if (!running.mayStream) at.version ??= await listOnce(running);
      await watchOnce(running, at);
      // A server that ends every watch at once must not be hammered.
      const attempt = attempts.end();
      if (attempt > 1) await deps.clock.sleep(backoffMs(attempt, deps.seed, watchBackoff), signal);
    } catch (error) {
      if (signal.aborted) return;
      await afterFailure(running, error, at, attempts.end());
    }
  }
}
