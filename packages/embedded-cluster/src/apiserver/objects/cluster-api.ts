/**
 * {@link ClusterApi} for code in this process: the same objects, the same rules, no socket. What is handed out is what is stored, frozen:
 * controllers read every object of a namespace whenever one of it changes, and copies of them were a fifth of all work of the cluster.
 */
import type { Log } from '@moorage/core/log';
import type { KubeObject, Resource } from '@moorage/kube/objects';
import type { ClusterApi, WatchEvent, WriteOptions } from '../../api.ts';
import { clone, frozen, isKubeObject } from '../json.ts';
import type { Kind } from '../kinds/kind.ts';
import type { KindRegistry } from '../kinds/registry.ts';
import { mergePatch } from '../patch/merge-patch.ts';
import { readScale, writeScale } from './scale.ts';
import { refuse } from '../refusal.ts';
import type { Store } from '../store/store.ts';
import type { Objects, WriteRequest } from './objects.ts';
import { matcherOf } from './reading.ts';

export interface ClusterApiDeps {
  readonly kinds: KindRegistry;
  readonly objects: Objects;
  readonly store: Store;
  readonly log: Log;
}

type Delivery = () => void;

/** Runs deliveries in order in a later turn of the event loop, so that a watcher's own writes never re-enter it. */
function createDispatcher(log: Log): (delivery: Delivery) => void {
  let queue: Delivery[] = [];
  const drain = (): void => {
    const batch = queue;
    queue = [];
    for (const deliver of batch) {
      try {
        deliver();
      } catch (error) {
        log.error('watcher failed', { error });
      }
    }
  };
  return (delivery) => {
    queue.push(delivery);
    if (queue.length === 1) setImmediate(drain);
  };
}

export function createClusterApi({ kinds, objects, store, log }: ClusterApiDeps): ClusterApi {
  const later = createDispatcher(log);

  function requestOf(kind: Kind, options: WriteOptions | undefined, current?: KubeObject): WriteRequest {
    const isEnding =
      kind.bucket === '/namespaces' && current?.metadata.deletionTimestamp !== undefined && options?.subresource === undefined;
    const subresource = isEnding ? 'finalize' : options?.subresource;
    return {
      ...(subresource === undefined ? {} : { subresource }),
      ...(options?.fieldManager === undefined ? {} : { manager: options.fieldManager }),
    };
  }

  function change(
    resource: Resource,
    key: { name: string; namespace?: string },
    next: (current: KubeObject) => KubeObject,
    options?: WriteOptions,
  ): KubeObject {
    const kind = kinds.get(resource);
    if (options?.subresource === 'scale') {
      const wished = next(readScale(kind, objects.get(kind, key)));
      const scaled = objects.update(kind, key, (object) => writeScale(kind, object, wished), requestOf(kind, options));
      return readScale(kind, scaled);
    }
    return frozen(objects.update(kind, key, next, requestOf(kind, options, objects.find(kind, key))));
  }

  function watch(resource: Resource, onEvent: (event: WatchEvent) => void, namespace: string | undefined): () => void {
    const kind = kinds.get(resource);
    let isStopped = false;
    const deliver = (type: WatchEvent['type'], stored: KubeObject): void => {
      later(() => {
        if (!isStopped) onEvent({ type, object: frozen(objects.view(kind, stored)) });
      });
    };
    for (const object of store.list(kind.bucket, namespace)) deliver('ADDED', object);
    const unobserve = store.observe(kind.bucket, ({ type, object }) => {
      if (namespace === undefined || object.metadata.namespace === namespace) deliver(type, object);
    });
    return () => {
      isStopped = true;
      unobserve();
    };
  }

  return {
    get: (resource, key) => frozen(objects.find(kinds.get(resource), key)),
    list(resource, options = {}) {
      const kind = kinds.get(resource);
      const matches = matcherOf(kind, options);
      return store
        .list(kind.bucket, options.namespace)
        .map((stored) => objects.view(kind, stored))
        .filter(matches)
        .map((object) => frozen(object));
    },
    create: (resource, object, options) =>
      frozen(objects.create(kinds.get(resource), object, requestOf(kinds.get(resource), options))),
    update: (resource, object, options) => change(resource, object.metadata, () => clone(object), options),
    mergePatch: (resource, key, patch, options) =>
      change(
        resource,
        key,
        (current) => {
          const patched = mergePatch(current, patch);
          if (!isKubeObject(patched)) throw refuse('BadRequest', 'the patch leaves no object');
          return patched;
        },
        options,
      ),
    remove(resource, key, options = {}) {
      const kind = kinds.get(resource);
      if (store.get(kind.bucket, key) !== undefined) objects.remove(kind, key, options);
    },
    watch: (resource, onEvent, options) => watch(resource, onEvent, options?.namespace),
  };
}
