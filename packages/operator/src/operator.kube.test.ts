import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { createKubeClient, type KubeClient } from '@moorage/kube/client/client';
import { installCrds } from '@moorage/kube/crds/install-crds';
import type { UserDeployment, UserDeploymentSpec, UserDeploymentStatus } from '@moorage/kube/crds/user-deployment';
import type { KubeObject } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import { podStatus, startTestApiServer, type TestApiServer } from '@moorage/testkit/api-server';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOperator, type Operator } from './app.ts';
import { ownedResources } from './observed.ts';

const ids = createIds(systemClock);
const namespace = 'team';
const config = {
  deploymentDomain: 'localhost',
  ingressScheme: 'http',
  ingressPort: 8080,
  ingressClassName: 'moorage',
  leaderElect: false,
  preStopSleepSeconds: 0,
  probeGraceSeconds: 1,
} as const;

let server: TestApiServer;
let client: KubeClient;
let operator: Operator;
beforeAll(async () => {
  server = await startTestApiServer({ scripted: true });
  client = createKubeClient({ connection: server.connection, clock: systemClock, ids });
  await installCrds(client, { clock: systemClock });
  await client.create<KubeObject>(resources.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  operator = createOperator({ client, log: silentLog, clock: systemClock, ids, config });
  await operator.start();
});
afterAll(async () => {
  await operator.stop();
  client.close();
  await server.stop();
});
beforeEach(() => {
  server.setPodStatus((pod) => podStatus(pod, true));
  server.setPodLog('');
});

const web = { name: 'web', image: 'node:24', ports: [{ name: 'http', containerPort: 3000 }] };

async function apply(name: string, spec: Partial<UserDeploymentSpec> = {}): Promise<void> {
  const ingresses = [{ id: 'i1', name: 'main', service: 'web', port: 3000 }];
  const object = {
    apiVersion: 'moorage.dev/v1alpha1',
    kind: 'UserDeployment',
    metadata: { name, namespace },
    spec: { services: [web], ingresses, ...spec },
  };
  await client.apply<KubeObject>(resources.userDeployment, object, { fieldManager: 'tester', force: true });
}

const read = (name: string) => client.get<UserDeployment>(resources.userDeployment, { namespace, name });

async function until(name: string, what: string, test: (status: UserDeploymentStatus) => boolean): Promise<UserDeploymentStatus> {
  let last: unknown;
  return waitUntil(
    async () => {
      const root = await read(name);
      last = root?.status;
      const isCurrent = root?.status?.observedGeneration === root?.metadata.generation;
      return root?.status !== undefined && isCurrent && test(root.status) ? root.status : undefined;
    },
    { describe: () => `${name} to be ${what}; it is ${JSON.stringify(last)}` },
  );
}
const untilReady = (name: string) => until(name, 'ready', (status) => status.phase === 'Ready');
const untilReason = (name: string, reason: string) =>
  until(name, reason, (status) => status.phase === 'Error' && status.evidence?.reason === reason);

async function remove(name: string): Promise<void> {
  await client.remove(resources.userDeployment, { namespace, name });
  await waitUntil(async () => (await read(name)) === undefined, { describe: `${name} to be gone` });
}

/** Everything that carries the deployment's label. */
async function belongings(name: string): Promise<string[]> {
  const all = [...ownedResources, resources.pod, resources.replicaSet];
  const lists = await Promise.all(
    all.map((resource) => client.list(resource, { namespace, labelSelector: `app.kubernetes.io/instance=${name}` })),
  );
  return lists.flatMap((list) => list.items.map((object) => `${object.kind}/${object.metadata.name}`)).sort();
}

describe('a deployment', () => {
  it('applied by hand becomes ready, is reachable, and leaves nothing behind', async () => {
    await apply('life');
    const status = await untilReady('life');
    expect(status).toMatchObject({
      message: 'The service is ready.',
      ingresses: [{ host: 'life.localhost', url: 'http://life.localhost:8080' }],
      services: [{ name: 'web', state: 'Ready', readyReplicas: 1 }],
    });
    const made = await belongings('life');
    expect(made.filter((name) => !/^(Pod|ReplicaSet)\//.test(name))).toEqual([
      'Deployment/life-web',
      'Ingress/life-main',
      'NetworkPolicy/life-isolation',
      'Service/life-web',
      'ServiceAccount/life',
    ]);
    await remove('life');
    await waitUntil(async () => (await belongings('life')).length === 0, { describe: 'its pods to be gone with it' });
  });

  it('tells of its life in events', async () => {
    await apply('told');
    await untilReady('told');
    // An event follows its status; nobody waits for it.
    await waitUntil(
      async () => {
        const events = await client.list(resources.event, { namespace, fieldSelector: 'involvedObject.name=told' });
        return events.items.some((event) => event['reason'] === 'Ready');
      },
      { describe: 'the event to be there' },
    );
    await remove('told');
  });

  it('writes nothing once it is at rest', async () => {
    await apply('calm');
    await untilReady('calm');
    const before = (await read('calm'))?.metadata.resourceVersion;
    const { runs } = operator.metrics().controllers['user-deployment'] ?? { runs: 0 };
    const configMap = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'poke',
        namespace,
        labels: { 'app.kubernetes.io/managed-by': 'moorage', 'app.kubernetes.io/instance': 'calm' },
      },
    };
    await client.create<KubeObject>(resources.configMap, configMap);
    await waitUntil(() => (operator.metrics().controllers['user-deployment']?.runs ?? 0) > runs, { describe: 'a reconcile' });
    expect((await read('calm'))?.metadata.resourceVersion).toBe(before);
    await client.remove(resources.configMap, { namespace, name: 'poke' });
    await remove('calm');
  });

  it('brings back what somebody removed and undoes what somebody changed', async () => {
    await apply('mended');
    await untilReady('mended');
    const key = { namespace, name: 'mended-web' };
    const old = await client.get(resources.service, key);
    await client.remove(resources.service, key);
    await waitUntil(
      async () => {
        const now = await client.get(resources.service, key);
        return now !== undefined && now.metadata.uid !== old?.metadata.uid;
      },
      { describe: 'the service to be back' },
    );
    await client.mergePatch(resources.deployment, key, { spec: { replicas: 3 } });
    await waitUntil(
      async () => (await client.get<KubeObject<{ replicas: number }>>(resources.deployment, key))?.spec?.replicas === 1,
      {
        describe: 'the copies to be one again',
      },
    );
    await remove('mended');
  });

  it('rolls on a change and drops what the spec no longer names', async () => {
    await apply('grown', { services: [web, { name: 'job', image: 'node:24', files: { '/app/job.js': 'x' } }] });
    await untilReady('grown');
    await apply('grown', { services: [{ ...web, env: [{ name: 'A', value: '1' }] }] });
    await untilReady('grown');
    await waitUntil(async () => !(await belongings('grown')).some((name) => name.includes('job')), {
      describe: 'the job to be gone',
    });
    await apply('grown', { services: [web], visibility: 'internal' });
    await until('grown', 'internal', (status) => status.phase === 'Ready' && status.ingresses?.length === 0);
    await waitUntil(async () => !(await belongings('grown')).includes('Ingress/grown-main'), {
      describe: 'its ingress to be gone',
    });
    await remove('grown');
  });

  it('starts services in the order of their dependencies', async () => {
    server.setPodStatus((pod) => podStatus(pod, false));
    await apply('ordered', {
      services: [
        { ...web, dependsOn: ['db'] },
        { ...web, name: 'db' },
      ],
    });
    await until('ordered', 'waiting', (status) => status.services?.[0]?.message === 'Waits for db to become ready.');
    expect(await belongings('ordered')).not.toContain('Deployment/ordered-web');
    server.setPodStatus((pod) => podStatus(pod, true));
    await untilReady('ordered');
    await remove('ordered');
  });

  it('pauses and resumes', async () => {
    await apply('paused');
    await untilReady('paused');
    await apply('paused', { paused: true });
    await until('paused', 'paused', (status) => status.services?.[0]?.state === 'Paused');
    await waitUntil(async () => !(await belongings('paused')).some((name) => name.startsWith('Pod/')), {
      describe: 'its pods to be gone',
    });
    await apply('paused', { paused: false });
    await untilReady('paused');
    await remove('paused');
  });

  it('says by itself that its pods have become ready', async () => {
    server.setPodStatus((pod) => podStatus(pod, false));
    await apply('quick');
    await waitUntil(async () => (await belongings('quick')).some((name) => name.startsWith('Pod/')), { describe: 'a pod' });
    await until('quick', 'provisioning', (status) => status.phase === 'Provisioning');
    const aborter = new AbortController();
    const { resourceVersion } = await client.list(resources.userDeployment, { namespace });
    const watch = client.watch<UserDeployment>(resources.userDeployment, { namespace, resourceVersion, signal: aborter.signal });
    server.setPodStatus((pod) => podStatus(pod, true));
    let seen: string | undefined;
    for await (const event of watch) {
      if (event.object.metadata.name === 'quick') seen = event.object.status?.phase;
      if (seen === 'Ready') break;
    }
    expect(seen).toBe('Ready');
    aborter.abort();
    await remove('quick');
  });
});

describe('a deployment that fails', () => {
  it('says why its program crashes, with the last lines of its log', async () => {
    server.setPodLog(Array.from({ length: 30 }, (_, index) => `line ${index}`).join('\n'));
    server.setPodStatus((pod) =>
      podStatus(pod, false, {
        restartCount: 3,
        state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } },
        lastState: { terminated: { exitCode: 7, reason: 'Error' } },
      }),
    );
    await apply('crashing');
    const status = await untilReason('crashing', 'CrashLooping');
    expect(status.evidence).toMatchObject({ exitCode: 7, nextStep: expect.stringContaining('log') });
    expect(status.evidence?.logLines).toHaveLength(20);
    expect(status.evidence?.logLines?.at(-1)).toBe('line 29');
    expect(status.conditions?.find((condition) => condition.type === 'ServicesReady')).toMatchObject({
      status: 'False',
      reason: 'CrashLooping',
    });
    server.setPodStatus((pod) => podStatus(pod, true));
    expect(await untilReady('crashing')).not.toHaveProperty('evidence');
    await remove('crashing');
  });

  it('says that its image cannot be pulled, with the event that tells it', async () => {
    server.setPodStatus((pod) =>
      podStatus(pod, false, { state: { waiting: { reason: 'ErrImagePull', message: 'manifest unknown' } } }),
    );
    await apply('pulling');
    expect((await untilReason('pulling', 'ImagePullFailed')).message).toContain('manifest unknown');
    await remove('pulling');
  });

  it('says what its probe was answered', async () => {
    server.setPodStatus((pod) => podStatus(pod, false, { state: { running: { startedAt: '2026-01-01T00:00:00Z' } } }));
    await apply('probed');
    const pod = await waitUntil(
      async () => (await client.list(resources.pod, { namespace, labelSelector: 'app.kubernetes.io/instance=probed' })).items[0],
      { describe: 'a pod' },
    );
    const { name, uid } = pod.metadata;
    await client.create<KubeObject>(resources.event, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'probed.1', namespace },
      involvedObject: { apiVersion: 'v1', kind: 'Pod', name, namespace, uid },
      type: 'Warning',
      reason: 'Unhealthy',
      message: 'Readiness probe failed: HTTP probe failed with statuscode: 500',
      lastTimestamp: '2026-01-01T00:00:00Z',
    });
    const status = await until(
      'probed',
      'failing its probe',
      (now) => now.phase === 'Error' && now.evidence?.probe !== undefined,
    );
    expect(status.evidence).toMatchObject({
      reason: 'ProbeFailing',
      probe: 'Readiness probe failed: HTTP probe failed with statuscode: 500',
    });
    await remove('probed');
  });

  it('refuses an invalid specification until it is corrected', async () => {
    await apply('invalid', { services: [{ ...web, image: 'NOT VALID' }] });
    const status = await until('invalid', 'refused', (now) => now.phase === 'Error');
    expect(status.conditions?.find((condition) => condition.type === 'Valid')).toMatchObject({
      status: 'False',
      reason: 'InvalidImage',
    });
    expect(await belongings('invalid')).toEqual([]);
    await apply('invalid');
    await untilReady('invalid');
    await remove('invalid');
  });

  it('never takes over an object of somebody else', async () => {
    const foreign = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'clash-web', namespace },
      spec: { ports: [{ port: 1 }] },
    };
    await client.create<KubeObject>(resources.service, foreign);
    await apply('clash');
    expect((await untilReason('clash', 'NameClash')).message).toContain('clash-web');
    expect((await client.get(resources.service, { namespace, name: 'clash-web' }))?.metadata.ownerReferences).toBeUndefined();
    await remove('clash');
    expect(await client.get(resources.service, { namespace, name: 'clash-web' })).toBeDefined();
  });

  it('leaves a host to the older deployment and gets it when that one goes', async () => {
    const ingresses = [{ id: 'i', name: 'main', service: 'web', port: 3000, host: 'shared.localhost' }];
    await apply('host-a', { ingresses });
    await untilReady('host-a');
    await apply('host-b', { ingresses });
    await untilReason('host-b', 'HostClash');
    expect((await read('host-a'))?.status?.phase).toBe('Ready');
    await remove('host-a');
    await untilReady('host-b');
    await remove('host-b');
  });
});
