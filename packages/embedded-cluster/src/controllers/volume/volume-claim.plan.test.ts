import { describe, expect, it } from 'vitest';
import { aClaim, aMeta, aPod, describeActions, secondsAgo } from '../framework/objects.fake.ts';
import type { PersistentVolume, Pod, VolumeClaim } from '../framework/model.ts';
import { bytesOf } from './quantity.rules.ts';
import { directoryFinalizer, directoryToReclaim, planClaim, planVolume, standardClass } from './volume-claim.plan.ts';

const plan = (claim: VolumeClaim, volumes: readonly PersistentVolume[] = [], pods: readonly Pod[] = []) =>
  planClaim({ claim, volumes, pods, classes: [standardClass], volumesDir: '/data/volumes' });

function aVolume(name: string, spec: Partial<PersistentVolume['spec']> = {}): PersistentVolume {
  const defaults = {
    capacity: { storage: '5Gi' },
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'hand',
    hostPath: { path: `/mnt/${name}` },
  };
  return { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name, uid: `uid-${name}` }, spec: { ...defaults, ...spec } };
}

describe('a claim of the standard class', () => {
  it('gets a volume of its own in the directory of volumes and is bound at once', () => {
    const actions = plan(aClaim('data'));
    expect(describeActions(actions)).toEqual([
      'create PersistentVolume pvc-uid-data',
      'status PersistentVolume pvc-uid-data',
      'patch PersistentVolumeClaim data',
      'status PersistentVolumeClaim data',
      'event ProvisioningSucceeded',
    ]);
    expect(actions[0]).toMatchObject({
      object: {
        spec: {
          hostPath: { path: '/data/volumes/pvc-uid-data' },
          claimRef: { name: 'data', namespace: 'shop', uid: 'uid-data' },
          persistentVolumeReclaimPolicy: 'Delete',
          capacity: { storage: '1Gi' },
        },
      },
    });
    expect(actions[3]).toMatchObject({
      status: { phase: 'Bound', capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'] },
    });
  });

  it('finds its volume again when it was cut off before it was bound', () => {
    const volume = aVolume('pvc-uid-data', {
      storageClassName: 'standard',
      claimRef: { name: 'data', namespace: 'shop', uid: 'uid-data' },
    });
    expect(describeActions(plan(aClaim('data'), [volume]))).not.toContain('create PersistentVolume pvc-uid-data');
  });

  it('never takes the volume of a claim of the same name that is gone', () => {
    const foreign = aVolume('old', {
      storageClassName: 'standard',
      claimRef: { name: 'data', namespace: 'shop', uid: 'uid-before' },
    });
    expect(describeActions(plan(aClaim('data'), [foreign]))[0]).toBe('create PersistentVolume pvc-uid-data');
  });
});

describe('a claim of another class', () => {
  const claim = aClaim('data', { spec: { ...aClaim('data').spec, storageClassName: 'hand' } });

  it('takes the smallest volume that fits', () => {
    const volumes = [
      aVolume('large', { capacity: { storage: '50Gi' } }),
      aVolume('fits'),
      aVolume('small', { capacity: { storage: '500Mi' } }),
    ];
    expect(describeActions(plan(claim, volumes))[0]).toBe('patch PersistentVolume fits');
  });

  it('waits with a warning when the class is unknown', () => {
    expect(describeActions(plan(claim))).toEqual(['status PersistentVolumeClaim data', 'event ProvisioningFailed']);
  });

  it('waits for a volume when it asks for no class', () => {
    const classless = aClaim('data', { spec: { ...aClaim('data').spec, storageClassName: '' } });
    expect(describeActions(plan(classless))).toEqual(['status PersistentVolumeClaim data']);
  });
});

describe('a claim that is being deleted', () => {
  const going = aClaim('data', {
    metadata: aMeta('data', { deletionTimestamp: secondsAgo(1), finalizers: ['kubernetes.io/pvc-protection'] }),
  });
  const user = (phase: string): Pod =>
    aPod('user', { phase, spec: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] } });

  it('stays while a pod uses it', () => {
    expect(plan(going, [], [user('Running')])).toEqual([]);
  });

  it('goes when no pod does', () => {
    expect(plan(going, [], [user('Succeeded')])).toMatchObject([{ kind: 'patch', patch: { metadata: { finalizers: [] } } }]);
  });
});

describe('a volume', () => {
  const bound = aVolume('pv', {
    claimRef: { name: 'data', namespace: 'shop', uid: 'uid-data' },
    persistentVolumeReclaimPolicy: 'Delete',
  });

  it('stays while its claim is there and goes with it', () => {
    expect(planVolume(bound, aClaim('data'))).toEqual([]);
    expect(describeActions(planVolume(bound, undefined))).toEqual(['status PersistentVolume pv', 'remove PersistentVolume pv']);
  });

  it('goes when another claim took the name', () => {
    const successor = aClaim('data', { metadata: aMeta('data', { uid: 'uid-later' }) });
    expect(describeActions(planVolume(bound, successor))).toContain('remove PersistentVolume pv');
  });

  it('is kept as Released when it must be', () => {
    const retained = { ...bound, spec: { ...bound.spec, persistentVolumeReclaimPolicy: 'Retain' } };
    expect(planVolume(retained, undefined)).toMatchObject([{ kind: 'status', status: { phase: 'Released' } }]);
  });
});

describe('the directory of a volume', () => {
  const path = '/data/volumes/pvc-1';
  const going = (rest: Partial<PersistentVolume['metadata']> = {}, hostPath = path): PersistentVolume => ({
    ...aVolume('pvc-1', { claimRef: { name: 'data', namespace: 'shop', uid: 'uid-data' }, hostPath: { path: hostPath } }),
    metadata: {
      name: 'pvc-1',
      deletionTimestamp: secondsAgo(1),
      finalizers: [directoryFinalizer],
      annotations: { 'pv.kubernetes.io/provisioned-by': 'moorage.dev/directory' },
      ...rest,
    },
  });
  const directory = (volume: PersistentVolume, claim?: VolumeClaim) => directoryToReclaim(volume, claim, '/data/volumes');

  it('is deleted when the volume is and its claim is gone', () => {
    expect(directory(going())).toBe(path);
    expect(directory(going(), aClaim('data', { metadata: aMeta('data', { uid: 'uid-later' }) }))).toBe(path);
  });

  it('is kept while the claim is there', () => {
    expect(directory(going(), aClaim('data'))).toBeUndefined();
  });

  it('is never one that was not made for the volume', () => {
    expect(directory(going({}, '/etc'))).toBeUndefined();
    expect(directory(going({ annotations: {} }))).toBeUndefined();
    expect(directory(going({ name: '..' }, '/data/volumes/..'))).toBeUndefined();
    expect(directory(going({ finalizers: [] }))).toBeUndefined();
  });
});

describe('a size', () => {
  it.each([
    ['1Gi', 1_073_741_824],
    ['500M', 500_000_000],
    ['1.5Ki', 1536],
    ['42', 42],
    ['lots', 0],
  ])('%s is %d bytes', (text, bytes) => {
    expect(bytesOf(text)).toBe(bytes);
  });
});
