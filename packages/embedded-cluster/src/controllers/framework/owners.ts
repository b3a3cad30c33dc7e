/** Owner references: who controls an object, and the reference to put on a new one. */
import type { KubeObject, OwnerReference } from '@moorage/kube/objects';
import type { LabelSelector } from './model.ts';
import { matchesSelector } from './selectors.ts';

export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((reference) => reference.controller === true);
}

export function isControlledBy(object: KubeObject, owner: KubeObject): boolean {
  const uid = controllerOf(object)?.uid;
  return uid !== undefined && uid === owner.metadata.uid;
}

export function controllerReference(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** Keys of the controllers of one kind that a changed dependent belongs to. */
export function controllerKeys(object: KubeObject, kind: string): string[] {
  const reference = controllerOf(object);
  return reference?.kind === kind ? [`${object.metadata.namespace ?? ''}/${reference.name}`] : [];
}

export interface Claims<T> {
  /** Controlled already, or an orphan to adopt. */
  readonly mine: readonly T[];
  readonly adopt: readonly T[];
  readonly release: readonly T[];
}

/**
 * Sorts objects by whose they are: an orphan that matches is adopted, an own one that matches no longer is released, and
 * what another controller holds is left alone. An owner that is being deleted claims nothing new.
 */
export function planClaims<T extends KubeObject>(
  owner: KubeObject,
  selector: LabelSelector,
  candidates: readonly T[],
): Claims<T> {
  const mine: T[] = [];
  const adopt: T[] = [];
  const release: T[] = [];
  const ownerIsGoing = owner.metadata.deletionTimestamp !== undefined;
  for (const candidate of candidates) {
    const matches = matchesSelector(selector, candidate.metadata.labels);
    if (isControlledBy(candidate, owner)) {
      if (matches || ownerIsGoing) mine.push(candidate);
      else release.push(candidate);
    } else if (matches && !ownerIsGoing && canAdopt(candidate)) {
      adopt.push(candidate);
      mine.push(candidate);
    }
  }
  return { mine, adopt, release };
}

function canAdopt(candidate: KubeObject): boolean {
  return controllerOf(candidate) === undefined && candidate.metadata.deletionTimestamp === undefined;
}
