/**
 * Clusters that a former test of this process is done with, and how they become as new.
 *
 * A start costs five seconds of the processor and most files want nothing but a cluster of their own for a while. What a
 * test has left is removed from etcd itself: no finalizer holds it, namespaces need not be emptied, and definitions go with
 * their objects. The API server and the controllers see each removal as they see any other. Those left over die with the process.
 */
import { type LogKubelet, startLogKubelet } from './real-kubelet.ts';
import { type RealCluster, startRealCluster } from './real-cluster.ts';
import { readEtcd, readEtcdKeys, writeEtcd } from './real-etcd.ts';
import { createSyncCaller, type SyncCaller } from './real-sync-api.ts';
import { waitUntil } from './wait-until.ts';

export interface PooledCluster {
  readonly cluster: RealCluster;
  /** Answers for the logs of its pods. */
  readonly kubelet: LogKubelet;
  readonly caller: SyncCaller;
  readonly controllers: boolean;
  /** What there was before the first node. */
  readonly baseline: ReadonlyMap<string, string>;
  readonly groups: string;
}

interface PoolWish {
  readonly controllers: boolean;
  /** With a node that kwok plays. */
  readonly kwok: boolean;
}

const idle: PooledCluster[] = [];
const nodeName = 'kwok-0';
const serviceAccount = '/registry/serviceaccounts/default/default';

/** What the API server and its controllers keep for themselves, and make again when it is missing. */
const theirs =
  /^\/registry\/(masterleases|ranges|apiregistration\.k8s\.io|servicecidrs|ipaddresses\/10\.96\.0\.1$|(services\/\w+|[^/]+)\/kube-(?!node-lease\/)|services\/[^/]+\/default\/kubernetes|endpointslices\/default\/kubernetes|(clusterroles|clusterrolebindings)\/system:|configmaps\/default\/kube-root-ca\.crt)/;

async function groupsOf({ api }: RealCluster): Promise<string> {
  const { answer } = await api.call('GET', '/apis');
  const groups: unknown = typeof answer === 'object' && answer !== null && 'groups' in answer ? answer.groups : [];
  return Array.isArray(groups)
    ? groups
        .map((group) => String(group?.name))
        .toSorted()
        .join(' ')
    : '';
}

/** One pass; gives true when there was nothing to do. */
async function restore({ cluster: { etcdUrl }, baseline }: PooledCluster): Promise<boolean> {
  const keys = await readEtcdKeys(etcdUrl);
  const present = new Set(keys);
  const extra = keys.filter((key) => !baseline.has(key) && !theirs.test(key));
  // Of the account a controller makes a new one; the rest is nobody's business but ours.
  const missing = new Map([...baseline].filter(([key]) => !present.has(key) && !theirs.test(key) && key !== serviceAccount));
  await writeEtcd(etcdUrl, extra, missing);
  return extra.length === 0 && missing.size === 0;
}

/** Repeats until nothing comes any more: a controller may just have been answering what is gone by now. */
async function makeNew(pooled: PooledCluster): Promise<void> {
  const { cluster, groups, controllers } = pooled;
  let quiet = 0;
  await waitUntil(async () => (quiet = (await restore(pooled)) ? quiet + 1 : 0) >= 3, {
    describe: 'a cluster to be as new',
    intervalMs: 100,
  });
  await waitUntil(async () => (await groupsOf(cluster)) === groups, { describe: 'former definitions not to be served' });
  if (!controllers) return;
  await waitUntil(
    async () => (await cluster.api.call('GET', '/api/v1/namespaces/default/serviceaccounts/default')).status === 200,
    { describe: 'the default service account' },
  );
}

async function startNew(controllers: boolean): Promise<PooledCluster> {
  const kubelet = await startLogKubelet();
  const cluster = await startRealCluster({ controllers, nodes: 0, kubeletPort: kubelet.port });
  return {
    cluster,
    kubelet,
    caller: createSyncCaller(cluster.connection),
    controllers,
    baseline: await readEtcd(cluster.etcdUrl),
    groups: await groupsOf(cluster),
  };
}

async function discard({ cluster, kubelet, caller }: PooledCluster): Promise<void> {
  await caller.stop();
  await kubelet.stop();
  await cluster.stop();
}

async function reuse(controllers: boolean): Promise<PooledCluster | undefined> {
  const index = idle.findLastIndex((each) => each.controllers === controllers);
  const [pooled] = index === -1 ? [] : idle.splice(index, 1);
  if (pooled === undefined) return undefined;
  try {
    await makeNew(pooled);
    pooled.kubelet.setPodLog('');
    return pooled;
  } catch {
    await discard(pooled);
    return undefined;
  }
}

/** A cluster that holds nothing of anybody's. */
export async function takeCluster({ controllers, kwok }: PoolWish): Promise<PooledCluster> {
  const pooled = (await reuse(controllers)) ?? (await startNew(controllers));
  if (!controllers) return pooled;
  await pooled.cluster.kill('kwok');
  if (!kwok) return pooled;
  await pooled.cluster.restart('kwok');
  await pooled.cluster.addNode(nodeName);
  return pooled;
}

/** For whoever needs one next. */
export function giveBack(pooled: PooledCluster): void {
  idle.push(pooled);
}
