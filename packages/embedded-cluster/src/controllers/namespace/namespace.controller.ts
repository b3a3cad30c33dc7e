/** Drives {@link planDefaults} and {@link planTermination}. */
import { keyOf } from '@moorage/kube/objects';
import { allKeys, type ControllerDeps } from '../framework/controller-deps.ts';
import { kinds, read } from '../framework/kinds.ts';
import type { ObjectFeed } from '../framework/object-feed.ts';
import type { Controller } from '../framework/runner.ts';
import type { Located } from '../garbage/garbage.plan.ts';
import { planDefaults, planTermination } from './namespace.plan.ts';

/** How often a namespace that waits for its content is looked at even without a change. */
const pollMs = 1_000;

export interface NamespaceOptions {
  readonly rootCertificate?: string;
}

export function createNamespaceController(deps: ControllerDeps, feed: ObjectFeed, options: NamespaceOptions): Controller {
  const { api } = deps;
  const contentOf = (namespace: string): Located[] =>
    feed
      .resources()
      .filter((resource) => resource.namespaced)
      .flatMap((resource) => listOrNothing(resource, namespace));
  const listOrNothing = (resource: Located['resource'], namespace: string): Located[] => {
    try {
      return api.list(resource, { namespace }).map((object) => ({ resource, object }));
    } catch {
      // Not served (any more): there is nothing of it to delete.
      return [];
    }
  };
  const isEnding = (name: string): boolean => read(api, kinds.namespace, { name })?.metadata.deletionTimestamp !== undefined;
  return {
    name: 'namespace',
    watches: [
      { resource: kinds.namespace },
      {
        resource: kinds.serviceAccount,
        keys: ({ metadata }, event) => (event.type === 'DELETED' ? [metadata.namespace ?? ''] : []),
      },
    ],
    keys: allKeys(api, kinds.namespace),
    open: (enqueue) =>
      feed.subscribe((_resource, { type, object }) => {
        const { namespace } = object.metadata;
        if (type === 'DELETED' && namespace !== undefined && isEnding(namespace)) enqueue(namespace);
      }),
    reconcile(name) {
      const namespace = read(api, kinds.namespace, { name });
      if (namespace === undefined) return undefined;
      if (namespace.metadata.deletionTimestamp === undefined) {
        const present = [
          ...api.list(kinds.serviceAccount, { namespace: name }),
          ...api.list(kinds.configMap, { namespace: name }),
        ];
        const names = new Set(present.map((object) => `${object.kind}/${keyOf(object).split('/')[1]}`));
        deps.execute(planDefaults(namespace, names, options.rootCertificate));
        return undefined;
      }
      deps.execute(planTermination({ namespace, content: contentOf(name), now: deps.clock.now() }));
      return pollMs;
    },
  };
}
