/**
 * Garbage collection by owner references.
 *
 * An object whose owners are all gone goes too; with one owner left it only loses the references to the others. An owner
 * deleted in the foreground stays, marked by a finalizer, until every dependent that blocks it is gone; one deleted with
 * "orphan" first lets its dependents go. An owner whose kind is unknown counts as present: better garbage than a loss.
 */
import type { KubeObject, OwnerReference, Resource } from '@moorage/kube/objects';
import { type Action, refOf, removal } from '../framework/actions.ts';

export const foregroundFinalizer = 'foregroundDeletion';
export const orphanFinalizer = 'orphan';

export interface Located {
  readonly resource: Resource;
  readonly object: KubeObject;
}

export interface OwnerState {
  readonly reference: OwnerReference;
  /** `waiting`: it is being deleted in the foreground and waits for its dependents. */
  readonly state: 'present' | 'absent' | 'waiting';
}

export interface GarbageObserved {
  readonly item: Located;
  readonly owners: readonly OwnerState[];
  readonly dependents: readonly Located[];
}

export interface GarbagePlan {
  readonly actions: readonly Action[];
  /** Dependents to look at next, by uid. */
  readonly visit: readonly string[];
}

const nothing: GarbagePlan = { actions: [], visit: [] };

function withoutFinalizer(item: Located, finalizer: string): Action {
  const finalizers = (item.object.metadata.finalizers ?? []).filter((each) => each !== finalizer);
  return { kind: 'patch', resource: item.resource, key: refOf(item.object), patch: { metadata: { finalizers } } };
}

function withoutOwners(item: Located, gone: readonly string[]): Action {
  const ownerReferences = (item.object.metadata.ownerReferences ?? []).filter((reference) => !gone.includes(reference.uid));
  return { kind: 'patch', resource: item.resource, key: refOf(item.object), patch: { metadata: { ownerReferences } } };
}

function blocks(dependent: Located, ownerUid: string | undefined): boolean {
  const reference = dependent.object.metadata.ownerReferences?.find((each) => each.uid === ownerUid);
  return reference?.blockOwnerDeletion === true;
}

function planLeaving(observed: GarbageObserved): GarbagePlan {
  const { item, dependents } = observed;
  const { uid, finalizers = [] } = item.object.metadata;
  if (finalizers.includes(orphanFinalizer)) {
    const released = dependents.map((dependent) => withoutOwners(dependent, uid === undefined ? [] : [uid]));
    return { actions: [...released, withoutFinalizer(item, orphanFinalizer)], visit: [] };
  }
  if (!finalizers.includes(foregroundFinalizer)) return nothing;
  const visit = dependents.flatMap((dependent) => dependent.object.metadata.uid ?? []);
  const blocked = dependents.some((dependent) => blocks(dependent, uid));
  return { actions: blocked ? [] : [withoutFinalizer(item, foregroundFinalizer)], visit };
}

/** What becomes of one object, given its owners and its dependents. */
export function planGarbage(observed: GarbageObserved): GarbagePlan {
  const { item, owners, dependents } = observed;
  if (item.object.metadata.deletionTimestamp !== undefined) return planLeaving(observed);
  if (owners.length === 0) return nothing;
  const leaving = owners.filter((owner) => owner.state !== 'present');
  if (leaving.length === 0) return nothing;
  if (leaving.length < owners.length) {
    const gone = leaving.map((owner) => owner.reference.uid);
    return { actions: [withoutOwners(item, gone)], visit: [] };
  }
  const foreground = owners.some((owner) => owner.state === 'waiting') && dependents.length > 0;
  return { actions: [removal(item.resource, item.object, { propagation: foreground ? 'Foreground' : 'Background' })], visit: [] };
}
