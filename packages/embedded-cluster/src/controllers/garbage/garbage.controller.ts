/** Drives {@link planGarbage} for every object of every kind; keys are uids. */
import type { KubeObject, OwnerReference } from '@moorage/kube/objects';
import type { ControllerDeps } from '../framework/controller-deps.ts';
import type { ObjectFeed } from '../framework/object-feed.ts';
import type { Controller, Enqueue } from '../framework/runner.ts';
import { foregroundFinalizer, type Located, type OwnerState, planGarbage } from './garbage.plan.ts';
import { createOwnerGraph } from './owner-graph.ts';

export function createGarbageController(deps: ControllerDeps, feed: ObjectFeed): Controller {
  const { api } = deps;
  const graph = createOwnerGraph();
  let enqueue: Enqueue = () => {};

  function locate(uid: string): Located | undefined {
    const place = graph.placeOf(uid);
    const object = place === undefined ? undefined : api.get(place.resource, place.key);
    if (place === undefined || object?.metadata.uid !== uid) return undefined;
    return { resource: place.resource, object };
  }

  function ownerState(object: KubeObject, reference: OwnerReference): OwnerState {
    const resource = feed.find(reference.apiVersion, reference.kind);
    if (resource === undefined) return { reference, state: 'present' };
    const { namespace } = object.metadata;
    const key = resource.namespaced && namespace !== undefined ? { namespace, name: reference.name } : { name: reference.name };
    const owner = api.get(resource, key);
    if (owner === undefined || owner.metadata.uid !== reference.uid) return { reference, state: 'absent' };
    const isWaiting =
      owner.metadata.deletionTimestamp !== undefined && owner.metadata.finalizers?.includes(foregroundFinalizer) === true;
    return { reference, state: isWaiting ? 'waiting' : 'present' };
  }

  return {
    name: 'garbage',
    watches: [],
    open(next) {
      enqueue = next;
      return feed.subscribe((resource, event) => {
        for (const uid of graph.note(resource, event)) enqueue(uid);
      });
    },
    reconcile(uid) {
      const item = locate(uid);
      if (item === undefined) return undefined;
      const plan = planGarbage({
        item,
        owners: (item.object.metadata.ownerReferences ?? []).map((reference) => ownerState(item.object, reference)),
        dependents: graph.dependentsOf(uid).flatMap((each) => locate(each) ?? []),
      });
      deps.execute(plan.actions);
      for (const next of plan.visit) enqueue(next);
      return undefined;
    },
  };
}
