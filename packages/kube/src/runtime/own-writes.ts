/**
 * Reading one's own writes.
 *
 * A controller that has just created five objects is told of them one by one by its watches. Run again in between, it does not see
 * the last of them yet, looks for it on the server and applies it a second time: harmless, and a good part of all calls when a
 * thousand objects come at once. What a write answers is the object as it now is, so it is given to the copy at once.
 *
 * The copy takes it only when its watch has not come that far ({@link Informer.remember}), so an object that was written and then
 * removed by somebody else does not come back.
 */
import type { KubeClient, WriteOptions } from '../client/types.ts';
import type { KubeObject, Resource } from '../objects.ts';

/** The part of an informer that takes in what was written. */
export interface OwnWrites {
  readonly resource: Resource;
  remember(object: KubeObject): void;
}

/** The same client, but what its writes answer is known to the informers at once. */
export function rememberingClient(client: KubeClient, informers: readonly OwnWrites[]): KubeClient {
  async function remembering<T extends KubeObject>(resource: Resource, write: Promise<T>, options?: WriteOptions): Promise<T> {
    const object = await write;
    // What answers a dry run never was, and a Scale is another kind.
    if (options?.dryRun === true || options?.subresource === 'scale') return object;
    for (const informer of informers) if (informer.resource === resource) informer.remember(object);
    return object;
  }
  return {
    ...client,
    create: (resource, object, options) => remembering(resource, client.create(resource, object, options), options),
    replace: (resource, object, options) => remembering(resource, client.replace(resource, object, options), options),
    apply: (resource, object, options) => remembering(resource, client.apply(resource, object, options), options),
    mergePatch: (resource, key, patch, options) =>
      remembering(resource, client.mergePatch(resource, key, patch, options), options),
  };
}
