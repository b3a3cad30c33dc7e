/** Ten thousand deployments at rest: what it costs to hold them, and to look at all of them again. */
import type { UserDeployment } from '@moorage/kube/crds/user-deployment';
import type { KubeObject } from '@moorage/kube/objects';
import { readOperatorConfig } from '@moorage/operator/config';
import { planIngress } from '@moorage/operator/desired/ingress.plan';
import { hostsOf } from '@moorage/operator/user-deployment.names';
import { startCrowd } from '@moorage/testkit/crowd';
import { type OperatorProcess, startOperatorProcess } from '@moorage/testkit/operator-process';
import { waitUntil } from '@moorage/testkit/wait-until';
import type { Benchmark, Measurement } from './lib/benchmark.ts';
import { startCrowdGround } from './lib/crowd-ground.ts';
import { type MultipliedServer, startMultipliedServer } from './lib/multiplied-server.ts';
import { rounded } from './lib/statistics.ts';

const originalCount = 50;
const copies = 200;
const count = originalCount * copies;
const timeoutMs = 600_000;
const roots = '/apis/moorage.dev/v1alpha1/userdeployments';
const ingresses = '/apis/networking.k8s.io/v1/ingresses';
const collections = [
  roots,
  ingresses,
  '/apis/apps/v1/deployments',
  '/apis/networking.k8s.io/v1/networkpolicies',
  '/api/v1/services',
  '/api/v1/configmaps',
  '/api/v1/serviceaccounts',
  '/api/v1/pods',
];

/** What a real API server holds of deployments that are ready: with its defaults, and all the fields that it manages. */
async function captureOriginals(): Promise<Map<string, KubeObject[]>> {
  const cluster = await startCrowdGround();
  try {
    const operator = await startOperatorProcess(cluster.kubeconfig);
    const crowd = startCrowd(cluster.api, originalCount);
    await crowd.untilReady(originalCount, timeoutMs);
    crowd.stop();
    await operator.stop();
    const found = new Map<string, KubeObject[]>();
    for (const path of collections) {
      const selector = path === roots ? '' : '?labelSelector=app.kubernetes.io%2Fmanaged-by%3Dmoorage';
      const { answer } = await cluster.api.call('GET', path + selector);
      const items: unknown = typeof answer === 'object' && answer !== null && 'items' in answer ? answer.items : undefined;
      found.set(path, Array.isArray(items) ? items : []);
    }
    return found;
  } finally {
    await cluster.stop();
  }
}

/** A deployment of a copy has addresses of its own, and its Ingress is what the operator would make of that. */
function createAdapt(originals: ReadonlyMap<string, readonly KubeObject[]>): (copy: KubeObject, index: number) => KubeObject {
  const settings = readOperatorConfig([], {}).operator;
  const byName = new Map((originals.get(roots) ?? []).map((root) => [root.metadata.name, root]));
  const moved = <T>(value: T, name: string, index: number): T => {
    const host = (domain: string): string => `${name}.${domain}`;
    const [from, to] = [host(settings.deploymentDomain), host(`copy-${index}.${settings.deploymentDomain}`)];
    return JSON.parse(JSON.stringify(value).replaceAll(from, to));
  };
  const rootOf = (name: string, metadata: KubeObject['metadata'], index: number): UserDeployment => {
    const { spec } = byName.get(name) ?? {};
    const domain = `copy-${index}.${settings.deploymentDomain}`;
    const all = { services: [], ...(typeof spec === 'object' ? spec : {}), domain };
    return { apiVersion: 'moorage.dev/v1alpha1', kind: 'UserDeployment', metadata, spec: all };
  };
  return (copy, index) => {
    const { metadata, kind } = copy;
    const owner = metadata.ownerReferences?.[0];
    const isRoot = byName.has(metadata.name) && owner === undefined;
    if (isRoot) return { ...moved(copy, metadata.name, index), spec: rootOf(metadata.name, metadata, index).spec };
    const isIngress =
      copy['spec'] !== undefined && originals.get(ingresses)?.some(({ metadata: { name } }) => name === metadata.name);
    if (isIngress !== true || owner === undefined || kind === 'Pod') return copy;
    const root = rootOf(owner.name, { name: owner.name, namespace: metadata.namespace ?? '', uid: owner.uid }, index);
    const [address] = hostsOf(root, settings.deploymentDomain);
    if (address === undefined) return copy;
    const wanted = planIngress(root, address, settings).object.metadata.annotations;
    return { ...moved(copy, owner.name, index), metadata: { ...metadata, annotations: { ...metadata.annotations, ...wanted } } };
  };
}

function kubeconfigOf(server: MultipliedServer): string {
  const parts = {
    clusters: [{ name: 'c', cluster: { server: server.url } }],
    users: [{ name: 'u', user: { token: 'any' } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
  };
  return JSON.stringify({ apiVersion: 'v1', kind: 'Config', 'current-context': 'x', ...parts });
}

/** Resolves when every deployment has been looked at; gives how long that took. */
async function lookAtAll(operator: OperatorProcess, begin: () => void): Promise<number> {
  const looks = (): Promise<number> => operator.metric('moorage_reconciles_total');
  const before = await looks();
  const beganAt = performance.now();
  begin();
  await waitUntil(async () => (await looks()) >= before + count, { describe: 'a look at all', timeoutMs, intervalMs: 100 });
  return (performance.now() - beganAt) / 1_000;
}

export const operatorHold: Benchmark = {
  name: 'operator-hold',
  what: `${count} deployments with all that they own, as a real API server holds them, in the copies of one operator; and a look at all of them.`,
  async run(): Promise<Measurement[]> {
    const originals = await captureOriginals();
    const server = await startMultipliedServer({ copies, originals, adapt: createAdapt(originals) });
    const beganAt = performance.now();
    const operator = await startOperatorProcess(kubeconfigOf(server));
    try {
      const startSeconds = (performance.now() - beganAt) / 1_000;
      await waitUntil(async () => (await operator.metric('moorage_reconciles_total')) >= count, {
        describe: 'the first look',
        timeoutMs,
      });
      const afterStart = operator.memoryMb();
      const lookSeconds = await lookAtAll(operator, () => operator.resync());
      const { rss, peak } = operator.memoryMb();
      const objects = await operator.metric('moorage_informer_objects');
      const bytes = await operator.metric('moorage_informer_bytes');
      if (server.writes.length > 0) console.log(`  writes: ${server.writes.slice(0, 5).join(', ')}`);
      return [
        {
          name: `memory with ${objects} objects, RSS`,
          unit: 'MB',
          value: rss,
          limit: 400,
          details: { 'after the first look': afterStart.rss, peak, 'copies alone': rounded(bytes / 2 ** 20) },
        },
        { name: 'writes in two looks at all of them', unit: 'requests', value: server.writes.length, limit: 0 },
        { name: 'start until the copies are complete', unit: 's', value: rounded(startSeconds) },
        { name: 'a look at all of them', unit: 's', value: rounded(lookSeconds) },
      ];
    } finally {
      await operator.stop();
      await server.stop();
    }
  },
};
