/**
 * Clusters that a former test of this process is done with, and how they become as new.
 *
 * A start costs five seconds of the processor and most files want nothing but a cluster of their own for a while. What a
 * test has left is removed from etcd itself: no finalizer holds it, namespaces need not be emptied, and definitions go with
 * their objects. The API server and the controllers see each removal as they see any other.
 *
 * All are of one kind: where a test wants none that act on what it makes, controllers and scheduler are killed and what they have made
 * is removed too, which costs a tenth of another API server. An idle cluster still costs a fortieth of a processor, so one that nobody
 * takes soon is ended: suites of clusters come first, and what follows them in this process wants none.
 */
import { systemClock } from '@moorage/core/clock';
import { type LogKubelet, startLogKubelet } from './real-kubelet.ts';
import { nodeNames, type RealCluster, startRealCluster } from './real-cluster.ts';
import { readEtcd, readEtcdKeys, writeEtcd } from './real-etcd.ts';
import { createSyncCaller, type SyncCaller } from './real-sync-api.ts';
import { waitUntil } from './wait-until.ts';

export interface PooledCluster {
  readonly cluster: RealCluster;
  /** Answers for the logs of its pods. */
  readonly kubelet: LogKubelet;
  readonly caller: SyncCaller;
  /** Whether its controllers run. */
  controllers: boolean;
  /** What there was before the first node. */
  readonly baseline: ReadonlyMap<string, string>;
  readonly groups: string;
}

interface PoolWish {
  readonly controllers: boolean;
  /** How many kwok plays. */
  readonly nodes: number;
}

/** Those that nobody has, each with what keeps it from being ended. */
const idle = new Map<PooledCluster, () => void>();
/** Longer than the way from one file to the next on a busy machine. */
const idleMs = 10_000;
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

/** What controllers keep in every namespace and for all of them, and nobody where there are none. */
const ofControllers = /^\/registry\/(serviceaccounts\/|configmaps\/[^/]+\/kube-root-ca\.crt$|storageclasses\/)/;

/** What to remove and what to write so that only the baseline is left, and with controllers what they make again by themselves. */
function differences(keys: readonly string[], { baseline, controllers }: PooledCluster): [string[], Map<string, string>] {
  const present = new Set(keys);
  const isWanted = (key: string): boolean => controllers || !ofControllers.test(key);
  const isTheirs = (key: string): boolean => isWanted(key) && theirs.test(key);
  const extra = keys.filter((key) => !(baseline.has(key) && isWanted(key)) && !isTheirs(key));
  // Of the account a controller makes a new one; the rest is nobody's business but ours.
  const isMissing = (key: string): boolean => !present.has(key) && isWanted(key) && !isTheirs(key) && key !== serviceAccount;
  return [extra, new Map([...baseline].filter(([key]) => isMissing(key)))];
}

/** One pass; gives true when there was nothing to do. */
async function restore(pooled: PooledCluster): Promise<boolean> {
  const { etcdUrl } = pooled.cluster;
  const [extra, missing] = differences(await readEtcdKeys(etcdUrl), pooled);
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

async function startNew(): Promise<PooledCluster> {
  const kubelet = await startLogKubelet();
  const cluster = await startRealCluster({ nodes: 0, kubeletPort: kubelet.port });
  return {
    cluster,
    kubelet,
    caller: createSyncCaller(cluster.connection),
    controllers: true,
    baseline: await readEtcd(cluster.etcdUrl),
    groups: await groupsOf(cluster),
  };
}

async function discard({ cluster, kubelet, caller }: PooledCluster): Promise<void> {
  await caller.stop();
  await kubelet.stop();
  await cluster.stop();
}

const acting = ['kube-controller-manager', 'kube-scheduler'] as const;

/** Makes it as new, with those that act in it or without them. */
async function prepare(pooled: PooledCluster, controllers: boolean): Promise<PooledCluster> {
  const { cluster } = pooled;
  await cluster.kill('kwok');
  if (pooled.controllers && !controllers) for (const component of acting) await cluster.kill(component);
  if (!pooled.controllers && controllers) await cluster.restart(...acting);
  pooled.controllers = controllers;
  await makeNew(pooled);
  pooled.kubelet.setPodLog('');
  return pooled;
}

function takeIdle(): PooledCluster | undefined {
  const [pooled, keep] = [...idle].at(-1) ?? [];
  if (pooled === undefined) return undefined;
  idle.delete(pooled);
  keep?.();
  return pooled;
}

async function reuse(controllers: boolean): Promise<PooledCluster | undefined> {
  const pooled = takeIdle();
  if (pooled === undefined) return undefined;
  try {
    return await prepare(pooled, controllers);
  } catch {
    await discard(pooled);
    return undefined;
  }
}

/** A cluster that holds nothing of anybody's, with so many nodes as are wished. */
export async function takeCluster({ controllers, nodes }: PoolWish): Promise<PooledCluster> {
  const pooled = (await reuse(controllers)) ?? (await startNew());
  if (pooled.controllers !== controllers) await prepare(pooled, controllers);
  if (!controllers || nodes === 0) return pooled;
  await pooled.cluster.restart('kwok');
  await pooled.cluster.addNodes(nodeNames(nodes));
  return pooled;
}

/** For whoever needs one next. */
export function giveBack(pooled: PooledCluster): void {
  const end = (): void => {
    idle.delete(pooled);
    void discard(pooled).catch(() => undefined);
  };
  idle.set(pooled, systemClock.after(idleMs, end));
}
