import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeClient } from '@moorage/kube/client/types';
import type { Resource } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import { podStatus } from '@moorage/testkit/api-server';
import { waitUntil } from '@moorage/testkit/wait-until';
import { expect, it } from 'vitest';
import { operatorFlags, readOperatorConfig } from './config.ts';
import { serveClass, serveKind, startOperatorWorld, web } from '../test/operator-world.ts';

const manifest = readFileSync(join(import.meta.dirname, '../../../deploy/operator.yaml'), 'utf8');

const wordsOf = (list: string | undefined): string[] =>
  (list ?? '')
    .split(',')
    .map((word) => word.trim().replaceAll(/["']/g, ''))
    .filter((word, index) => word !== '' || index === 0);

/** `verb group/resource` for all that the manifest allows. */
function allowed(): string[] {
  const rules = [...manifest.matchAll(/apiGroups: \[([^\]]*)\]\s+resources: \[([^\]]*)\]\s+verbs: \[([^\]]*)\]/g)];
  return rules.flatMap(([, groups, names, verbs]) =>
    wordsOf(groups).flatMap((group) =>
      wordsOf(names).flatMap((name) => wordsOf(verbs).map((verb) => `${verb} ${group}/${name}`)),
    ),
  );
}

const crashed = {
  restartCount: 2,
  state: { waiting: { reason: 'CrashLoopBackOff' } },
  lastState: { terminated: { exitCode: 1 } },
};

/** Writes down what a client is asked for, in the words of access rules. */
function recorded(client: KubeClient, used: Set<string>): KubeClient {
  const note = (verb: string, { group, plural }: Pick<Resource, 'group' | 'plural'>, subresource?: string): void =>
    void used.add(`${verb} ${group}/${plural}${subresource === undefined ? '' : `/${subresource}`}`);
  return {
    ...client,
    get: (resource, key, options) => (note('get', resource), client.get(resource, key, options)),
    list: (resource, options) => (note('list', resource), client.list(resource, options)),
    watch: (resource, options) => (note('watch', resource), client.watch(resource, options)),
    create: (resource, object, options) => (
      note('create', resource, options?.subresource),
      client.create(resource, object, options)
    ),
    replace: (resource, object, options) => (
      note('update', resource, options?.subresource),
      client.replace(resource, object, options)
    ),
    // Applying what does not exist yet needs the right to create it as well.
    apply: (resource, object, options) => (
      note('patch', resource, options.subresource),
      note('create', resource, options.subresource),
      client.apply(resource, object, options)
    ),
    mergePatch: (resource, key, patch, options) => (
      note('patch', resource, options?.subresource),
      client.mergePatch(resource, key, patch, options)
    ),
    jsonPatch: (resource, key, patch) => (note('patch', resource, patch.subresource), client.jsonPatch(resource, key, patch)),
    remove: (resource, key, options) => (note('delete', resource), client.remove(resource, key, options)),
    podLogs: (pod, options) => (note('get', resources.pod, 'log'), client.podLogs(pod, options)),
    exec: (pod, options) => (note('create', resources.pod, 'exec'), client.exec(pod, options)),
  };
}

/** Takes, renews and hands over leases of shards. */
async function takePartInSharding(used: Set<string>): Promise<void> {
  const renewed = new Set<string>();
  const world = await startOperatorWorld({ shards: 2, leaseSeconds: 3 }, (client) => recorded(client, renewed));
  await waitUntil(() => renewed.has('update coordination.k8s.io/leases'), { describe: 'leases to be renewed' });
  await world.stop();
  for (const right of renewed) used.add(right);
}

it('allows the operator what it does, and nothing else', async () => {
  const used = new Set<string>();
  const world = await startOperatorWorld({ leaderElect: true, namespaceSelector: 'served=yes' }, (client) =>
    recorded(client, used),
  );
  world.server.setPodStatus((pod) => podStatus(pod, true));
  await serveKind(world.client, resources.externalSecret);
  await serveKind(world.client, resources.certificate);
  await serveKind(world.client, resources.ingressRoute);
  await serveClass(world.client, 'moorage', 'traefik.io/ingress-controller');
  await world.apply('everything', {
    secrets: { scopes: [{ scope: 'deployment', path: 'a', service: 'data' }] },
    canary: { service: 'web', image: 'node:25', weight: 10 },
    services: [
      { ...web, autoscaling: { minReplicas: 2, maxReplicas: 3, cpuPercent: 50 }, files: { '/app/a.js': '1' } },
      { name: 'data', image: 'db:1', volumes: [{ name: 'data', mountPath: '/data', size: '1Gi' }] },
    ],
  });
  const key = { namespace: world.namespace, name: 'everything-web' };
  await waitUntil(
    async () =>
      (await world.client.get(resources.horizontalPodAutoscaler, key)) !== undefined &&
      (await world.client.get(resources.externalSecret, { ...key, name: 'everything-data-secrets' })) !== undefined &&
      (await world.client.get(resources.ingressRoute, { ...key, name: 'everything-main-canary' })) !== undefined,
    { describe: 'its objects' },
  );
  world.server.setPodStatus((pod) => podStatus(pod, false, crashed));
  await world.until('everything', 'failing', (status) =>
    (status.services ?? []).some((service) => service.evidence?.reason === 'CrashLooping'),
  );
  // The lease is renewed by then.
  await waitUntil(() => used.has('update coordination.k8s.io/leases'), { describe: 'the lease to be renewed' });
  await world.remove('everything');
  await world.stop();
  await takePartInSharding(used);
  const notByCalls = ['update moorage.dev/userdeployments/finalizers'];
  expect([...used, ...notByCalls].toSorted()).toEqual(allowed().toSorted());
});

it('starts the operator with flags that it knows', () => {
  const args = [...manifest.matchAll(/^ +- (--\S+)$/gm)].map(([, flag = '']) => flag);
  expect(args).toContain('--shards=16');
  const config = readOperatorConfig(args, { POD_NAMESPACE: 'moorage-system' });
  expect(config.operator).toMatchObject({ shards: 16, leaderNamespace: 'moorage-system', podSecurity: 'restricted' });
  for (const flag of args) expect(Object.keys(operatorFlags)).toContain(/^--([a-z-]+)/.exec(flag)?.[1]);
});
