/**
 * Keeps the served kinds in step with the stored definitions.
 *
 * A definition is served from the moment it is written: registration happens inside the write. When one is deleted, its
 * instances are deleted first; the finalizer that holds it is taken away when the last of them is gone, which may take as
 * long as their own finalizers do.
 */
import type { Log } from '@moorage/core/log';
import type { KubeObject } from '@moorage/kube/objects';
import type { KindRegistry } from '../kinds/registry.ts';
import type { Objects } from '../objects/objects.ts';
import type { Store } from '../store/store.ts';
import { kindsOf } from './custom-kind.ts';
import { cleanupFinalizer, definitionKind } from '../kinds/definition.kind.ts';
import { isAppError } from '@moorage/core/errors';

export interface DefinitionsDeps {
  readonly store: Store;
  readonly kinds: KindRegistry;
  readonly objects: Objects;
  readonly log: Log;
}

/** Starts to follow the definitions; returns the function that stops it. */
export function followDefinitions({ store, kinds, objects, log }: DefinitionsDeps): () => void {
  const emptying = new Map<string, () => void>();
  let isStopped = false;

  /** In a later turn, since observers must not write; the store may be closed by then. */
  function later(work: () => void): void {
    setImmediate(() => {
      if (isStopped) return;
      try {
        work();
      } catch (error) {
        log.error('definition could not be cleaned up', { error });
      }
    });
  }

  function release(name: string): void {
    emptying.get(name)?.();
    emptying.delete(name);
    if (store.get(definitionKind.bucket, { name }) === undefined) return;
    objects.update(definitionKind, { name }, (current) => {
      current.metadata.finalizers = (current.metadata.finalizers ?? []).filter((item) => item !== cleanupFinalizer);
      return current;
    });
  }

  function empty(definition: KubeObject): void {
    const { name } = definition.metadata;
    const [kind] = kindsOf(definition);
    if (kind === undefined) return release(name);
    for (const instance of store.list(kind.bucket)) {
      try {
        objects.remove(kind, instance.metadata);
      } catch (error) {
        if (!isAppError(error, 'not_found'))
          log.warn('instance of a deleted definition could not be deleted', { definition: name, error });
      }
    }
    if (store.list(kind.bucket).length === 0) release(name);
    else watchUntilEmpty(name, kind.bucket);
  }

  function watchUntilEmpty(name: string, bucket: string): void {
    if (emptying.has(name)) return;
    emptying.set(
      name,
      store.observe(bucket, () =>
        later(() => {
          if (emptying.has(name) && store.list(bucket).length === 0) release(name);
        }),
      ),
    );
  }

  function follow(definition: KubeObject): void {
    const { name, deletionTimestamp, finalizers = [] } = definition.metadata;
    kinds.setCustom(name, kindsOf(definition));
    if (deletionTimestamp !== undefined && finalizers.includes(cleanupFinalizer)) later(() => empty(definition));
  }

  for (const definition of store.list(definitionKind.bucket)) follow(definition);
  const unobserve = store.observe(definitionKind.bucket, (change) => {
    if (change.type === 'DELETED') kinds.setCustom(change.object.metadata.name, []);
    else follow(change.object);
  });
  return () => {
    isStopped = true;
    unobserve();
    for (const stop of emptying.values()) stop();
    emptying.clear();
  };
}
