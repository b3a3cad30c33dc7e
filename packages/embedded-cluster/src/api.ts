/**
 * The cluster seen from inside the process.
 *
 * Controllers and the node work on the same objects that HTTP clients see, through this interface instead of a socket. Reads and
 * writes are synchronous: the store is in memory with a durable log behind it, so a controller never sees its own write late.
 * Every write passes the same admission, validation, generation and resource-version rules as one that came over HTTP.
 * Watchers are called after the write has returned, in order, never re-entrantly. Objects that are handed out are frozen: whoever wants
 * another one makes a copy.
 */
import type { KubeObject, ObjectKey, Resource } from '@moorage/kube/objects';

export type WatchEventType = 'ADDED' | 'MODIFIED' | 'DELETED';

export interface WatchEvent {
  readonly type: WatchEventType;
  readonly object: KubeObject;
}

export interface ListOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface WriteOptions {
  readonly subresource?: 'status' | 'scale';
  /** Recorded in managedFields. */
  readonly fieldManager?: string;
}

export interface RemoveOptions {
  /** Refuse unless the object still has this uid. */
  readonly uid?: string;
  readonly gracePeriodSeconds?: number;
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan';
}

export interface ClusterApi {
  get(resource: Resource, key: ObjectKey): KubeObject | undefined;
  list(resource: Resource, options?: ListOptions): KubeObject[];
  /** Throws `already_exists`, `invalid_request`. */
  create(resource: Resource, object: KubeObject, options?: WriteOptions): KubeObject;
  /** Replaces; throws `conflict` when `metadata.resourceVersion` is set and stale, `not_found`. */
  update(resource: Resource, object: KubeObject, options?: WriteOptions): KubeObject;
  /** JSON merge patch (RFC 7386); throws `not_found`. */
  mergePatch(resource: Resource, key: ObjectKey, patch: Record<string, unknown>, options?: WriteOptions): KubeObject;
  /** Deletes or marks for deletion (finalizers, graceful pods); absent is not an error. */
  remove(resource: Resource, key: ObjectKey, options?: RemoveOptions): void;
  /** Calls back with the present objects as ADDED, then with every change; returns the stop function. */
  watch(resource: Resource, onEvent: (event: WatchEvent) => void, options?: Pick<ListOptions, 'namespace'>): () => void;
}
