/**
 * A client whose writes ask first whether they still may.
 *
 * Every write is refused with `precondition_failed` once the right to it has run out, and one that was sent is given up when it runs
 * out: a process that was suspended and wakes up with an old belief writes nothing. Reads always pass.
 */
import { AppError } from '@moorage/core/errors';
import type { KubeClient } from '../client/types.ts';
import type { KubeObject } from '../objects.ts';

/** For how many milliseconds objects of the namespace may still be written; 0 or less: not at all. Cluster-wide ones have none. */
export type WriteRight = (namespace: string | undefined) => number;

/** The namespace that a path of the API speaks of. */
function namespaceIn(path: string): string | undefined {
  return /\/namespaces\/([^/?]+)/.exec(path)?.[1];
}

/** Puts the fence around a client. */
export function fencedClient(client: KubeClient, right: WriteRight): KubeClient {
  function deadline(namespace: string | undefined, wantedMs: number | undefined): { timeoutMs?: number } {
    const remainingMs = right(namespace);
    if (remainingMs <= 0)
      throw new AppError('precondition_failed', 'Another process is responsible now.', {
        internal: 'write refused: the lease is lost',
      });
    if (Number.isFinite(remainingMs)) return { timeoutMs: Math.min(remainingMs, wantedMs ?? remainingMs) };
    return wantedMs === undefined ? {} : { timeoutMs: wantedMs };
  }
  const of = (object: KubeObject): string | undefined => object.metadata.namespace;
  return {
    ...client,
    create: async (resource, object, options) =>
      client.create(resource, object, { ...options, ...deadline(of(object), options?.timeoutMs) }),
    replace: async (resource, object, options) =>
      client.replace(resource, object, { ...options, ...deadline(of(object), options?.timeoutMs) }),
    apply: async (resource, object, options) =>
      client.apply(resource, object, { ...options, ...deadline(of(object), options.timeoutMs) }),
    mergePatch: async (resource, key, patch, options) =>
      client.mergePatch(resource, key, patch, { ...options, ...deadline(key.namespace, options?.timeoutMs) }),
    jsonPatch: async (resource, key, patch) =>
      client.jsonPatch(resource, key, { ...patch, ...deadline(key.namespace, patch.timeoutMs) }),
    remove: async (resource, key, options) =>
      client.remove(resource, key, { ...options, ...deadline(key.namespace, options?.timeoutMs) }),
    request: async (request) =>
      client.request(
        request.method === 'GET' ? request : { ...request, ...deadline(namespaceIn(request.path), request.timeoutMs) },
      ),
  };
}
