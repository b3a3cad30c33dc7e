import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KubeObject } from '@moorage/kube/objects';
import { kinds } from './framework/kinds.ts';
import { findCondition } from './framework/conditions.ts';
import { isReady } from './framework/pod-state.ts';
import { namespace, startTestCluster, type TestCluster } from './test-cluster.fake.ts';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await startTestCluster();
});
afterEach(() => cluster.stop());

const key = (name: string) => ({ namespace, name });
const template = (image: string, labels: Record<string, string>, restartPolicy?: string) => ({
  metadata: { labels },
  spec: {
    ...(restartPolicy === undefined ? {} : { restartPolicy }),
    containers: [{ name: 'web', image, ports: [{ name: 'http', containerPort: 8080 }] }],
  },
});

function deployment(name: string, image: string, spec: Record<string, unknown> = {}): KubeObject {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: { replicas: 3, selector: { matchLabels: labels }, template: template(image, labels), ...spec },
  };
}

const setImage = (image: string) => ({
  spec: { template: { spec: { containers: [{ name: 'web', image, ports: [{ name: 'http', containerPort: 8080 }] }] } } },
});
const imagesOf = (): string[] =>
  cluster
    .list(kinds.pod)
    .map((pod) => String(pod.spec.containers[0]?.['image']))
    .toSorted();
const progressOf = (name: string) => findCondition(cluster.get(kinds.deployment, name).status?.conditions, 'Progressing');

describe('a Deployment in the cluster', () => {
  it('comes up with ready pods and a status that a roll-out watcher accepts', async () => {
    cluster.api.create(kinds.deployment, deployment('web', 'web:1'));
    await cluster.settle();
    const { status, metadata } = cluster.get(kinds.deployment, 'web');
    expect(status).toMatchObject({
      observedGeneration: metadata.generation,
      replicas: 3,
      updatedReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
    });
    expect(progressOf('web')).toMatchObject({ status: 'True', reason: 'NewReplicaSetAvailable' });
    const events = cluster.list(kinds.event).map((event) => `${event.involvedObject.kind} ${event.reason}`);
    expect(events).toContain('Deployment ScalingReplicaSet');
    expect(events.filter((event) => event === 'ReplicaSet SuccessfulCreate')).toHaveLength(3);
  });

  it('rolls to a new template without ever having too few ready or too many pods', async () => {
    cluster.api.create(
      kinds.deployment,
      deployment('web', 'web:1', { replicas: 4, strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } }),
    );
    await cluster.settle();
    const seen: { ready: number; total: number }[] = [];
    const stop = cluster.api.watch(kinds.pod, () => {
      const live = cluster.list(kinds.pod).filter((pod) => pod.metadata.deletionTimestamp === undefined);
      seen.push({ ready: live.filter(isReady).length, total: live.length });
    });
    cluster.api.mergePatch(kinds.deployment, key('web'), setImage('web:2'));
    await cluster.settle();
    stop();
    expect(imagesOf()).toEqual(['web:2', 'web:2', 'web:2', 'web:2']);
    expect(Math.min(...seen.map((each) => each.ready))).toBe(4);
    expect(Math.max(...seen.map((each) => each.total))).toBe(5);
  });

  it('keeps the old pods when the new ones never get ready, says so at the deadline, and recovers by an undo', async () => {
    cluster.api.create(kinds.deployment, deployment('web', 'web:1', { progressDeadlineSeconds: 60 }));
    await cluster.settle();
    cluster.api.mergePatch(kinds.deployment, key('web'), setImage('broken:2'));
    await cluster.advance(30);
    expect(progressOf('web')?.reason).toBe('ReplicaSetUpdated');
    await cluster.advance(40);
    expect(progressOf('web')).toMatchObject({ status: 'False', reason: 'ProgressDeadlineExceeded' });
    expect(imagesOf().filter((image) => image === 'web:1').length).toBe(3);
    cluster.api.mergePatch(kinds.deployment, key('web'), setImage('web:1'));
    await cluster.settle();
    expect(imagesOf()).toEqual(['web:1', 'web:1', 'web:1']);
    expect(progressOf('web')?.reason).toBe('NewReplicaSetAvailable');
    expect(cluster.get(kinds.deployment, 'web').metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('3');
  });

  it('counts pods as available only after minReadySeconds', async () => {
    cluster.api.create(kinds.deployment, deployment('web', 'web:1', { minReadySeconds: 20 }));
    await cluster.advance(10);
    expect(cluster.get(kinds.deployment, 'web').status?.availableReplicas ?? 0).toBe(0);
    await cluster.advance(15);
    expect(cluster.get(kinds.deployment, 'web').status?.availableReplicas).toBe(3);
  });

  it('recreates only after the last old pod is gone', async () => {
    cluster.api.create(kinds.deployment, deployment('web', 'web:1', { strategy: { type: 'Recreate' } }));
    await cluster.settle();
    cluster.holdKubelet(true);
    cluster.api.mergePatch(kinds.deployment, key('web'), setImage('web:2'));
    await cluster.settle();
    expect(imagesOf()).toEqual(['web:1', 'web:1', 'web:1']);
    cluster.holdKubelet(false);
    await cluster.settle();
    expect(imagesOf()).toEqual(['web:2', 'web:2', 'web:2']);
  });

  it('scales by its scale subresource, down to nothing and up again', async () => {
    cluster.api.create(kinds.deployment, deployment('web', 'web:1'));
    await cluster.settle();
    for (const replicas of [5, 0, 2]) {
      cluster.api.mergePatch(kinds.deployment, key('web'), { spec: { replicas } }, { subresource: 'scale' });
      await cluster.settle();
      expect(cluster.list(kinds.pod)).toHaveLength(replicas);
    }
  });

  it('replaces a pod that somebody deletes', async () => {
    cluster.api.create(kinds.deployment, deployment('web', 'web:1'));
    await cluster.settle();
    const [victim] = cluster.list(kinds.pod);
    cluster.api.remove(kinds.pod, key(victim?.metadata.name ?? ''));
    await cluster.settle();
    const names = cluster.list(kinds.pod).map((pod) => pod.metadata.name);
    expect(names).toHaveLength(3);
    expect(names).not.toContain(victim?.metadata.name);
  });
});

describe('deletion', () => {
  const remaining = (): number =>
    cluster.list(kinds.pod).length + cluster.list(kinds.replicaSet).length + cluster.list(kinds.deployment).length;

  it.each(['Background', 'Foreground'] as const)('in the %s leaves nothing behind', async (propagation) => {
    cluster.api.create(kinds.deployment, deployment('web', 'web:1'));
    await cluster.settle();
    cluster.api.remove(kinds.deployment, key('web'), { propagation });
    await cluster.settle();
    expect(remaining()).toBe(0);
  });

  it('in the foreground keeps the owner until its pods are gone', async () => {
    cluster.api.create(kinds.deployment, deployment('web', 'web:1'));
    await cluster.settle();
    cluster.holdKubelet(true);
    cluster.api.remove(kinds.deployment, key('web'), { propagation: 'Foreground' });
    await cluster.settle();
    expect(cluster.find(kinds.deployment, 'web')?.metadata.deletionTimestamp).toBeDefined();
    cluster.holdKubelet(false);
    await cluster.settle();
    expect(remaining()).toBe(0);
  });

  it('with orphan leaves the ReplicaSet, which a Deployment of the same selector adopts', async () => {
    cluster.api.create(kinds.deployment, deployment('web', 'web:1'));
    await cluster.settle();
    cluster.api.remove(kinds.deployment, key('web'), { propagation: 'Orphan' });
    await cluster.settle();
    expect(cluster.find(kinds.deployment, 'web')).toBeUndefined();
    expect(cluster.list(kinds.pod)).toHaveLength(3);
    cluster.api.create(kinds.deployment, deployment('web', 'web:1'));
    await cluster.settle();
    expect(cluster.list(kinds.replicaSet)).toHaveLength(1);
    expect(cluster.list(kinds.pod)).toHaveLength(3);
  });

  it('of the owner collects custom objects too, and their definition may come later', async () => {
    cluster.api.create(kinds.customResourceDefinition, {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'boats.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { kind: 'Boat', plural: 'boats', singular: 'boat', listKind: 'BoatList' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          },
        ],
      },
    });
    await cluster.settle();
    const boats = { group: 'example.com', version: 'v1', kind: 'Boat', plural: 'boats', namespaced: true };
    const owner = cluster.api.create(kinds.configMap, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'harbor', namespace },
    });
    const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'harbor', uid: owner.metadata.uid ?? '' }];
    cluster.api.create(boats, {
      apiVersion: 'example.com/v1',
      kind: 'Boat',
      metadata: { name: 'dinghy', namespace, ownerReferences },
    });
    await cluster.settle();
    expect(cluster.api.list(boats, { namespace })).toHaveLength(1);
    cluster.api.remove(kinds.configMap, key('harbor'));
    await cluster.settle();
    expect(cluster.api.list(boats, { namespace })).toEqual([]);
  });
});

describe('a namespace', () => {
  it('gets its service account, also after somebody deleted it', async () => {
    expect(cluster.find(kinds.serviceAccount, 'default')).toBeDefined();
    cluster.api.remove(kinds.serviceAccount, key('default'));
    await cluster.settle();
    expect(cluster.find(kinds.serviceAccount, 'default')).toBeDefined();
  });

  it('that is deleted loses its content first and says what it waits for', async () => {
    cluster.api.create(kinds.deployment, deployment('web', 'web:1'));
    cluster.api.create(kinds.configMap, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'kept', namespace, finalizers: ['example.com/backup'] },
    });
    await cluster.settle();
    cluster.api.remove(kinds.namespace, { name: namespace });
    await cluster.advance(3);
    const waiting = cluster.get(kinds.namespace, namespace);
    expect(waiting.status).toMatchObject({ phase: 'Terminating' });
    expect(findCondition(waiting.status?.conditions, 'NamespaceFinalizersRemaining')?.message).toContain(
      'example.com/backup has 1',
    );
    expect(cluster.list(kinds.pod)).toEqual([]);
    cluster.api.mergePatch(kinds.configMap, key('kept'), { metadata: { finalizers: [] } });
    await cluster.advance(3);
    expect(cluster.find(kinds.namespace, namespace)).toBeUndefined();
    expect(cluster.list(kinds.serviceAccount)).toEqual([]);
  });
});

describe('a StatefulSet in the cluster', () => {
  const set = (spec: Record<string, unknown> = {}): KubeObject => ({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db', namespace },
    spec: {
      replicas: 2,
      serviceName: 'db',
      selector: { matchLabels: { app: 'db' } },
      template: template('db:1', { app: 'db' }),
      volumeClaimTemplates: [
        { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
      ],
      ...spec,
    },
  });

  it('keeps names and volumes through updates, and volumes through scaling', async () => {
    cluster.api.create(kinds.statefulSet, set());
    await cluster.settle();
    expect(cluster.list(kinds.pod).map((pod) => pod.metadata.name)).toEqual(['db-0', 'db-1']);
    const claim = cluster.get(kinds.persistentVolumeClaim, 'data-db-1');
    expect(claim.status).toMatchObject({ phase: 'Bound', capacity: { storage: '1Gi' } });
    expect(cluster.get(kinds.persistentVolume, claim.spec.volumeName ?? '')).toMatchObject({
      spec: { hostPath: { path: `${cluster.volumesDir}/${claim.spec.volumeName}` } },
      status: { phase: 'Bound' },
    });
    cluster.api.mergePatch(kinds.statefulSet, key('db'), setImage('db:2'));
    await cluster.settle();
    expect(imagesOf()).toEqual(['db:2', 'db:2']);
    const { status } = cluster.get(kinds.statefulSet, 'db');
    expect(status).toMatchObject({ replicas: 2, readyReplicas: 2, updatedReplicas: 2, currentRevision: status?.updateRevision });
    cluster.api.mergePatch(kinds.statefulSet, key('db'), { spec: { replicas: 1 } });
    await cluster.settle();
    expect(cluster.list(kinds.pod)).toHaveLength(1);
    expect(cluster.list(kinds.persistentVolumeClaim)).toHaveLength(2);
  });

  it('loses a volume and its directory with its claim, but not while a pod uses it', async () => {
    cluster.api.create(kinds.statefulSet, set({ replicas: 1 }));
    await cluster.settle();
    const { volumeName = '' } = cluster.get(kinds.persistentVolumeClaim, 'data-db-0').spec;
    const directory = join(cluster.volumesDir, volumeName);
    await mkdir(join(directory, 'files'), { recursive: true });
    cluster.api.remove(kinds.persistentVolumeClaim, key('data-db-0'));
    await cluster.settle();
    expect(cluster.find(kinds.persistentVolumeClaim, 'data-db-0')).toBeDefined();
    cluster.api.remove(kinds.statefulSet, key('db'));
    await cluster.settle();
    expect(cluster.find(kinds.persistentVolumeClaim, 'data-db-0')).toBeUndefined();
    await cluster.until(() => cluster.find(kinds.persistentVolume, volumeName) === undefined);
    expect(existsSync(directory)).toBe(false);
  });
});

describe('Jobs in the cluster', () => {
  const jobSpec = (image: string, spec: Record<string, unknown> = {}) => ({ template: template(image, {}, 'Never'), ...spec });
  const job = (name: string, image: string, spec: Record<string, unknown> = {}): KubeObject => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace },
    spec: jobSpec(image, spec),
  });

  it('complete, and go away after their time to live', async () => {
    cluster.api.create(kinds.job, job('task', 'succeed:1', { completions: 3, parallelism: 2, ttlSecondsAfterFinished: 30 }));
    await cluster.settle();
    expect(cluster.get(kinds.job, 'task').status).toMatchObject({ succeeded: 3, completionTime: expect.any(String) });
    await cluster.advance(40);
    expect(cluster.find(kinds.job, 'task')).toBeUndefined();
    expect(cluster.list(kinds.pod)).toEqual([]);
  });

  it('fail after their limit, each retry later than the one before', async () => {
    cluster.api.create(kinds.job, job('task', 'fail:1', { backoffLimit: 2 }));
    await cluster.advance(15);
    expect(cluster.list(kinds.pod)).toHaveLength(2);
    await cluster.advance(30);
    expect(cluster.list(kinds.pod)).toHaveLength(3);
    expect(findCondition(cluster.get(kinds.job, 'task').status?.conditions, 'Failed')).toMatchObject({
      reason: 'BackoffLimitExceeded',
    });
  });

  it('of a CronJob start on time and are kept as long as asked', async () => {
    cluster.api.create(kinds.cronJob, {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'tick', namespace },
      spec: { schedule: '* * * * *', successfulJobsHistoryLimit: 2, jobTemplate: { spec: jobSpec('succeed:1') } },
    });
    await cluster.advance(50);
    expect(cluster.list(kinds.job)).toHaveLength(0);
    await cluster.advance(10);
    expect(cluster.list(kinds.job)).toHaveLength(1);
    await cluster.advance(240);
    expect(cluster.list(kinds.job)).toHaveLength(2);
    expect(cluster.get(kinds.cronJob, 'tick').status).toMatchObject({
      lastScheduleTime: expect.any(String),
      lastSuccessfulTime: expect.any(String),
    });
  });
});

describe('Services and the rest', () => {
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace },
    spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }] },
  };
  const addresses = (): number =>
    cluster
      .list(kinds.endpoints)
      .flatMap((each) => each.subsets ?? [])
      .flatMap((subset) => subset.addresses ?? []).length;
  const ready = (): number =>
    cluster
      .list(kinds.endpointSlice)
      .flatMap((slice) => slice.endpoints ?? [])
      .filter((each) => each.conditions.ready).length;

  it('lead to ready pods only, drop a pod the moment it is told to stop, and go with the Service', async () => {
    cluster.api.create(kinds.service, service);
    cluster.api.create(kinds.deployment, deployment('web', 'web:1'));
    await cluster.settle();
    expect([addresses(), ready()]).toEqual([3, 3]);
    cluster.holdKubelet(true);
    cluster.api.remove(kinds.pod, key(cluster.list(kinds.pod)[0]?.metadata.name ?? ''));
    await cluster.settle();
    expect([addresses(), ready()]).toEqual([2, 2]);
    cluster.holdKubelet(false);
    await cluster.settle();
    expect([addresses(), ready()]).toEqual([3, 3]);
    cluster.api.remove(kinds.service, key('web'));
    await cluster.settle();
    expect([cluster.list(kinds.endpoints).length, cluster.list(kinds.endpointSlice).length]).toEqual([0, 0]);
  });

  it('keep one pod of a DaemonSet on the node', async () => {
    cluster.api.create(kinds.daemonSet, {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'agent', namespace },
      spec: { selector: { matchLabels: { app: 'agent' } }, template: template('agent:1', { app: 'agent' }) },
    });
    await cluster.settle();
    cluster.api.mergePatch(kinds.daemonSet, key('agent'), setImage('agent:2'));
    await cluster.settle();
    expect(imagesOf()).toEqual(['agent:2']);
    expect(cluster.get(kinds.daemonSet, 'agent').status).toMatchObject({
      desiredNumberScheduled: 1,
      numberReady: 1,
      updatedNumberScheduled: 1,
      numberAvailable: 1,
    });
  });

  it('count the disruptions that a budget allows', async () => {
    cluster.api.create(kinds.disruptionBudget, {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'web', namespace },
      spec: { minAvailable: '50%', selector: { matchLabels: { app: 'web' } } },
    });
    cluster.api.create(kinds.deployment, deployment('web', 'web:1', { replicas: 4 }));
    await cluster.settle();
    expect(cluster.get(kinds.disruptionBudget, 'web').status).toMatchObject({
      expectedPods: 4,
      currentHealthy: 4,
      desiredHealthy: 2,
      disruptionsAllowed: 2,
    });
  });

  it('count an event that repeats and forget it after an hour', async () => {
    cluster.api.create(kinds.persistentVolumeClaim, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', namespace },
      spec: { storageClassName: 'gold', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    });
    await cluster.advance(150);
    const [event] = cluster.list(kinds.event).filter((each) => each.reason === 'ProvisioningFailed');
    expect(event).toMatchObject({
      type: 'Warning',
      involvedObject: { name: 'data' },
      message: 'storageclass.storage.k8s.io "gold" not found',
    });
    expect(event?.count).toBeGreaterThan(1);
    cluster.api.remove(kinds.persistentVolumeClaim, key('data'));
    await cluster.advance(3700);
    expect(cluster.list(kinds.event)).toEqual([]);
  });
});

describe.each([2, 3, 5, 7])('when every write number %d of a controller fails', (failEvery) => {
  it('everything still comes to its end state, through a roll-out, scaling and deletion', async () => {
    const shaky = await startTestCluster({ failEvery });
    const images = (): string[] =>
      shaky
        .list(kinds.pod)
        .map((pod) => String(pod.spec.containers[0]?.['image']))
        .toSorted();
    shaky.api.create(kinds.deployment, deployment('web', 'web:1'));
    shaky.api.create(kinds.service, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace },
      spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
    });
    await shaky.advance(60);
    shaky.api.mergePatch(kinds.deployment, key('web'), setImage('web:2'));
    shaky.api.mergePatch(kinds.deployment, key('web'), { spec: { replicas: 2 } });
    await shaky.advance(120);
    expect(images()).toEqual(['web:2', 'web:2']);
    expect(shaky.get(kinds.deployment, 'web').status).toMatchObject({ replicas: 2, updatedReplicas: 2, availableReplicas: 2 });
    expect(shaky.list(kinds.endpoints)[0]?.subsets?.[0]?.addresses).toHaveLength(2);
    shaky.api.remove(kinds.namespace, { name: namespace });
    await shaky.advance(120);
    expect([shaky.find(kinds.namespace, namespace), shaky.list(kinds.pod), shaky.list(kinds.replicaSet)]).toEqual([
      undefined,
      [],
      [],
    ]);
    await shaky.stop();
  });
});

describe('controllers that start late', () => {
  it('find what was left undone, and stop so that nothing moves any more', async () => {
    cluster.api.create(kinds.deployment, deployment('web', 'web:1'));
    await cluster.settle();
    await cluster.stopControllers();
    cluster.api.remove(kinds.deployment, key('web'));
    await cluster.advance(200);
    expect(cluster.list(kinds.pod)).toHaveLength(3);
    await cluster.startControllers();
    await cluster.settle();
    expect(cluster.list(kinds.pod)).toEqual([]);
  });
});
