/**
 * Volumes: a claim of the class `standard` gets a directory of its own, at once.
 *
 * The volume is an object that names a host path; whoever runs pods makes the directory when a pod first mounts it, and a
 * finalizer keeps the volume until the directory is deleted. A claim in use by a pod is kept until the pod is gone. Volumes written by hand are
 * matched by class, size and access modes, the smallest that fits.
 */
import { type Action, normal, refOf, removal, warning } from '../framework/actions.ts';
import { kinds } from '../framework/kinds.ts';
import type { PersistentVolume, Pod, StorageClass, VolumeClaim } from '../framework/model.ts';
import { isFinished } from '../framework/pod-state.ts';
import { bytesOf } from './quantity.rules.ts';

export const defaultStorageClass = 'standard';
export const directoryProvisioner = 'moorage.dev/directory';
/** Keeps a volume until its directory is gone. */
export const directoryFinalizer = 'moorage.dev/volume-directory';
export const claimProtection = 'kubernetes.io/pvc-protection';

export interface ClaimObserved {
  readonly claim: VolumeClaim;
  readonly volumes: readonly PersistentVolume[];
  readonly classes: readonly StorageClass[];
  /** All pods of the namespace. */
  readonly pods: readonly Pod[];
  /** Where directories of volumes live. */
  readonly volumesDir: string;
}

/** The class that every cluster has. */
export const standardClass: StorageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: defaultStorageClass, annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: directoryProvisioner,
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'Immediate',
};

const provisionedBy = 'pv.kubernetes.io/provisioned-by';

export function volumeNameFor(claim: VolumeClaim): string {
  return `pvc-${claim.metadata.uid ?? ''}`;
}

function claimReference(claim: VolumeClaim): NonNullable<PersistentVolume['spec']['claimRef']> {
  const { name, namespace = '', uid = '' } = claim.metadata;
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, uid };
}

function provisioned(claim: VolumeClaim, storageClass: StorageClass, volumesDir: string): PersistentVolume {
  const name = volumeNameFor(claim);
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, annotations: { [provisionedBy]: storageClass.provisioner }, finalizers: [directoryFinalizer] },
    spec: {
      capacity: { storage: claim.spec.resources?.requests?.['storage'] ?? '1Gi' },
      accessModes: claim.spec.accessModes ?? ['ReadWriteOnce'],
      claimRef: claimReference(claim),
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      storageClassName: storageClass.metadata.name,
      volumeMode: claim.spec.volumeMode ?? 'Filesystem',
      hostPath: { path: `${volumesDir}/${name}`, type: 'DirectoryOrCreate' },
    },
  };
}

function fits(claim: VolumeClaim, volume: PersistentVolume): boolean {
  const { claimRef, accessModes = [], capacity, storageClassName = '' } = volume.spec;
  if (claimRef !== undefined && (claimRef.name !== claim.metadata.name || claimRef.namespace !== claim.metadata.namespace))
    return false;
  if (claimRef?.uid !== undefined && claimRef.uid !== claim.metadata.uid) return false;
  if (claim.spec.volumeName !== undefined && claim.spec.volumeName !== '') return claim.spec.volumeName === volume.metadata.name;
  return (
    storageClassName === (claim.spec.storageClassName ?? defaultStorageClass) &&
    (claim.spec.accessModes ?? []).every((mode) => accessModes.includes(mode)) &&
    bytesOf(capacity?.['storage']) >= bytesOf(claim.spec.resources?.requests?.['storage'])
  );
}

/** The volume to bind among those that exist. */
export function findVolume(claim: VolumeClaim, volumes: readonly PersistentVolume[]): PersistentVolume | undefined {
  return volumes
    .filter((volume) => volume.metadata.deletionTimestamp === undefined && fits(claim, volume))
    .toSorted((a, b) => bytesOf(a.spec.capacity?.['storage']) - bytesOf(b.spec.capacity?.['storage']))[0];
}

function bind(claim: VolumeClaim, volume: PersistentVolume): Action[] {
  const key = refOf(claim);
  const finalizers = [...new Set([...(claim.metadata.finalizers ?? []), claimProtection])];
  const annotations = { 'pv.kubernetes.io/bind-completed': 'yes', 'pv.kubernetes.io/bound-by-controller': 'yes' };
  const storageClassName = volume.spec.storageClassName ?? '';
  const needsClass = claim.spec.storageClassName === undefined && storageClassName !== '';
  const spec = { volumeName: volume.metadata.name, ...(needsClass ? { storageClassName } : {}) };
  const ownReference = volume.spec.claimRef?.uid === claim.metadata.uid;
  const takeVolume: Action = {
    kind: 'patch',
    resource: kinds.persistentVolume,
    key: { name: volume.metadata.name },
    patch: { spec: { claimRef: claimReference(claim) } },
  };
  const status = {
    phase: 'Bound',
    accessModes: volume.spec.accessModes ?? [],
    capacity: volume.spec.capacity ?? {},
  };
  return [
    ...(ownReference ? [] : [takeVolume]),
    { kind: 'status', resource: kinds.persistentVolume, key: { name: volume.metadata.name }, status: { phase: 'Bound' } },
    { kind: 'patch', resource: kinds.persistentVolumeClaim, key, patch: { metadata: { annotations, finalizers }, spec } },
    { kind: 'status', resource: kinds.persistentVolumeClaim, key, status },
  ];
}

function pending(claim: VolumeClaim): Action {
  return { kind: 'status', resource: kinds.persistentVolumeClaim, key: refOf(claim), status: { phase: 'Pending' } };
}

function planBinding(observed: ClaimObserved): Action[] {
  const { claim, classes, volumes, volumesDir } = observed;
  const found = findVolume(claim, volumes);
  if (found !== undefined) return bind(claim, found);
  const className = claim.spec.storageClassName ?? defaultStorageClass;
  if (className === '' || (claim.spec.volumeName ?? '') !== '') return [pending(claim)];
  const storageClass = classes.find((each) => each.metadata.name === className);
  if (storageClass === undefined) {
    return [pending(claim), warning(claim, 'ProvisioningFailed', `storageclass.storage.k8s.io "${className}" not found`)];
  }
  if (storageClass.provisioner !== directoryProvisioner) return [pending(claim)];
  const volume = provisioned(claim, storageClass, volumesDir);
  const message = `Successfully provisioned volume ${volume.metadata.name}`;
  return [
    { kind: 'create', resource: kinds.persistentVolume, object: volume },
    ...bind(claim, volume),
    normal(claim, 'ProvisioningSucceeded', message),
  ];
}

function isUsed(claim: VolumeClaim, pods: readonly Pod[]): boolean {
  const { name } = claim.metadata;
  return pods.some(
    (pod) => !isFinished(pod) && pod.spec.volumes?.some((volume) => volume.persistentVolumeClaim?.claimName === name),
  );
}

/** The next steps of one claim. */
export function planClaim(observed: ClaimObserved): readonly Action[] {
  const { claim, pods, volumes } = observed;
  const { finalizers = [], deletionTimestamp } = claim.metadata;
  if (deletionTimestamp !== undefined) {
    if (!finalizers.includes(claimProtection) || isUsed(claim, pods)) return [];
    const left = finalizers.filter((each) => each !== claimProtection);
    return [
      { kind: 'patch', resource: kinds.persistentVolumeClaim, key: refOf(claim), patch: { metadata: { finalizers: left } } },
    ];
  }
  if (claim.status?.phase === 'Bound') {
    if (volumes.some((volume) => volume.metadata.name === claim.spec.volumeName)) return [];
    const message = 'Bound claim has lost its PersistentVolume. Data on the volume is lost!';
    return [
      { kind: 'status', resource: kinds.persistentVolumeClaim, key: refOf(claim), status: { ...claim.status, phase: 'Lost' } },
      warning(claim, 'ClaimLost', message),
    ];
  }
  return claim.status?.phase === 'Lost' ? [] : planBinding(observed);
}

/** The next steps of one volume, given the claim that it names. */
export function planVolume(volume: PersistentVolume, claim: VolumeClaim | undefined): readonly Action[] {
  const { claimRef, persistentVolumeReclaimPolicy } = volume.spec;
  if (volume.metadata.deletionTimestamp !== undefined) return [];
  const phase = (next: string): Action => ({
    kind: 'status',
    resource: kinds.persistentVolume,
    key: { name: volume.metadata.name },
    status: { phase: next },
  });
  if (claimRef === undefined) return [phase('Available')];
  if (claimRef.uid === undefined || claim?.metadata.uid === claimRef.uid) return [];
  if (persistentVolumeReclaimPolicy === 'Delete') return [phase('Released'), removal(kinds.persistentVolume, volume)];
  return [phase('Released')];
}

/**
 * The directory to delete for a volume that is being deleted: only one that was made for it, where volumes live, and only
 * when the claim is gone, with which no pod can use it any more.
 */
export function directoryToReclaim(
  volume: PersistentVolume,
  claim: VolumeClaim | undefined,
  volumesDir: string,
): string | undefined {
  const { name, finalizers = [], annotations = {}, deletionTimestamp } = volume.metadata;
  const path = `${volumesDir}/${name}`;
  const isOurs =
    annotations[provisionedBy] === directoryProvisioner && volume.spec.hostPath?.path === path && /^pvc-[\w-]+$/.test(name);
  const isUsable = claim !== undefined && claim.metadata.uid === volume.spec.claimRef?.uid;
  const isDue = deletionTimestamp !== undefined && finalizers.includes(directoryFinalizer);
  return isDue && isOurs && !isUsable ? path : undefined;
}
