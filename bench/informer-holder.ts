/**
 * Holds everything of one kind in one namespace in memory, with our informer or with that of `@kubernetes/client-node`, says
 * `synced <objects> <bytes of live heap>` after a collection, and ends with its standard input. Each loads only its own library.
 *
 * node --expose-gc bench/informer-holder.ts ours|client-node <kubeconfig> pods|userdeployments <namespace>
 */
import { setTimeout as sleep } from 'node:timers/promises';

const [library = '', kubeconfig = '', kind = '', namespace = ''] = process.argv.slice(2);

async function holdWithOurs(): Promise<() => number> {
  const { systemClock: clock } = await import('@moorage/core/clock');
  const { createIds } = await import('@moorage/core/ids');
  const { createLog } = await import('@moorage/core/log');
  const { createKubeClient } = await import('@moorage/kube/client/client');
  const { readKubeconfig } = await import('@moorage/kube/client/kubeconfig');
  const { resources } = await import('@moorage/kube/resources');
  const { createInformer } = await import('@moorage/kube/runtime/informer');
  const ids = createIds(clock);
  const client = createKubeClient({ connection: (await readKubeconfig(kubeconfig)).connection, clock, ids });
  const resource = kind === 'pods' ? resources.pod : resources.userDeployment;
  const informer = createInformer({ client, clock, ids, log: createLog({ level: 'silent' }) }, { resource, namespace });
  await informer.start();
  return () => informer.list().length;
}

async function holdWithClientNode(): Promise<() => number> {
  const { CoreV1Api, CustomObjectsApi, KubeConfig, makeInformer } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const core = config.makeApiClient(CoreV1Api);
  const custom = config.makeApiClient(CustomObjectsApi);
  const target = { group: 'moorage.dev', version: 'v1alpha1', namespace, plural: 'userdeployments' };
  const informer =
    kind === 'pods'
      ? makeInformer(config, `/api/v1/namespaces/${namespace}/pods`, () => core.listNamespacedPod({ namespace }))
      : makeInformer(config, `/apis/moorage.dev/v1alpha1/namespaces/${namespace}/userdeployments`, () =>
          custom.listNamespacedCustomObject(target),
        );
  await informer.start();
  return () => informer.list().length;
}

const count = await (library === 'ours' ? holdWithOurs() : holdWithClientNode());
// What a list leaves behind is freed over several collections.
for (let turn = 0; turn < 4; turn += 1) {
  globalThis.gc?.();
  await sleep(100);
}
process.stdout.write(`synced ${count()} ${process.memoryUsage().heapUsed}\n`);
process.stdin.once('end', () => process.exit()).resume();
