/**
 * Which kinds are served.
 *
 * Built-in kinds are data in this folder; custom ones come and go with their definitions. The registry answers by group,
 * version and plural name, which is what a path has, and tells its observers when the set changes.
 */
import type { Resource } from '@moorage/kube/objects';
import { apiVersionOf } from '@moorage/kube/objects';
import { refuse } from '../refusal.ts';
import { definitionKind } from './definition.kind.ts';
import { appsKinds } from './apps.ts';
import { autoscalingKinds } from './autoscaling.ts';
import { batchKinds } from './batch.ts';
import { coreKinds } from './core.ts';
import { runningKinds } from './core.running.ts';
import { eventKinds } from './events.ts';
import { governanceKinds } from './governance.ts';
import type { Kind } from './kind.ts';
import { networkingKinds } from './networking.ts';

export const builtInKinds: readonly Kind[] = [
  ...coreKinds,
  ...runningKinds,
  ...eventKinds,
  ...appsKinds,
  ...batchKinds,
  ...networkingKinds,
  ...governanceKinds,
  ...autoscalingKinds,
  definitionKind,
];

export type ResourceName = Pick<Resource, 'group' | 'version' | 'plural'>;

export interface KindRegistry {
  find(resource: ResourceName): Kind | undefined;
  /** Throws `not_found` for a kind that is not served. */
  get(resource: ResourceName): Kind;
  findByKind(apiVersion: string, kind: string): Kind | undefined;
  all(): readonly Kind[];
  /** Replaces the kinds that the named definition brought. */
  setCustom(definition: string, kinds: readonly Kind[]): void;
  /** Calls back after every change of the set. */
  observe(observer: () => void): () => void;
}

const idOf = ({ group, version, plural }: ResourceName): string => `${group}/${version}/${plural}`;

/** `more` are served after the built-in ones, so that clients prefer those of the same name. */
export function createKindRegistry(more: readonly Kind[] = []): KindRegistry {
  const byId = new Map([...builtInKinds, ...more].map((kind) => [idOf(kind.resource), kind]));
  const custom = new Map<string, readonly Kind[]>();
  const observers = new Set<() => void>();
  const find = (resource: ResourceName): Kind | undefined => byId.get(idOf(resource));
  return {
    find,
    get(resource) {
      const kind = find(resource);
      if (kind === undefined) throw refuse('NotFound', 'the server could not find the requested resource');
      return kind;
    },
    findByKind: (apiVersion, kind) =>
      [...byId.values()].find((item) => item.resource.kind === kind && apiVersionOf(item.resource) === apiVersion),
    all: () => [...byId.values()],
    setCustom(definition, kinds) {
      for (const old of custom.get(definition) ?? []) byId.delete(idOf(old.resource));
      for (const kind of kinds) byId.set(idOf(kind.resource), kind);
      if (kinds.length === 0) custom.delete(definition);
      else custom.set(definition, kinds);
      for (const observer of [...observers]) observer();
    },
    observe(observer) {
      observers.add(observer);
      return () => void observers.delete(observer);
    },
  };
}
