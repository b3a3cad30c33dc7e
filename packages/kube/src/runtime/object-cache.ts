/** The objects an informer knows, by key and by index. */
import { keyOf, type KubeObject } from '../objects.ts';
import { weightOf } from './weight.ts';

/** Gives the values under which an object is found. */
export type Indexer<T> = (object: T) => readonly string[];

export interface ObjectCache<T> {
  get(key: string): T | undefined;
  list(): T[];
  byIndex(index: string, value: string): T[];
  keys(): string[];
  set(object: T): T | undefined;
  delete(key: string): T | undefined;
  size(): number;
  /** About how much memory the objects take. */
  bytes(): number;
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

type Buckets = Map<string, Set<string>>;

function putInBucket(buckets: Buckets, value: string, key: string): void {
  const bucket = buckets.get(value);
  if (bucket === undefined) buckets.set(value, new Set([key]));
  else bucket.add(key);
}

function takeFromBucket(buckets: Buckets, value: string, key: string): void {
  const bucket = buckets.get(value);
  bucket?.delete(key);
  if (bucket?.size === 0) buckets.delete(value);
}

/** Makes an empty cache with the built-in indexes and the given ones. */
export function createObjectCache<T extends KubeObject>(indexers: Readonly<Record<string, Indexer<T>>> = {}): ObjectCache<T> {
  const objects = new Map<string, T>();
  const indexes = Object.entries<Indexer<T>>({ ...builtInIndexes, ...indexers }).map(([name, indexer]) => ({
    name,
    indexer,
    buckets: new Map<string, Set<string>>(),
  }));
  let bytes = 0;
  function unindex(key: string, object: T): void {
    for (const { indexer, buckets } of indexes) for (const value of indexer(object)) takeFromBucket(buckets, value, key);
  }
  return {
    get: (key) => objects.get(key),
    list: () => [...objects.values()],
    keys: () => [...objects.keys()],
    size: () => objects.size,
    bytes: () => bytes,
    byIndex(name, value) {
      const bucket = indexes.find((index) => index.name === name)?.buckets.get(value) ?? new Set<string>();
      return [...bucket].flatMap((key) => objects.get(key) ?? []);
    },
    set(object) {
      const key = keyOf(object);
      const previous = objects.get(key);
      if (previous !== undefined) unindex(key, previous);
      bytes += weightOf(object) - weightOf(previous);
      objects.set(key, object);
      for (const { indexer, buckets } of indexes) for (const value of indexer(object)) putInBucket(buckets, value, key);
      return previous;
    },
    delete(key) {
      const previous = objects.get(key);
      if (previous !== undefined) unindex(key, previous);
      bytes -= weightOf(previous);
      objects.delete(key);
      return previous;
    },
  };
}
