/**
 * The objects an informer knows, by key and by index.
 *
 * Packed, an object is kept as its JSON text and parsed anew at each look: a tenth to a third of the memory of a tree of small objects,
 * for some microseconds a look. Worth it for kinds of which there are thousands and which are looked at one by one.
 */
import { keyOf, type KubeObject } from '../objects.ts';
import { weightOf } from './weight.ts';

/** Gives the values under which an object is found. */
export type Indexer<T> = (object: T) => readonly string[];

/** An object as it is kept. */
export interface Sealed<T> {
  readonly key: string;
  readonly held: T | string;
}

export interface ObjectCache<T> {
  /** Brings an object into the form in which it is kept, without keeping it. */
  seal(object: T): Sealed<T>;
  open(sealed: Sealed<T>): T;
  get(key: string): T | undefined;
  /** One after the other, so that of a packed cache they never exist all at once. */
  each(): Iterable<T>;
  byIndex(index: string, value: string): T[];
  keys(): string[];
  /** `object` spares opening what the caller has open; gives what was there before. */
  set(sealed: Sealed<T>, object?: T): T | undefined;
  delete(key: string): T | undefined;
  size(): number;
  /** About how much memory the objects take. */
  bytes(): number;
}

export interface ObjectCacheOptions<T> {
  /** Beside the built-in ones. */
  readonly indexers?: Readonly<Record<string, Indexer<T>>>;
  readonly packed?: boolean;
}

/** Indexes that every informer has. */
export const builtInIndexes = {
  namespace: (object: KubeObject) => (object.metadata.namespace === undefined ? [] : [object.metadata.namespace]),
  owner: (object: KubeObject) => (object.metadata.ownerReferences ?? []).map((owner) => owner.uid),
} as const;

/** An index over one label, for {@link ObjectCache.byIndex} under the name `label:<key>`. */
export function labelIndexes(labels: readonly string[]): Record<string, Indexer<KubeObject>> {
  const indexOf = (label: string) => (object: KubeObject) => {
    const value = object.metadata.labels?.[label];
    return value === undefined ? [] : [value];
  };
  return Object.fromEntries(labels.map((label) => [`label:${label}`, indexOf(label)]));
}

/** Most owners have one object of a kind, and a set for one key costs more than the key: such a bucket is the key itself. */
type Buckets = Map<string, string | Set<string>>;

function putInBucket(buckets: Buckets, value: string, key: string): void {
  const bucket = buckets.get(value);
  if (bucket === undefined || bucket === key) buckets.set(value, key);
  else if (typeof bucket === 'string') buckets.set(value, new Set([bucket, key]));
  else bucket.add(key);
}

function takeFromBucket(buckets: Buckets, value: string, key: string): void {
  const bucket = buckets.get(value);
  if (bucket === key) buckets.delete(value);
  if (bucket === undefined || typeof bucket === 'string') return;
  bucket.delete(key);
  if (bucket.size === 0) buckets.delete(value);
}

function keysIn(buckets: Buckets | undefined, value: string): Iterable<string> {
  const bucket = buckets?.get(value) ?? [];
  return typeof bucket === 'string' ? [bucket] : bucket;
}

function unpack<T>(held: T | string): T {
  return typeof held === 'string' ? JSON.parse(held) : held;
}

/** Makes an empty cache with the built-in indexes and the given ones. */
export function createObjectCache<T extends KubeObject>(options: ObjectCacheOptions<T> = {}): ObjectCache<T> {
  const objects = new Map<string, T | string>();
  const indexes = Object.entries<Indexer<T>>({ ...builtInIndexes, ...options.indexers }).map(([name, indexer]) => ({
    name,
    indexer,
    buckets: new Map<string, string | Set<string>>(),
  }));
  let bytes = 0;
  const get = (key: string): T | undefined => {
    const held = objects.get(key);
    return held === undefined ? undefined : unpack(held);
  };
  function forget(key: string): T | undefined {
    const held = objects.get(key);
    if (held === undefined) return undefined;
    const previous = unpack(held);
    for (const { indexer, buckets } of indexes) for (const value of indexer(previous)) takeFromBucket(buckets, value, key);
    bytes -= weightOf(held);
    objects.delete(key);
    return previous;
  }
  return {
    get,
    open: ({ held }) => unpack(held),
    seal: (object) => ({ key: keyOf(object), held: options.packed === true ? JSON.stringify(object) : object }),
    keys: () => [...objects.keys()],
    size: () => objects.size,
    bytes: () => bytes,
    *each() {
      for (const held of objects.values()) yield unpack(held);
    },
    byIndex(name, value) {
      const buckets = indexes.find((index) => index.name === name)?.buckets;
      return [...keysIn(buckets, value)].flatMap((key) => get(key) ?? []);
    },
    set({ key, held }, object = unpack(held)) {
      const previous = forget(key);
      bytes += weightOf(held);
      objects.set(key, held);
      for (const { indexer, buckets } of indexes) for (const value of indexer(object)) putInBucket(buckets, value, key);
      return previous;
    },
    delete: forget,
  };
}
