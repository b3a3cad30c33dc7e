/**
 * An informer: a live copy of the objects of one kind within a scope.
 *
 * What it guarantees:
 * - After `hasSynced`, the copy was complete at some moment and has followed every change since. A watch that breaks is resumed from
 *   the last version seen, bookmarks included, so that nothing is read twice and nothing is lost; only when the server has
 *   forgotten that version (410) is everything listed again, and the difference to the copy is reported as changes.
 * - It never stops by itself. Any failure is retried with a growing, scattered delay that obeys `Retry-After`; a connection over which
 *   neither event nor bookmark came for a bounded time is taken for dead and replaced (a half-open socket says nothing).
 * - Listeners are told what changed after the copy holds it, one change at a time, in the order of the server. They are told *that*
 *   something is different; whoever acts reads the copy.
 * - An order of events that cannot be, such as an old version after a new one, is not believed: everything is listed again.
 * - The copy is frugal: `managedFields` and what `transform` drops are never kept, not even until a list is complete; with
 *   `metadataOnly` the server sends nothing but metadata, and one that cannot is trimmed here. `packed`, it holds texts.
 * - What we wrote ourselves may be told to it before the watch does (`remember`); it never takes the copy back to the past.
 *
 * Why: every controller decides by reading, and reading the API server each time would neither be fast nor polite. The usual
 * library's informers stop at the first unexpected error and leave it to their user to notice.
 *
 * What breaks it: changing an object that was read from the copy (they are shared; treat them as frozen), or a listener that throws
 * (logged and skipped).
 */
import type { Clock } from '@moorage/core/clock';
import { messageOf } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import type { KubeClient, WatchEvent } from '../client/types.ts';
import { keyOf, type KubeObject, type Resource } from '../objects.ts';
import { createObjectCache, type Indexer, labelIndexes, type ObjectCache, type Sealed } from './object-cache.ts';
import { isOlderVersion, type ReflectorMetrics, runReflector, type Scope } from './reflector.ts';

export interface InformerDeps {
  readonly client: KubeClient;
  readonly log: Log;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface InformerOptions<T> extends Scope {
  readonly resource: Resource;
  /** Further indexes beside `namespace` and `owner`. */
  readonly indexers?: Readonly<Record<string, Indexer<T>>>;
  /** Drops what nobody reads before an object is kept. */
  readonly transform?: (object: T) => T;
  /** Labels that `byLabel` finds objects by. */
  readonly labels?: readonly string[];
  /** Keep `metadata` alone, where nobody reads more. */
  readonly metadataOnly?: boolean;
  /** Keep objects as texts: for kinds of which there are thousands. */
  readonly packed?: boolean;
  /** Read the first list as the beginning of the watch, where the server can; pages otherwise. Default false. */
  readonly streaming?: boolean;
  /** Default 150 s: servers send a bookmark about every minute, so two of them were missed. */
  readonly stallMs?: number;
}

export interface Change<T> {
  readonly type: 'added' | 'modified' | 'deleted';
  readonly object: T;
  readonly previous?: T;
}

export interface InformerMetrics extends Readonly<ReflectorMetrics> {
  readonly objects: number;
  /** About how much memory the copy takes. */
  readonly bytes: number;
  /** Watches after the first: how often the stream had to be opened again. */
  readonly restarts: number;
  /** How long ago the copy was last known to be current; undefined before the first list. */
  readonly lagMs: number | undefined;
}

export interface Informer<T extends KubeObject = KubeObject> extends Service {
  readonly resource: Resource;
  get(key: string): T | undefined;
  list(): T[];
  /** The same one after the other; the way to go through thousands. */
  each(): Iterable<T>;
  inNamespace(namespace: string): T[];
  /** Those with an owner reference to the uid. */
  ownedBy(uid: string): T[];
  byIndex(index: string, value: string): T[];
  /** Those whose label has the value; the label must be among the option `labels`. */
  byLabel(label: string, value: string): T[];
  /** Calls back for every change from now on; gives the function that ends it. */
  onChange(listener: (change: Change<T>) => void): () => void;
  /** Takes in what a write of ours answered, unless the watch has come that far already. */
  remember(object: T): void;
  hasSynced(): boolean;
  metrics(): InformerMetrics;
}

const defaultStallMs = 150_000;

function withoutManagedFields<T extends KubeObject>(object: T): T {
  if (object.metadata.managedFields === undefined) return object;
  const { managedFields: _dropped, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** True when the copy has this very version already: a resumed watch may repeat what was listed. */
function isKnown(present: KubeObject | undefined, object: KubeObject): boolean {
  return (
    present !== undefined &&
    present.metadata.uid === object.metadata.uid &&
    present.metadata.resourceVersion !== undefined &&
    present.metadata.resourceVersion === object.metadata.resourceVersion
  );
}

/** What was remembered may be newer than what the watch says next. */
function isPast(object: KubeObject, present: KubeObject | undefined): boolean {
  return isOlderVersion(object.metadata.resourceVersion ?? '', present?.metadata.resourceVersion ?? '');
}

interface Copy<T extends KubeObject> {
  readonly cache: ObjectCache<T>;
  keep(object: T): void;
  replace(items: readonly Sealed<T>[]): void;
  change(event: WatchEvent<T>): void;
}

/** What is kept of an object. */
function trimmerOf<T extends KubeObject>(transform: ((object: T) => T) | undefined): (object: T) => T {
  return transform === undefined ? withoutManagedFields : (object) => transform(withoutManagedFields(object));
}

/** Holds trimmed objects and tells what they change. */
function createCopy<T extends KubeObject>(options: InformerOptions<T>, notify: (change: Change<T>) => void): Copy<T> {
  const cache = createObjectCache<T>({
    indexers: { ...labelIndexes(options.labels ?? []), ...options.indexers },
    packed: options.packed ?? false,
  });
  function keep(object: T, sealed = cache.seal(object)): void {
    if (isKnown(cache.get(sealed.key), object)) return;
    const previous = cache.set(sealed, object);
    notify(previous === undefined ? { type: 'added', object } : { type: 'modified', object, previous });
  }
  function drop(key: string): void {
    const previous = cache.delete(key);
    if (previous !== undefined) notify({ type: 'deleted', object: previous });
  }
  return {
    cache,
    keep: (object) => keep(object),
    replace(items) {
      const listed = new Set(items.map(({ key }) => key));
      for (const key of cache.keys()) if (!listed.has(key)) drop(key);
      for (const item of items) keep(cache.open(item), item);
    },
    change({ type, object }) {
      const key = keyOf(object);
      if (isPast(object, cache.get(key))) return;
      if (type === 'DELETED') drop(key);
      else keep(object);
    },
  };
}

interface Run {
  readonly aborter: AbortController;
  readonly ended: Promise<void>;
}

/** Makes the informer of one kind and scope. */
export function createInformer<T extends KubeObject>(deps: InformerDeps, options: InformerOptions<T>): Informer<T> {
  const log = deps.log.child({ informer: options.resource.plural });
  const listeners = new Set<(change: Change<T>) => void>();
  const metrics: ReflectorMetrics = {
    lists: 0,
    watches: 0,
    events: 0,
    bookmarks: 0,
    failures: 0,
    expiries: 0,
    stalls: 0,
    disorders: 0,
  };
  const trim = trimmerOf(options.transform);
  let heardAtMs: number | undefined;
  let heardVersion = '';
  const synced = Promise.withResolvers<void>();
  let isSynced = false;
  let lastFailure: string | undefined;
  let run: Run | undefined;
  const copy = createCopy<T>(options, (change) => {
    for (const listener of listeners) {
      try {
        listener(change);
      } catch (error) {
        log.error('listener of an informer failed', { key: keyOf(change.object), error });
      }
    }
  });
  const heard = (version: string): void => {
    lastFailure = undefined;
    heardAtMs = deps.clock.monotonicMs();
    heardVersion = version;
  };
  const sink = {
    seal: (object: T) => copy.cache.seal(trim(object)),
    heard,
    replace(items: readonly Sealed<T>[], version: string) {
      copy.replace(items);
      isSynced = true;
      heard(version);
      synced.resolve();
    },
    change: ({ type, object }: WatchEvent<T>) => copy.change({ type, object: trim(object) }),
    failed: (error: unknown) => void (lastFailure = messageOf(error)),
  };
  function status(): ServiceStatus {
    const state = run === undefined ? 'stopped' : isSynced ? 'running' : 'starting';
    return { state, objects: copy.cache.size(), ...(lastFailure === undefined ? {} : { message: lastFailure }) };
  }
  return {
    name: `informer ${options.resource.plural}`,
    resource: options.resource,
    get: (key) => copy.cache.get(key),
    list: () => [...copy.cache.each()],
    each: () => copy.cache.each(),
    inNamespace: (namespace) => copy.cache.byIndex('namespace', namespace),
    ownedBy: (uid) => copy.cache.byIndex('owner', uid),
    byIndex: (index, value) => copy.cache.byIndex(index, value),
    byLabel: (label, value) => copy.cache.byIndex(`label:${label}`, value),
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    remember(object) {
      const { resourceVersion = '' } = object.metadata;
      // Of a copy without content, an answer with content is no part.
      if (!isSynced || run === undefined || options.metadataOnly === true) return;
      if (isOlderVersion(heardVersion, resourceVersion)) copy.keep(trim(object));
    },
    hasSynced: () => isSynced,
    metrics: () => ({
      ...metrics,
      objects: copy.cache.size(),
      bytes: copy.cache.bytes(),
      restarts: Math.max(0, metrics.watches - 1),
      lagMs: heardAtMs === undefined ? undefined : Math.round(deps.clock.monotonicMs() - heardAtMs),
    }),
    status,
    async start() {
      if (run === undefined) {
        const aborter = new AbortController();
        const { stallMs = defaultStallMs, metadataOnly = false, streaming = false } = options;
        const spec = { ...options, sink, metrics, stallMs, metadataOnly, streaming };
        run = { aborter, ended: runReflector<T>({ ...deps, log, seed: deps.ids.uuid() }, spec, aborter.signal) };
      }
      await Promise.race([synced.promise, run.ended]);
    },
    async stop() {
      run?.aborter.abort();
      await run?.ended;
      run = undefined;
    },
  };
}
