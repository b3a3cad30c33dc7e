/** Drives {@link planClaim} and {@link planVolume}, and sees that the default class exists. */
import { type KubeObject, parseKey } from '@moorage/kube/objects';
import { allKeys, type ControllerDeps } from '../framework/controller-deps.ts';
import { isOfKind, kinds, read, readAll } from '../framework/kinds.ts';
import type { PersistentVolume, VolumeClaim } from '../framework/model.ts';
import type { Controller } from '../framework/runner.ts';
import { defaultStorageClass, planClaim, planVolume, standardClass } from './volume-claim.plan.ts';

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

export function createVolumeController(deps: ControllerDeps): Controller {
  const { api } = deps;
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
    reconcile(key) {
      const volume = read(api, kinds.persistentVolume, parseKey(key));
      if (volume === undefined) return undefined;
      deps.execute(planVolume(volume, claimOf(volume)));
      return undefined;
    },
  };
  function claimOf(volume: PersistentVolume): VolumeClaim | undefined {
    const { name, namespace } = volume.spec.claimRef ?? {};
    return name === undefined || namespace === undefined
      ? undefined
      : read(api, kinds.persistentVolumeClaim, { namespace, name });
  }
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
