/** Volumes of a real cluster: a default storage class whose every claim gets a volume at once, with nothing behind it. */
import type { ApiObject } from './pod-status.ts';
import type { RealApi } from './real-api.ts';

const provisioner = 'moorage.dev/testbed';
const className = 'standard';

interface Claim {
  readonly storageClassName?: string;
  readonly volumeName?: string;
  readonly accessModes?: readonly string[];
  readonly resources?: { readonly requests?: { readonly storage?: string } };
}

function volumeFor(claim: ApiObject, spec: Claim): object {
  const { name, namespace, uid } = claim.metadata;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `pvc-${uid}`, annotations: { 'pv.kubernetes.io/provisioned-by': provisioner } },
    spec: {
      capacity: { storage: spec.resources?.requests?.storage ?? '1Gi' },
      accessModes: spec.accessModes ?? ['ReadWriteOnce'],
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid },
      storageClassName: className,
      persistentVolumeReclaimPolicy: 'Retain',
      hostPath: { path: '/var/empty' },
    },
  };
}

function claimSpec(claim: ApiObject): Claim {
  const { spec } = claim;
  return typeof spec === 'object' && spec !== null ? spec : {};
}

/** Makes the class, and volumes for as long as the client is open. */
export async function provideVolumes(api: RealApi): Promise<void> {
  await api.call('POST', '/apis/storage.k8s.io/v1/storageclasses', {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: className, annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    provisioner,
    volumeBindingMode: 'Immediate',
  });
  api.watch('/api/v1/persistentvolumeclaims', (type, claim) => {
    const spec = claimSpec(claim);
    if (type === 'DELETED' || spec.volumeName !== undefined || spec.storageClassName !== className) return;
    void api.call('POST', '/api/v1/persistentvolumes', volumeFor(claim, spec)).catch(() => undefined);
  });
}
