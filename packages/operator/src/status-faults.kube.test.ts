/** Every failure that a cluster can bring about is reached on a cluster, with its evidence, and is over when its cause is. */
import { resources } from '@moorage/kube/resources';
import type { KubeObject, Resource } from '@moorage/kube/objects';
import { podStatus } from '@moorage/testkit/api-server';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type OperatorWorld, serveKind, startOperatorWorld, web } from '../test/operator-world.ts';
import { failureReasons, type FailureReason } from './failure-reasons.ts';

const quotas: Resource = { group: '', version: 'v1', kind: 'ResourceQuota', plural: 'resourcequotas', namespaced: true };
const storageClasses: Resource = {
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'StorageClass',
  plural: 'storageclasses',
  namespaced: false,
};

let world: OperatorWorld;
beforeAll(async () => {
  world = await startOperatorWorld();
});
afterAll(() => world.stop());
beforeEach(() => {
  world.server.setPodStatus((pod) => podStatus(pod, true));
  world.server.setPodLog('');
});

const untilReady = (name: string) => world.until(name, 'ready', (status) => status.phase === 'Ready');

async function expectFailure(name: string, reason: FailureReason, evidence: object = {}): Promise<void> {
  const status = await world.until(name, reason, (now) => now.evidence?.reason === reason);
  const { sentence, nextStep } = failureReasons[reason];
  expect(status.evidence).toMatchObject({ reason, nextStep, ...evidence });
  expect(status.evidence?.message.startsWith(sentence)).toBe(true);
  expect(status.message).toContain(sentence);
  expect(status.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({ status: 'False' });
}

async function limit(name: string, hard: Readonly<Record<string, string>>): Promise<void> {
  const metadata = { name, namespace: world.namespace };
  await world.client.create<KubeObject>(quotas, { apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard } });
}

const unlimit = (name: string) => world.client.remove(quotas, { namespace: world.namespace, name });

describe('pods that fail', () => {
  it.each([
    ['ErrImagePull', 'manifest for node:24 not found'],
    ['ImagePullBackOff', 'Back-off pulling image "node:24"'],
    ['InvalidImageName', 'couldn’t parse image name'],
  ])('say that their image cannot be pulled (%s), until it can', async (reason, message) => {
    const name = `pull-${reason.toLowerCase()}`;
    world.server.setPodStatus((pod) => podStatus(pod, false, { state: { waiting: { reason, message } } }));
    await world.apply(name);
    await expectFailure(name, 'ImagePullFailed', { message: expect.stringContaining(message) });
    world.server.setPodStatus((pod) => podStatus(pod, true));
    expect(await untilReady(name)).not.toHaveProperty('evidence');
    await world.remove(name);
  });

  it.each<[string, FailureReason, object, object]>([
    ['crash', 'CrashLooping', { exitCode: 7, reason: 'Error' }, { exitCode: 7, logLines: ['one', 'two'] }],
    ['oom', 'OutOfMemory', { exitCode: 137, reason: 'OOMKilled' }, { exitCode: 137, logLines: ['one', 'two'] }],
    ['absent', 'StartFailed', { exitCode: 127, reason: 'StartError' }, { exitCode: 127 }],
  ])('say how their program ended (%s), with its last lines', async (name, reason, terminated, evidence) => {
    world.server.setPodLog('one\ntwo\n');
    world.server.setPodStatus((pod) =>
      podStatus(pod, false, {
        restartCount: 4,
        state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s restarting failed container' } },
        lastState: { terminated },
      }),
    );
    await world.apply(name);
    await expectFailure(name, reason, evidence);
    await world.remove(name);
  });

  it.each<[string, FailureReason, string]>([
    ['config', 'ConfigMissing', 'secret "absent" not found'],
    ['root', 'RunsAsRoot', 'container has runAsNonRoot and image will run as root'],
  ])('say what is missing for their start (%s)', async (name, reason, message) => {
    const waiting = { reason: 'CreateContainerConfigError', message };
    world.server.setPodStatus((pod) => podStatus(pod, false, { state: { waiting } }));
    await world.apply(name);
    await expectFailure(name, reason, { message: expect.stringContaining(message) });
    await world.remove(name);
  });
});

describe('a roll-out that makes no progress', () => {
  it('is said to have missed its deadline, and comes right when it is corrected', async () => {
    world.server.setPodStatus((pod) => podStatus(pod, false, { state: { waiting: { reason: 'ContainerCreating' } } }));
    await world.apply('late', { progressDeadlineSeconds: 10 });
    await waitUntil(async () => (await world.read('late'))?.status?.evidence?.reason === 'ProgressDeadlineExceeded', {
      describe: 'the deadline to be missed',
      timeoutMs: 40_000,
    });
    await expectFailure('late', 'ProgressDeadlineExceeded');
    world.server.setPodStatus((pod) => podStatus(pod, true));
    expect(await untilReady('late')).not.toHaveProperty('evidence');
    await world.remove('late');
  });
});

describe('a namespace whose quota is used up', () => {
  it('is told where its pods are refused, and they come when there is room', async () => {
    await limit('no-pods', { 'count/pods': '0' });
    await world.apply('crowded');
    await expectFailure('crowded', 'QuotaExceeded', { message: expect.stringContaining('no-pods') });
    await unlimit('no-pods');
    await world.apply('crowded', { services: [{ ...web, env: [{ name: 'AGAIN', value: '1' }] }] });
    await untilReady('crowded');
    await world.remove('crowded');
  });

  it('is told where an object of the deployment itself is refused, which comes by itself when there is room', async () => {
    await limit('no-deployments', { 'count/deployments.apps': '0' });
    await world.apply('refused');
    await expectFailure('refused', 'QuotaExceeded', { message: expect.stringContaining('no-deployments') });
    await unlimit('no-deployments');
    await waitUntil(async () => (await world.read('refused'))?.status?.phase === 'Ready', {
      describe: 'it to be tried again and ready',
      timeoutMs: 40_000,
    });
    await world.remove('refused');
  });
});

/** Where no scheduler runs, the test says what one would; the stock one says it itself, of a pod that fits nowhere. */
function asScheduler(message: string): void {
  world.server.setPodStatus((pod) => ({
    phase: 'Pending',
    conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }],
    ...(pod.spec === undefined ? {} : { containerStatuses: [] }),
  }));
}

describe('a pod without a place', () => {
  it('is said to fit on no machine', async () => {
    asScheduler('0/1 nodes are available: 1 Insufficient cpu.');
    await world.apply('huge', { services: [{ ...web, resources: { requests: { cpu: '100000' }, limits: { cpu: '100000' } } }] });
    await expectFailure('huge', 'Unschedulable', { message: expect.stringContaining('Insufficient cpu') });
    await world.remove('huge');
  });

  it('is said to wait for its volume, where nothing provides one', async () => {
    await world.client.remove(storageClasses, { name: 'standard' });
    asScheduler('0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.');
    await world.apply('stored', { services: [{ ...web, volumes: [{ name: 'data', mountPath: '/data', size: '1Gi' }] }] });
    await expectFailure('stored', 'VolumeFailed', { message: expect.stringMatching(/unbound immediate PersistentVolumeClaims/) });
    await world.remove('stored');
  });
});

describe('secrets whose store refuses', () => {
  it('are said to have failed, with what the store said', async () => {
    await serveKind(world.client, resources.externalSecret);
    await world.apply('sealed', { secrets: { scopes: [{ scope: 'deployment', path: 'apps/sealed' }] } });
    const key = { namespace: world.namespace, name: 'sealed-web-secrets' };
    await waitUntil(() => world.client.get(resources.externalSecret, key), { describe: 'the ExternalSecret' });
    const condition = { type: 'Ready', status: 'False', reason: 'SecretSyncedError', message: 'permission denied' };
    await world.client.mergePatch(
      resources.externalSecret,
      key,
      { status: { conditions: [condition] } },
      { subresource: 'status' },
    );
    await expectFailure('sealed', 'SecretSyncFailed', { message: expect.stringContaining('permission denied') });
    await world.remove('sealed');
  });
});

describe('a specification that only the operator can refuse', () => {
  it.each<[string, object, RegExp]>([
    ['image', { services: [{ ...web, image: 'NOT VALID' }] }, /services\[0\]\.image/],
    ['depends', { services: [{ ...web, dependsOn: ['absent'] }] }, /services\[0\]\.dependsOn/],
    [
      'target',
      { services: [web], ingresses: [{ id: 'i', name: 'main', service: 'absent', port: 1 }] },
      /ingresses\[0\]\.service/,
    ],
  ])('is refused with the very field (%s), and nothing is made', async (name, spec, field) => {
    await world.apply(name, spec);
    const status = await world.until(name, 'refused', (now) => now.phase === 'Error');
    expect(status.conditions?.find(({ type }) => type === 'Valid')).toMatchObject({ status: 'False' });
    expect(status.message).toMatch(field);
    expect(await world.client.get(resources.deployment, { namespace: world.namespace, name: `${name}-web` })).toBeUndefined();
    await world.remove(name);
  });
});
