/** The cluster's objects in a map, for tests of the node and the network: no validation, the same order of watch calls. */
import { AppError } from '@moorage/core/errors';
import { keyOf, type KubeObject, type ObjectKey, type Resource } from '@moorage/kube/objects';
import type { ClusterApi, WatchEvent } from '../api.ts';

type Json = Record<string, unknown>;

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function merge(target: Json, patch: Json): Json {
  const result = { ...target };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = isRecord(value) ? merge(isRecord(result[name]) ? result[name] : {}, value) : value;
  }
  return result;
}

/** Makes an empty cluster. */
export function createMemoryApi(): ClusterApi {
  const stores = new Map<string, Map<string, KubeObject>>();
  const watchers = new Map<string, Set<(event: WatchEvent) => void>>();
  let version = 0;
  const storeOf = (resource: Resource): Map<string, KubeObject> => {
    const store = stores.get(resource.plural) ?? new Map<string, KubeObject>();
    stores.set(resource.plural, store);
    return store;
  };
  const nameOf = (key: ObjectKey): string => keyOf({ metadata: key });
  function tell(resource: Resource, type: WatchEvent['type'], object: KubeObject): void {
    const event = { type, object: structuredClone(object) };
    for (const watcher of watchers.get(resource.plural) ?? []) queueMicrotask(() => watcher(event));
  }
  function put(resource: Resource, object: KubeObject, type: 'ADDED' | 'MODIFIED'): KubeObject {
    version += 1;
    const stored = structuredClone({ ...object, metadata: { ...object.metadata, resourceVersion: String(version) } });
    storeOf(resource).set(keyOf(stored), stored);
    tell(resource, type, stored);
    return structuredClone(stored);
  }
  function find(resource: Resource, key: ObjectKey): KubeObject {
    const found = storeOf(resource).get(nameOf(key));
    if (found === undefined) throw new AppError('not_found', `${resource.plural} "${key.name}" not found`);
    return found;
  }
  return {
    get: (resource, key) => structuredClone(storeOf(resource).get(nameOf(key))),
    list: (resource, options) =>
      [...storeOf(resource).values()]
        .filter((object) => options?.namespace === undefined || object.metadata.namespace === options.namespace)
        .map((object) => structuredClone(object)),
    create(resource, object) {
      if (storeOf(resource).has(keyOf(object)))
        throw new AppError('already_exists', `${resource.plural} "${object.metadata.name}" already exists`);
      return put(resource, { ...object, metadata: { ...object.metadata, uid: `uid-${(version += 1)}` } }, 'ADDED');
    },
    update: (resource, object) => put(resource, object, 'MODIFIED'),
    mergePatch(resource, key, patch) {
      const found = find(resource, key);
      return put(resource, { ...found, ...merge(found, patch) }, 'MODIFIED');
    },
    remove(resource, key, options) {
      const found = storeOf(resource).get(nameOf(key));
      if (found === undefined || (options?.uid !== undefined && options.uid !== found.metadata.uid)) return;
      const grace = options?.gracePeriodSeconds ?? 30;
      if (resource.kind === 'Pod' && grace > 0) {
        const marks = { deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: grace };
        put(resource, { ...found, metadata: { ...found.metadata, ...marks } }, 'MODIFIED');
        return;
      }
      storeOf(resource).delete(nameOf(key));
      tell(resource, 'DELETED', found);
    },
    watch(resource, onEvent) {
      const set = watchers.get(resource.plural) ?? new Set();
      watchers.set(resource.plural, set);
      for (const object of storeOf(resource).values()) {
        const event: WatchEvent = { type: 'ADDED', object: structuredClone(object) };
        queueMicrotask(() => onEvent(event));
      }
      set.add(onEvent);
      return () => void set.delete(onEvent);
    },
  };
}
