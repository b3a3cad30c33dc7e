/** The API of tests, served by stock Kubernetes components instead of the embedded cluster. */
import { podStatus } from './pod-status.ts';
import { type RealCluster, startRealCluster } from './real-cluster.ts';
import { type LogKubelet, startLogKubelet, startScriptedNode } from './real-kubelet.ts';
import type { ComponentName } from './real-components.ts';
import { createSyncApi } from './real-sync-api.ts';
import type { TestApiServer, TestApiServerOptions } from './test-api.ts';

/**
 * Servers without controllers that a former test of this process is done with. They hold nothing but ConfigMaps of its making, and
 * a start costs five seconds; those left over die with the process.
 */
const idle: RealCluster[] = [];

async function emptied(cluster: RealCluster): Promise<boolean> {
  const answered = await cluster.api.call('DELETE', '/api/v1/namespaces/default/configmaps').catch(() => undefined);
  return answered?.status === 200;
}

/** Only tests of informers start a server each and write nothing else; whoever makes definitions keeps one for all of its tests. */
function isReusable({ controllers = true, dataDir, port }: TestApiServerOptions): boolean {
  return !controllers && dataDir === undefined && port === undefined;
}

async function startCluster(options: TestApiServerOptions, kubelet: LogKubelet): Promise<RealCluster> {
  const { controllers = true, scripted = false, dataDir, port } = options;
  const present = isReusable(options) ? idle.pop() : undefined;
  if (present !== undefined) return present;
  return startRealCluster({
    controllers,
    nodes: scripted ? 0 : 1,
    kubeletPort: kubelet.port,
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(port === undefined ? {} : { port }),
  });
}

/** Ends them at once, and starts them again in reverse. */
async function crash(cluster: RealCluster, ...components: readonly ComponentName[]): Promise<void> {
  for (const component of components) await cluster.kill(component);
  await cluster.restart(...components.toReversed());
}

/** Gives the caller a cluster of its own, with one node. */
export async function startRealApiServer(options: TestApiServerOptions): Promise<TestApiServer> {
  const kubelet = await startLogKubelet();
  const cluster = await startCluster(options, kubelet);
  const node =
    options.scripted === true ? await startScriptedNode(cluster.api, kubelet.port, (pod) => podStatus(pod, true)) : undefined;
  const api = createSyncApi(cluster.connection);
  return {
    api,
    connection: cluster.connection,
    port: cluster.port,
    kubeconfig: cluster.kubeconfig,
    setPodStatus(decide) {
      if (node === undefined) throw new Error('kwok makes the pods of this server ready; ask for a scripted one');
      node.setPodStatus(decide);
    },
    setPodLog: (text) => kubelet.setPodLog(text),
    forget: () => crash(cluster, 'kube-apiserver'),
    outages: {
      'API server killed': () => crash(cluster, 'kube-apiserver'),
      'etcd killed': () => crash(cluster, 'etcd'),
      'both killed': () => crash(cluster, 'kube-apiserver', 'etcd'),
      'etcd compacted': () => cluster.compact(),
      async 'etcd compacted and API server killed'() {
        await cluster.compact();
        await crash(cluster, 'kube-apiserver');
      },
    },
    async stop() {
      node?.stop();
      await api.stop();
      await kubelet.stop();
      if (isReusable(options) && (await emptied(cluster))) idle.push(cluster);
      else await cluster.stop();
    },
  };
}
