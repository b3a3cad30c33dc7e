/** What pods really use, through the API that `kubectl top` and our own metrics stream read. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { createKubeClient, type KubeClient } from '@moorage/kube/client/client';
import type { KubeObject } from '@moorage/kube/objects';
import { quantityFactors } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmbeddedCluster, type EmbeddedCluster } from './cluster.ts';
import { waitUntil } from './node/node-harness.fake.ts';

const metrics = { group: 'metrics.k8s.io', version: 'v1beta1' } as const;
const podMetrics = { ...metrics, kind: 'PodMetrics', plural: 'pods', namespaced: true };
const nodeMetrics = { ...metrics, kind: 'NodeMetrics', plural: 'nodes', namespaced: false };

interface UsageText {
  readonly cpu: string;
  readonly memory: string;
}
interface PodMetrics extends KubeObject {
  timestamp: string;
  window: string;
  containers: readonly { readonly name: string; readonly usage: UsageText }[];
}
interface NodeMetrics extends KubeObject {
  usage: UsageText;
}

function amount(text: string): number {
  const [, digits = '', suffix = ''] = /^(\d+)([a-zA-Z]*)$/.exec(text) ?? [];
  return Number(digits) * (quantityFactors[suffix] ?? Number.NaN);
}

/** Busy for a third of the time, which is enough to tell it from one at rest. */
const loaded = 'setInterval(() => { const end = Date.now() + 30; while (Date.now() < end); }, 100)';
/** A child of the container does the work: the figures are of the whole tree. */
const busy = `
const { spawn } = require('node:child_process');
spawn(process.execPath, ['-e', ${JSON.stringify(loaded)}], { stdio: 'inherit' });
setInterval(() => {}, 1000);`;
const large = `globalThis.kept = Buffer.alloc(120 * 1024 * 1024, 1); setInterval(() => {}, 1000);`;

function pod(name: string, scripts: Readonly<Record<string, string>>): KubeObject {
  const containers = Object.entries(scripts).map(([container, script]) => ({
    name: container,
    image: 'node:24',
    command: ['node', '-e', script],
  }));
  const spec = { containers, terminationGracePeriodSeconds: 0 };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', labels: { app: name } }, spec };
}

let dataDir = '';
let cluster: EmbeddedCluster;
let client: KubeClient;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'moorage-usage-'));
  const ids = createIds(systemClock);
  const common = { dataDir, log: silentLog, clock: systemClock, ids };
  cluster = createEmbeddedCluster({ ...common, ingressPort: 0, ingressDomains: [], backoffScale: 0.02, measureMs: 1_000 });
  await cluster.start();
  const { ca, token } = cluster.credentials();
  const connection = { server: cluster.apiUrl(), ca, token: new Secret(token) };
  client = createKubeClient({ connection, clock: systemClock, ids });
  await client.create(resources.pod, pod('mixed', { busy, idle: 'setInterval(() => {}, 1000)' }));
  await client.create(resources.pod, pod('large', { main: large }));
});
afterAll(async () => {
  client.close();
  await cluster.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const read = (name: string) => client.get<PodMetrics>(podMetrics, { namespace: 'default', name });

describe('metrics.k8s.io', () => {
  it('tells what each container of a pod uses, its children with it', async () => {
    const mixed = await waitUntil(
      'the busy container to be measured, and the other after its start',
      async () => {
        const found = await read('mixed');
        const [busyCpu = 0, idleCpu = 0] = found?.containers.map(({ usage }) => amount(usage.cpu)) ?? [];
        // The other one is idle only after it has started.
        return busyCpu > 0.05 && busyCpu > 5 * idleCpu ? found : undefined;
      },
      70_000,
    );
    expect(mixed).toMatchObject({ kind: 'PodMetrics', metadata: { labels: { app: 'mixed' } } });
    expect(mixed.window).toMatch(/^\d+\.\d{3}s$/);
    expect(Math.abs(Date.parse(mixed.timestamp) - systemClock.now().getTime())).toBeLessThan(30_000);
    expect(mixed.containers.map(({ name }) => name)).toEqual(['busy', 'idle']);
    // It may be measured before it has taken what it takes.
    const isLarge = async () => amount((await read('large'))?.containers[0]?.usage.memory ?? '0') > 100 * 2 ** 20;
    await waitUntil('the large pod to be measured', isLarge);
  }, 120_000);

  it('lists by namespace and label, and forgets a pod that is gone', async () => {
    const names = async (options: object) =>
      (await client.list<PodMetrics>(podMetrics, options)).items.map(({ metadata }) => metadata.name);
    await waitUntil('both to be measured', async () => (await names({})).length === 2);
    expect(await names({ namespace: 'default' })).toEqual(['large', 'mixed']);
    expect(await names({ namespace: 'kube-system' })).toEqual([]);
    expect(await names({ labelSelector: 'app=large' })).toEqual(['large']);
    await client.remove(resources.pod, { namespace: 'default', name: 'large' });
    await waitUntil('it to be forgotten', async () => (await read('large')) === undefined);
  });

  it('tells what the node uses', async () => {
    const { items } = await client.list<NodeMetrics>(nodeMetrics);
    expect(items.map(({ metadata }) => metadata.name)).toEqual(['embedded']);
    expect(amount(items[0]?.usage.cpu ?? '0')).toBeGreaterThan(0);
    expect(amount(items[0]?.usage.memory ?? '0')).toBeGreaterThan(2 ** 26);
  });

  it('can be discovered, and can be read and nothing else', async () => {
    const list = await client.request({ method: 'GET', path: '/apis/metrics.k8s.io/v1beta1' });
    expect(list).toMatchObject({
      resources: [
        { name: 'nodes', kind: 'NodeMetrics', namespaced: false, verbs: ['get', 'list'] },
        { name: 'pods', kind: 'PodMetrics', namespaced: true, verbs: ['get', 'list'] },
      ],
    });
    const document = await client.request({ method: 'GET', path: '/openapi/v3/apis/metrics.k8s.io/v1beta1' });
    expect(JSON.stringify(document)).toContain('/apis/metrics.k8s.io/v1beta1/namespaces/{namespace}/pods/{name}');
    const refused = { code: 'invalid_request', details: { kubeReason: 'MethodNotAllowed' } };
    await expect(client.create(podMetrics, pod('made', {}))).rejects.toMatchObject(refused);
    await expect(client.remove(podMetrics, { namespace: 'default', name: 'mixed' })).rejects.toMatchObject(refused);
    const aborter = new AbortController();
    const watch = client.watch(podMetrics, { signal: aborter.signal })[Symbol.asyncIterator]();
    await expect(watch.next()).rejects.toMatchObject(refused);
  });
});

describe('a HorizontalPodAutoscaler', () => {
  const key = { namespace: 'default', name: 'loaded' };

  it('scales by the same figures', async () => {
    const labels = { app: 'loaded' };
    // Little, as a busy machine leaves it little.
    const requests = { cpu: '20m' };
    const containers = [{ name: 'main', image: 'node:24', command: ['node', '-e', loaded], resources: { requests } }];
    const template = { metadata: { labels }, spec: { containers, terminationGracePeriodSeconds: 0 } };
    const spec = { replicas: 1, selector: { matchLabels: labels }, template };
    await client.create<KubeObject>(resources.deployment, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: key, spec });
    const target = { type: 'Utilization', averageUtilization: 50 };
    await client.create<KubeObject>(resources.horizontalPodAutoscaler, {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: key,
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'loaded' },
        maxReplicas: 2,
        metrics: [{ type: 'Resource', resource: { name: 'cpu', target } }],
      },
    });
    const scaled = await waitUntil(
      'the autoscaler to ask for two',
      async () => {
        const found = await client.get<KubeObject<object, { desiredReplicas?: number }>>(resources.horizontalPodAutoscaler, key);
        return found?.status?.desiredReplicas === 2 ? found : undefined;
      },
      50_000,
    );
    expect(scaled.status).toMatchObject({
      currentMetrics: [{ type: 'Resource', resource: { name: 'cpu' } }],
      conditions: expect.arrayContaining([expect.objectContaining({ type: 'ScalingActive', status: 'True' })]),
    });
    await waitUntil('the second copy to be ready', async () => {
      const found = await client.get<KubeObject<object, { readyReplicas?: number }>>(resources.deployment, key);
      return found?.status?.readyReplicas === 2;
    });
  }, 90_000);
});
