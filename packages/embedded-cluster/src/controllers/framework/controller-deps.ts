/** What a controller is made of. */
import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import type { Log } from '@moorage/core/log';
import { keyOf, type KubeObject, type Resource } from '@moorage/kube/objects';
import type { ClusterApi } from '../../api.ts';
import type { Execute } from './actions.ts';
import type { LabelSelector } from './model.ts';
import { controllerKeys, controllerOf } from './owners.ts';
import type { WatchRule } from './runner.ts';
import { matchesSelector } from './selectors.ts';

export interface ControllerDeps {
  readonly api: ClusterApi;
  readonly log: Log;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly execute: Execute;
}

/** Keys of all objects of a kind. */
export function allKeys(api: ClusterApi, resource: Resource): () => readonly string[] {
  return () => api.list(resource).map(keyOf);
}

interface Selecting extends KubeObject {
  spec: { readonly selector: LabelSelector };
}

/** Dependents of an owner kind touch their controller; an orphan touches whoever would select it. */
export function dependentsOf(
  api: ClusterApi,
  dependent: Resource,
  owner: Resource,
  owners: () => readonly Selecting[],
): WatchRule {
  return {
    resource: dependent,
    keys: (object) => {
      if (controllerOf(object) !== undefined) return controllerKeys(object, owner.kind);
      return owners()
        .filter((each) => each.metadata.namespace === object.metadata.namespace)
        .filter((each) => matchesSelector(each.spec.selector, object.metadata.labels))
        .map(keyOf);
    },
  };
}
