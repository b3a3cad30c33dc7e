import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { createKubeClient, type KubeClient } from '@moorage/kube/client/client';
import { installCrds } from '@moorage/kube/crds/install-crds';
import { resources } from '@moorage/kube/resources';
import { startTestApiServer, type TestApiServer } from '@moorage/testkit/api-server';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeDeploymentCluster, type Subject } from '../../../test/deployment-cluster.conformance.ts';
import type { PodLogLine } from '../../domains/deployments/deployment.ports.ts';
import { createKubernetesCluster } from './kubernetes-cluster.ts';
import { createDeploymentInformer, createKubernetesWatch } from './kubernetes-watch.ts';

const clock = systemClock;
const ids = createIds(clock);
let server: TestApiServer;
let client: KubeClient;
let informer: ReturnType<typeof createDeploymentInformer>;
let subject: Subject;

beforeAll(async () => {
  server = await startTestApiServer();
  client = createKubeClient({ connection: server.connection, clock, ids });
  await installCrds(client, { clock });
  informer = createDeploymentInformer({ client, log: silentLog, clock, ids });
  await informer.start();
  subject = { cluster: createKubernetesCluster(client), watch: createKubernetesWatch(informer) };
  await waitUntil(() => subject.watch.hasSynced(), { describe: 'the copy' });
});
afterAll(async () => {
  await informer.stop();
  client.close();
  await server.stop();
});

describeDeploymentCluster('Kubernetes', () => subject);

describe('on Kubernetes', () => {
  const pod = (name: string, component: string) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace: 'u-logs',
      name,
      labels: { 'app.kubernetes.io/instance': 'logs', 'app.kubernetes.io/component': component },
    },
    spec: { containers: [{ name: component, image: 'node:24-alpine', command: ['node'] }] },
  });

  it('finds pods by deployment and service, and reads what they wrote', async () => {
    await client.create(resources.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'u-logs' } });
    for (const name of ['web', 'api']) await client.create(resources.pod, pod(`logs-${name}`, name));
    const key = { namespace: 'u-logs', name: 'logs' };
    expect((await subject.cluster.listPods(key, undefined)).map((one) => one.service).toSorted()).toEqual(['api', 'web']);
    const [web] = await subject.cluster.listPods(key, 'web');
    if (web === undefined) throw new Error('no pod');
    expect(web).toMatchObject({ name: 'logs-web', container: 'web' });
    server.setPodLog('2026-03-01T10:00:01.000000001Z ahoy\n');
    const query = { follow: false, previous: false, tail: undefined, since: undefined, signal: new AbortController().signal };
    const read = async (): Promise<PodLogLine[]> => await Array.fromAsync(subject.cluster.readLog(web, query));
    await waitUntil(async () => (await read()).some((line) => line.line.includes('ahoy')), { describe: 'the line' });
  });

  it('tells the events of a deployment, gone pods included, and of no other', async () => {
    const labels = { 'app.kubernetes.io/instance': 'told', 'app.kubernetes.io/component': 'web' };
    const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'x' }] } };
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace: 'u-logs', name: 'told-web', labels } };
    await client.create(resources.deployment, {
      ...deployment,
      spec: { replicas: 0, selector: { matchLabels: labels }, template },
    });
    const event = (kind: string, name: string, lastTimestamp: string) => ({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { namespace: 'u-logs', name: `${name}.${kind.toLowerCase()}` },
      involvedObject: { kind, name, namespace: 'u-logs' },
      reason: 'Tested',
      message: `about ${name}`,
      type: 'Warning',
      count: 3,
      lastTimestamp,
    });
    for (const one of [
      event('UserDeployment', 'told', '2026-03-01T10:00:01Z'),
      event('Deployment', 'told-web', '2026-03-01T10:00:02Z'),
      event('Pod', 'told-web-6d4cf56db6-x2x9z', '2026-03-01T10:00:03Z'),
      event('Pod', 'told-web-else-6d4cf56db6-x2x9z', '2026-03-01T10:00:04Z'),
      event('UserDeployment', 'told-web', '2026-03-01T10:00:05Z'),
    ]) {
      await client.create(resources.event, one);
    }
    const told = await subject.cluster.listEvents({ namespace: 'u-logs', name: 'told' });
    const ours = told.filter(({ reason }) => reason === 'Tested').map(({ object, count }) => [object.name, count]);
    expect(ours).toEqual([
      ['told-web-6d4cf56db6-x2x9z', 3],
      ['told-web', 3],
      ['told', 3],
    ]);
  });

  it('calls a spec refused that the schema will never take', async () => {
    const spec = { services: [{ name: 'Not A Name', image: 'x' }] };
    const key = {
      namespace: 'u-logs',
      name: 'refused',
      deploymentId: 'x',
      release: 1,
      generation: 1,
      labels: {},
      secrets: [],
      namespaceLabels: {},
    };
    expect(await subject.cluster.apply({ ...key, spec })).toMatchObject({ kind: 'refused' });
  });
});
