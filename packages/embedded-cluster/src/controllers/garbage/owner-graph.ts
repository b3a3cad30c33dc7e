/** Who owns whom, by uid, kept up to date from the object feed. */
import type { ObjectKey, Resource } from '@moorage/kube/objects';
import type { WatchEvent } from '../../api.ts';
import { refOf } from '../framework/actions.ts';

export interface Place {
  readonly resource: Resource;
  readonly key: ObjectKey;
}

export interface OwnerGraph {
  /** Takes a change in and says which uids it concerns. */
  note(resource: Resource, event: WatchEvent): readonly string[];
  placeOf(uid: string): Place | undefined;
  dependentsOf(uid: string): readonly string[];
}

export function createOwnerGraph(): OwnerGraph {
  const places = new Map<string, Place>();
  const owners = new Map<string, readonly string[]>();
  const dependents = new Map<string, Set<string>>();

  function link(uid: string, next: readonly string[]): void {
    for (const owner of owners.get(uid) ?? []) {
      const set = dependents.get(owner);
      set?.delete(uid);
      if (set?.size === 0) dependents.delete(owner);
    }
    if (next.length === 0) owners.delete(uid);
    else owners.set(uid, next);
    for (const owner of next) {
      const set = dependents.get(owner) ?? new Set();
      set.add(uid);
      dependents.set(owner, set);
    }
  }

  return {
    placeOf: (uid) => places.get(uid),
    dependentsOf: (uid) => [...(dependents.get(uid) ?? [])],
    note(resource, { type, object }) {
      const { uid, ownerReferences = [], deletionTimestamp } = object.metadata;
      if (uid === undefined) return [];
      const before = owners.get(uid) ?? [];
      if (type === 'DELETED') {
        places.delete(uid);
        link(uid, []);
        return [...(dependents.get(uid) ?? []), ...before];
      }
      places.set(uid, { resource, key: refOf(object) });
      const next = ownerReferences.map((reference) => reference.uid);
      link(uid, next);
      const lost = before.filter((owner) => !next.includes(owner));
      const isConcerned = next.length > 0 || deletionTimestamp !== undefined;
      return [...(isConcerned ? [uid] : []), ...lost];
    },
  };
}
