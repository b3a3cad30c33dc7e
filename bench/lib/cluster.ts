/** A real control plane for a benchmark, with our definitions and a client whose own rate limit is no part of the measurement. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { systemClock } from '@moorage/core/clock';
import { createIds, type Ids } from '@moorage/core/ids';
import { createKubeClient, type KubeClient } from '@moorage/kube/client/client';
import { installCrds } from '@moorage/kube/crds/install-crds';
import { type RealCluster, type RealClusterOptions, startRealCluster } from '@moorage/testkit/real-cluster';
import { installComponents } from '../../testbed/components.mjs';

export interface BenchCluster {
  readonly client: KubeClient;
  readonly connection: RealCluster['connection'];
  /** Of the administrator. */
  readonly kubeconfig: string;
  /** A kubeconfig file with another token; gone with the cluster. */
  kubeconfigFor(name: string, token: string): string;
  /** What the API server tells about itself, in the format of Prometheus. */
  metrics(): Promise<string>;
  stop(): Promise<void>;
}

const unlimited = { perSecond: 100_000, burst: 100_000 };

function kubeconfigOf({ server, ca }: RealCluster['connection'], token: string): string {
  const data = Buffer.from(ca).toString('base64');
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'bench',
    clusters: [{ name: 'bench', cluster: { server, 'certificate-authority-data': data } }],
    users: [{ name: 'bench', user: { token } }],
    contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'bench' } }],
  });
}

async function readMetrics({ server, ca, token }: RealCluster['connection']): Promise<string> {
  const headers = { authorization: `Bearer ${token.reveal()}` };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${server}/metrics`, { ca, headers, agent: false }, resolve).on('error', reject);
  });
  if (response.statusCode !== 200) throw new Error(`the API server gives no metrics (${response.statusCode})`);
  const chunks: string[] = await response.setEncoding('utf8').toArray();
  return chunks.join('');
}

/** Builds what is missing, starts the cluster and installs our definitions. */
export async function startBenchCluster(options: RealClusterOptions): Promise<BenchCluster> {
  installComponents();
  const dir = mkdtempSync(path.join(os.tmpdir(), 'moorage-bench-kube-'));
  const cluster = await startRealCluster(options);
  const { connection } = cluster;
  const ids: Ids = createIds(systemClock);
  const client = createKubeClient({ connection, clock: systemClock, ids, userAgent: 'bench', rate: unlimited });
  const kubeconfigFor = (name: string, token: string): string => {
    const file = path.join(dir, name);
    writeFileSync(file, kubeconfigOf(connection, token), { mode: 0o600 });
    return file;
  };
  async function stop(): Promise<void> {
    client.close();
    await cluster.stop();
    rmSync(dir, { recursive: true, force: true });
  }
  try {
    await installCrds(client, { clock: systemClock });
    const kubeconfig = kubeconfigFor('admin', connection.token.reveal());
    return { client, connection, kubeconfig, kubeconfigFor, metrics: () => readMetrics(connection), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Runs the work on all items, so many at a time. */
export async function forEachOf<T>(items: readonly T[], width: number, work: (item: T) => Promise<unknown>): Promise<void> {
  const waiting = items.values();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const item of waiting) await work(item);
    }),
  );
}
