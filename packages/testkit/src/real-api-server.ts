/** The API of tests, served by stock Kubernetes components instead of the embedded cluster; see {@link startTestApiServer}. */
import type { TestApiServer, TestApiServerOptions } from './test-api.ts';
import { podStatus } from './pod-status.ts';
import { startRealCluster } from './real-cluster.ts';
import { startLogKubelet, startScriptedNode } from './real-kubelet.ts';
import { createSyncApi } from './real-sync-api.ts';

/** Starts a cluster of its own for the caller, with one node. */
export async function startRealApiServer(options: TestApiServerOptions): Promise<TestApiServer> {
  const { controllers = true, scripted = false, dataDir, port } = options;
  const kubelet = await startLogKubelet();
  const cluster = await startRealCluster({
    controllers,
    nodes: scripted ? 0 : 1,
    kubeletPort: kubelet.port,
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(port === undefined ? {} : { port }),
  });
  const node = scripted ? await startScriptedNode(cluster.api, kubelet.port, (pod) => podStatus(pod, true)) : undefined;
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
    async stop() {
      node?.stop();
      await api.stop();
      await cluster.stop();
      await kubelet.stop();
    },
  };
}
