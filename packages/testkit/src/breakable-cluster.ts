/** A cluster whose parts can be killed and started again one by one, real or embedded, behind one face. */
import { startTestApiServer } from './api-server.ts';
import { freePort } from './free-port.ts';
import { createRealApi, type RealApi, type RealConnection } from './real-api.ts';
import type { RealCluster } from './real-cluster.ts';
import { makeTempDir } from './temp-dir.ts';
import { readTestConfig } from './test-config.ts';

export interface BreakableCluster {
  readonly api: RealApi;
  readonly connection: RealConnection;
  readonly kubeconfig: string;
  /** By name of the part: kills it and brings it back. */
  readonly restarts: Readonly<Record<string, () => Promise<void>>>;
  stop(): Promise<void>;
}

/** The face of stock components. */
function breakable(cluster: RealCluster, stop: () => Promise<void>): BreakableCluster {
  const restart = (part: 'kube-apiserver' | 'etcd') => async (): Promise<void> => {
    await cluster.kill(part);
    await cluster.restart(part);
  };
  return {
    api: cluster.api,
    connection: cluster.connection,
    kubeconfig: cluster.kubeconfig,
    restarts: { 'API server': restart('kube-apiserver'), etcd: restart('etcd') },
    stop,
  };
}

/** Stock components, with kwok nodes. */
export async function startStockCluster(nodes: number): Promise<BreakableCluster> {
  const { startRealCluster } = await import('./real-cluster.ts');
  const cluster = await startRealCluster({ nodes });
  return breakable(cluster, () => cluster.stop());
}

/** The same, from those that go from test to test. */
async function takeStockCluster(nodes: number): Promise<BreakableCluster> {
  const { giveBack, takeCluster } = await import('./real-pool.ts');
  const pooled = await takeCluster({ controllers: true, nodes });
  return breakable(pooled.cluster, async () => giveBack(pooled));
}

/** The API server of this process, whose store is a part of it. */
export async function startEmbeddedCluster(): Promise<BreakableCluster> {
  const dir = makeTempDir('cluster');
  const options = { dataDir: dir.path, port: await freePort() };
  let server = await startTestApiServer(options);
  const api = createRealApi(server.connection);
  return {
    api,
    connection: server.connection,
    kubeconfig: server.kubeconfig,
    restarts: {
      async 'API server'() {
        await server.stop();
        server = await startTestApiServer(options);
      },
    },
    async stop() {
      api.close();
      await server.stop();
      dir.remove();
    },
  };
}

/** What the tests of this run are to use. */
export function startBreakableCluster(): Promise<BreakableCluster> {
  return readTestConfig().kubernetes === 'stock' ? takeStockCluster(10) : startEmbeddedCluster();
}
