/** The API of tests, served by stock Kubernetes components instead of the embedded cluster. */
import { podStatus } from './pod-status.ts';
import type { RealCluster } from './real-cluster.ts';
import { startScriptedNode } from './real-kubelet.ts';
import { giveBack, type PooledCluster, takeCluster } from './real-pool.ts';
import type { ComponentName } from './real-components.ts';
import { createSyncApi } from './real-sync-api.ts';
import type { TestApiServer, TestApiServerOptions } from './test-api.ts';

interface OwnCluster extends Pick<PooledCluster, 'cluster' | 'kubelet' | 'caller'> {
  readonly end: () => Promise<void>;
}

const parts = ['kube-apiserver', 'etcd'] as const;

/** Stopped, for whoever starts one on the same directory; it goes on with the same objects and the same port. */
const parked = new Map<string, PooledCluster>();

/** Ends a cluster so that a second can go on with what it holds. */
async function park(dataDir: string, pooled: PooledCluster): Promise<void> {
  for (const component of parts) await pooled.cluster.kill(component);
  parked.set(dataDir, pooled);
}

async function unparked(dataDir: string): Promise<PooledCluster | undefined> {
  const pooled = parked.get(dataDir);
  parked.delete(dataDir);
  await pooled?.cluster.restart(...parts.toReversed());
  return pooled;
}

/** All go from test to test; the second on a directory is the first, started again. */
async function startCluster({ controllers = true, scripted = false, dataDir }: TestApiServerOptions): Promise<OwnCluster> {
  const second = dataDir === undefined ? undefined : await unparked(dataDir);
  const pooled = second ?? (await takeCluster({ controllers, nodes: scripted ? 0 : 1 }));
  let isEnded = false;
  return {
    cluster: pooled.cluster,
    kubelet: pooled.kubelet,
    caller: pooled.caller,
    async end() {
      if (isEnded) return;
      isEnded = true;
      if (dataDir === undefined || second !== undefined) giveBack(pooled);
      else await park(dataDir, pooled);
    },
  };
}

/** Ends them at once, and starts them again in reverse. */
async function crash(cluster: RealCluster, ...components: readonly ComponentName[]): Promise<void> {
  for (const component of components) await cluster.kill(component);
  await cluster.restart(...components.toReversed());
}

/** Gives the caller a cluster of its own, with one node. */
export async function startRealApiServer(options: TestApiServerOptions): Promise<TestApiServer> {
  const { cluster, kubelet, caller, end } = await startCluster(options);
  const node =
    options.scripted === true ? await startScriptedNode(cluster.api, kubelet.port, (pod) => podStatus(pod, true)) : undefined;
  const api = createSyncApi(cluster.connection, caller);
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
      api.close();
      await end();
    },
  };
}
