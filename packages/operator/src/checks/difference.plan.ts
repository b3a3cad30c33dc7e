/** The difference between what should exist and what does, as actions. */
import { keyOf, type KubeObject, type Resource } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import type { Action } from '@moorage/kube/runtime/execute';
import { holds } from '@moorage/kube/runtime/matches';
import type { Desired } from '../desired/desired.ts';
import { keptFormOf } from '../kept.plan.ts';
import { type Observed, ownedOf, removedResources } from '../observed.ts';
import { annotations } from '../user-deployment.names.ts';

/** Removes the very object that was seen. */
export function removal(resource: Resource, object: KubeObject): Action {
  const { name, namespace, uid = '' } = object.metadata;
  return { kind: 'remove', resource, key: { name, ...(namespace === undefined ? {} : { namespace }) }, uid };
}

/** Applies what is absent, what we want differently than last time, and what somebody else changed. */
export function actionFor(observed: Observed, wanted: Desired): Action[] {
  const present = ownedOf(observed, wanted.resource).find((object) => object.metadata.name === wanted.object.metadata.name);
  const apply = { kind: 'apply', resource: wanted.resource, object: wanted.object } as const;
  if (present === undefined) return [{ ...apply, isNew: true }];
  if (wanted.createOnly === true || present.metadata.deletionTimestamp !== undefined) return [];
  const isSameIntent =
    present.metadata.annotations?.[annotations.fingerprint] === wanted.object.metadata.annotations?.[annotations.fingerprint];
  return isSameIntent && holds(keptFormOf(wanted.resource)(wanted.object), present) ? [] : [{ ...apply, isNew: false }];
}

/** Owned objects that nothing in the spec asks for any more. Volume claims are kept: data goes only with the deployment. */
export function planPruning(
  observed: Observed,
  wanted: readonly Desired[],
  isStillNeeded: (object: KubeObject) => boolean,
): Action[] {
  const wantedKeys = new Set(wanted.map(({ resource, object }) => `${resource.plural}/${keyOf(object)}`));
  return removedResources
    .filter((resource) => resource !== resources.persistentVolumeClaim)
    .flatMap((resource) =>
      ownedOf(observed, resource)
        .filter((object) => object.metadata.deletionTimestamp === undefined)
        .filter((object) => !wantedKeys.has(`${resource.plural}/${keyOf(object)}`) && !isStillNeeded(object))
        .map((object) => removal(resource, object)),
    );
}
