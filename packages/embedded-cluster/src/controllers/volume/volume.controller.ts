/** Drives {@link planClaim} and {@link planVolume}, deletes directories, and sees that the default class exists. */
import { rm } from 'node:fs/promises';
import { type KubeObject, parseKey } from '@moorage/kube/objects';
import type { ClusterApi } from '../../api.ts';
import { allKeys, type ControllerDeps } from '../framework/controller-deps.ts';
import { isOfKind, kinds, read, readAll } from '../framework/kinds.ts';
import type { PersistentVolume, VolumeClaim } from '../framework/model.ts';
import type { Controller } from '../framework/runner.ts';
import {
  defaultStorageClass,
  directoryFinalizer,
  directoryToReclaim,
  planClaim,
  planVolume,
  standardClass,
} from './volume-claim.plan.ts';

export interface VolumeOptions {
  /** The directory under which each volume has its own. */
  readonly volumesDir: string;
}

function claimsOfPod(object: KubeObject): readonly string[] {
  if (!isOfKind(kinds.pod, object)) return [];
  const pod = object;
  return (pod.spec.volumes ?? []).flatMap((volume) => {
    const name = volume.persistentVolumeClaim?.claimName;
    return name === undefined ? [] : [`${pod.metadata.namespace ?? ''}/${name}`];
  });
}

export function createVolumeClaimController(deps: ControllerDeps, options: VolumeOptions): Controller {
  const { api } = deps;
  return {
    name: 'volume-claim',
    watches: [
      { resource: kinds.persistentVolumeClaim },
      { resource: kinds.pod, keys: (pod, event) => (event.type === 'ADDED' ? [] : claimsOfPod(pod)) },
      { resource: kinds.persistentVolume, keys: (_volume, event) => (event.type === 'MODIFIED' ? [] : unboundKeys()) },
      { resource: kinds.storageClass, keys: () => unboundKeys() },
    ],
    keys: allKeys(api, kinds.persistentVolumeClaim),
    reconcile(key) {
      const claim = read(api, kinds.persistentVolumeClaim, parseKey(key));
      if (claim === undefined) return undefined;
      const pods = readAll(api, kinds.pod, { namespace: claim.metadata.namespace ?? '' });
      const volumes = readAll(api, kinds.persistentVolume);
      deps.execute(
        planClaim({ claim, pods, volumes, classes: readAll(api, kinds.storageClass), volumesDir: options.volumesDir }),
      );
      return undefined;
    },
  };
  function unboundKeys(): readonly string[] {
    return allKeys(api, kinds.persistentVolumeClaim)();
  }
}

function claimOf(api: ClusterApi, volume: PersistentVolume): VolumeClaim | undefined {
  const { name, namespace } = volume.spec.claimRef ?? {};
  return name === undefined || namespace === undefined ? undefined : read(api, kinds.persistentVolumeClaim, { namespace, name });
}

export function createVolumeController(deps: ControllerDeps, options: VolumeOptions): Controller {
  const { api } = deps;
  const reclaiming = new Set<string>();

  /** Deletes the directory in the background and then lets the volume go; a failure is tried again by the resync. */
  async function reclaim(name: string, path: string): Promise<void> {
    try {
      await rm(path, { recursive: true, force: true });
      const volume = read(api, kinds.persistentVolume, { name });
      const finalizers = (volume?.metadata.finalizers ?? []).filter((each) => each !== directoryFinalizer);
      if (volume !== undefined)
        deps.execute([{ kind: 'patch', resource: kinds.persistentVolume, key: { name }, patch: { metadata: { finalizers } } }]);
    } catch (error) {
      deps.log.warn('the directory of a volume is left', { volume: name, error });
    } finally {
      reclaiming.delete(name);
    }
  }

  return {
    name: 'volume',
    watches: [
      { resource: kinds.persistentVolume },
      {
        resource: kinds.persistentVolumeClaim,
        keys: (_claim, event) => (event.type === 'DELETED' ? allKeys(api, kinds.persistentVolume)() : []),
      },
    ],
    keys: allKeys(api, kinds.persistentVolume),
    reconcile(name) {
      const volume = read(api, kinds.persistentVolume, { name });
      if (volume === undefined) return undefined;
      const claim = claimOf(api, volume);
      deps.execute(planVolume(volume, claim));
      const path = directoryToReclaim(volume, claim, options.volumesDir);
      if (path === undefined || reclaiming.has(name)) return undefined;
      reclaiming.add(name);
      void reclaim(name, path);
      return undefined;
    },
  };
}

/** Makes the class `standard` when it is missing, also after somebody deleted it. */
export function createStorageClassController(deps: ControllerDeps): Controller {
  return {
    name: 'storage-class',
    watches: [{ resource: kinds.storageClass }],
    keys: () => [defaultStorageClass],
    reconcile() {
      const present = read(deps.api, kinds.storageClass, { name: defaultStorageClass });
      if (present === undefined) deps.execute([{ kind: 'create', resource: kinds.storageClass, object: standardClass }]);
      return undefined;
    },
  };
}
