/**
 * What a plan may ask for, as data, and the one place that carries it out.
 *
 * Actions run in order and the first failure ends the run; the reconcile is then repeated from a fresh look, so that no
 * plan is ever continued on an assumption. A status is replaced as a whole and only when it differs.
 */
import { isDeepStrictEqual } from 'node:util';
import type { KubeObject, ObjectKey, Resource } from '@moorage/kube/objects';
import type { ClusterApi, RemoveOptions } from '../../api.ts';
import type { EventRecorder, EventType } from '../event-recorder.ts';
import { controllerReference } from './owners.ts';

export type Action =
  | { readonly kind: 'create'; readonly resource: Resource; readonly object: KubeObject }
  | { readonly kind: 'replace'; readonly resource: Resource; readonly object: KubeObject }
  | { readonly kind: 'patch'; readonly resource: Resource; readonly key: ObjectKey; readonly patch: Record<string, unknown> }
  | { readonly kind: 'remove'; readonly resource: Resource; readonly key: ObjectKey; readonly options?: RemoveOptions }
  | { readonly kind: 'status'; readonly resource: Resource; readonly key: ObjectKey; readonly status: object }
  | {
      readonly kind: 'event';
      readonly about: KubeObject;
      readonly type: EventType;
      readonly reason: string;
      readonly message: string;
    };

/** The key of an object, for an action. */
export function refOf(object: KubeObject): ObjectKey {
  const { name, namespace } = object.metadata;
  return namespace === undefined ? { name } : { name, namespace };
}

/** Deletes this very object, not a later one of the same name. */
export function removal(resource: Resource, object: KubeObject, options: RemoveOptions = {}): Action {
  const { uid } = object.metadata;
  return { kind: 'remove', resource, key: refOf(object), options: { ...options, ...(uid === undefined ? {} : { uid }) } };
}

export function normal(about: KubeObject, reason: string, message: string): Action {
  return { kind: 'event', about, type: 'Normal', reason, message };
}

export function warning(about: KubeObject, reason: string, message: string): Action {
  return { kind: 'event', about, type: 'Warning', reason, message };
}

/** Takes an orphan under control. */
export function adoption(resource: Resource, object: KubeObject, owner: KubeObject): Action {
  const ownerReferences = [...(object.metadata.ownerReferences ?? []), controllerReference(owner)];
  return { kind: 'patch', resource, key: refOf(object), patch: { metadata: { uid: object.metadata.uid, ownerReferences } } };
}

/** Lets go of an object whose labels match no longer. */
export function release(resource: Resource, object: KubeObject, owner: KubeObject): Action {
  const ownerReferences = (object.metadata.ownerReferences ?? []).filter((reference) => reference.uid !== owner.metadata.uid);
  return { kind: 'patch', resource, key: refOf(object), patch: { metadata: { uid: object.metadata.uid, ownerReferences } } };
}

export type Execute = (actions: readonly Action[]) => void;

/** Replaces the status when it differs; the object may be gone by now. */
function writeStatus(api: ClusterApi, action: Extract<Action, { kind: 'status' }>): void {
  const current = api.get(action.resource, action.key);
  if (current === undefined) return;
  const status: unknown = JSON.parse(JSON.stringify(action.status));
  if (isDeepStrictEqual(current.status, status)) return;
  api.update(action.resource, { ...current, status }, { subresource: 'status', fieldManager: 'kube-controller-manager' });
}

/** Carries actions out against the API. */
export function createExecute(api: ClusterApi, recorder: EventRecorder): Execute {
  const options = { fieldManager: 'kube-controller-manager' };
  const perform = (action: Action): void => {
    switch (action.kind) {
      case 'create':
        api.create(action.resource, action.object, options);
        return;
      case 'replace':
        api.update(action.resource, action.object, options);
        return;
      case 'patch':
        api.mergePatch(action.resource, action.key, action.patch, options);
        return;
      case 'remove':
        api.remove(action.resource, action.key, action.options);
        return;
      case 'status':
        writeStatus(api, action);
        return;
      case 'event':
        recorder.record(action.about, action.type, action.reason, action.message);
        return;
    }
  };
  return (actions) => {
    for (const action of actions) perform(action);
  };
}
