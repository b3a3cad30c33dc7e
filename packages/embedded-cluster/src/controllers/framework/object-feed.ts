/**
 * Every object of every kind, custom ones included, as one stream.
 *
 * Garbage collection and the deletion of namespaces must see kinds that nobody knew when this was written; the feed follows
 * the CustomResourceDefinitions and opens and closes a watch with each.
 */
import { messageOf } from '@moorage/core/errors';
import type { Log } from '@moorage/core/log';
import type { Resource } from '@moorage/kube/objects';
import type { ClusterApi, WatchEvent } from '../../api.ts';
import { builtInKinds, isOfKind, kinds, readAll, resourceOfDefinition } from './kinds.ts';
import type { CustomResourceDefinition } from './model.ts';

export type FeedListener = (resource: Resource, event: WatchEvent) => void;

export interface ObjectFeed {
  /** All kinds served now. */
  resources(): readonly Resource[];
  /** The kind behind an owner reference; its version may be another than the one written there. */
  find(apiVersion: string, kind: string): Resource | undefined;
  /** Calls back with every present object as ADDED and with every change; events of kind Event are left out. */
  subscribe(listener: FeedListener): () => void;
}

const idOf = (resource: Resource): string => `${resource.plural}.${resource.group}`;

export function createObjectFeed(api: ClusterApi, log: Log): ObjectFeed {
  const custom = (): Resource[] =>
    readAll(api, kinds.customResourceDefinition).flatMap((each) => resourceOfDefinition(each) ?? []);
  const resources = (): readonly Resource[] => [...builtInKinds, ...custom()];
  return {
    resources,
    find(apiVersion, kind) {
      const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
      return resources().find((resource) => resource.group === group && resource.kind === kind);
    },
    subscribe(listener) {
      const open = new Map<string, () => void>();
      const follow = (resource: Resource): void => {
        if (open.has(idOf(resource)) || resource.plural === kinds.event.plural) return;
        try {
          open.set(
            idOf(resource),
            api.watch(resource, (event) => listener(resource, event)),
          );
        } catch (error) {
          log.debug('kind is not served', { kind: resource.kind, reason: messageOf(error) });
        }
      };
      const unfollow = (definition: CustomResourceDefinition): void => {
        const id = `${definition.spec?.names.plural}.${definition.spec?.group}`;
        open.get(id)?.();
        open.delete(id);
      };
      for (const resource of builtInKinds) follow(resource);
      const stop = api.watch(kinds.customResourceDefinition, ({ type, object }) => {
        if (!isOfKind(kinds.customResourceDefinition, object)) return;
        const resource = resourceOfDefinition(object);
        if (type === 'DELETED') unfollow(object);
        else if (resource !== undefined) follow(resource);
      });
      return () => {
        stop();
        for (const close of open.values()) close();
        open.clear();
      };
    },
  };
}
