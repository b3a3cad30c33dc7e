/**
 * The objects, their revisions and their recent past.
 *
 * All objects are in memory, in one bucket per kind of thing (whatever versions or groups it is served under); a file keeps
 * them across restarts and crashes. Every write gets the next revision of one counter, so that a revision orders all writes
 * of the cluster, as with etcd. Each bucket remembers its last changes; a watch may resume from any revision that is not
 * older, and is told `expired` otherwise, upon which clients list again. The past is not durable: after a restart a watch resumes
 * only from the very last revision.
 *
 * Objects in the store are never changed, only replaced. Whoever reads one must clone it before writing into it.
 * Observers run inside the write and must not write themselves; deferring is theirs (see `cluster-api.ts`).
 *
 * What breaks it: a write that fails on disk throws before memory is touched, so memory and file never differ. Two processes
 * on one directory are refused by a lock.
 */
import type { KubeObject, ObjectKey } from '@moorage/kube/objects';
import type { WatchEventType } from '../../api.ts';
import type { DurableLog } from './durable.ts';

export interface Change {
  readonly type: WatchEventType;
  readonly object: KubeObject;
  /** What was there before; absent for an addition. */
  readonly previous: KubeObject | undefined;
  readonly revision: number;
}

export type Observer = (change: Change) => void;

export interface Store {
  /** The revision of the last write. */
  revision(): number;
  get(bucket: string, key: ObjectKey): KubeObject | undefined;
  /** In order of namespace and name. */
  list(bucket: string, namespace?: string): KubeObject[];
  /** Puts the object and stamps its resource version; the store owns it from then on. */
  put(bucket: string, object: KubeObject): KubeObject;
  /** Takes the object out; returns its last state, stamped with the revision of the removal. */
  remove(bucket: string, key: ObjectKey, last?: KubeObject): KubeObject | undefined;
  /** Changes after the revision, oldest first. */
  since(bucket: string, revision: number): readonly Change[] | 'expired';
  /** Calls back inside every later write to the bucket. */
  observe(bucket: string, observer: Observer): () => void;
  buckets(): string[];
  close(): void;
}

interface Bucket {
  readonly namespaces: Map<string, Map<string, KubeObject>>;
  readonly observers: Set<Observer>;
  history: Change[];
  /** Changes up to this revision are forgotten. */
  forgotten: number;
}

/** Changes that a bucket remembers at least; it holds up to twice as many. */
const historyLimit = 512;

function remember(bucket: Bucket, change: Change): void {
  bucket.history.push(change);
  // Cut in blocks: shifting a thousand entries on every write would cost more than the write.
  if (bucket.history.length < historyLimit * 2) return;
  const dropped = bucket.history.splice(0, bucket.history.length - historyLimit);
  bucket.forgotten = dropped.at(-1)?.revision ?? bucket.forgotten;
}

function sorted<T>(entries: Map<string, T>): T[] {
  return [...entries].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, value]) => value);
}

/** Makes a store from what the durable log holds; without a log it lives in memory only. */
export function createStore(durable?: DurableLog): Store {
  const loaded = durable?.load();
  const bornAt = loaded?.revision ?? 0;
  const buckets = new Map<string, Bucket>();
  let revision = bornAt;

  function bucketOf(name: string): Bucket {
    let bucket = buckets.get(name);
    if (bucket === undefined) {
      bucket = { namespaces: new Map(), observers: new Set(), history: [], forgotten: bornAt };
      buckets.set(name, bucket);
    }
    return bucket;
  }

  function place(bucket: Bucket, object: KubeObject): void {
    const namespace = object.metadata.namespace ?? '';
    const names = bucket.namespaces.get(namespace) ?? new Map<string, KubeObject>();
    names.set(object.metadata.name, object);
    bucket.namespaces.set(namespace, names);
  }

  function announce(bucket: Bucket, change: Change): void {
    remember(bucket, change);
    for (const observer of [...bucket.observers]) observer(change);
  }

  for (const row of loaded?.rows ?? []) place(bucketOf(row.bucket), row.object);

  const get = (bucket: string, key: ObjectKey): KubeObject | undefined =>
    buckets
      .get(bucket)
      ?.namespaces.get(key.namespace ?? '')
      ?.get(key.name);

  return {
    revision: () => revision,
    get,
    list(name, namespace) {
      const all = buckets.get(name)?.namespaces;
      if (all === undefined) return [];
      if (namespace !== undefined) return sorted(all.get(namespace) ?? new Map<string, KubeObject>());
      return sorted(all).flatMap((names) => sorted(names));
    },
    put(name, object) {
      const previous = get(name, object.metadata);
      object.metadata.resourceVersion = String(revision + 1);
      durable?.put(name, object, revision + 1);
      revision += 1;
      const bucket = bucketOf(name);
      place(bucket, object);
      announce(bucket, { type: previous === undefined ? 'ADDED' : 'MODIFIED', object, previous, revision });
      return object;
    },
    remove(name, key, last) {
      const previous = get(name, key);
      if (previous === undefined) return undefined;
      const final = last ?? previous;
      const object = { ...final, metadata: { ...final.metadata, resourceVersion: String(revision + 1) } };
      durable?.remove(name, previous, revision + 1);
      revision += 1;
      const bucket = bucketOf(name);
      bucket.namespaces.get(key.namespace ?? '')?.delete(key.name);
      announce(bucket, { type: 'DELETED', object, previous, revision });
      return object;
    },
    since(name, from) {
      const bucket = bucketOf(name);
      if (from < bucket.forgotten) return 'expired';
      return bucket.history.filter((change) => change.revision > from);
    },
    observe(name, observer) {
      const { observers } = bucketOf(name);
      observers.add(observer);
      return () => void observers.delete(observer);
    },
    buckets: () => [...buckets.keys()],
    close: () => durable?.close(),
  };
}
