/** What an object costs in the memory of an informer, beside the libraries that others use. */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { resources } from '@moorage/kube/resources';
import type { Benchmark, Measurement } from './lib/benchmark.ts';
import { startChild } from './lib/child.ts';
import { type BenchCluster, forEachOf, startBenchCluster } from './lib/cluster.ts';
import { goOperator } from './lib/go-operator.ts';
import { processMemory } from './lib/process-use.ts';
import { readyStatus, runningStatus, sampleDeployment, samplePod } from './lib/sample-objects.ts';
import { median, rounded } from './lib/statistics.ts';

const defaultObjects = 10_000;
const defaultRounds = 3;
const timeoutMs = 180_000;
const full = 'full';
const empty = 'empty';
const kinds = ['userdeployments', 'pods'] as const;
type Kind = (typeof kinds)[number];

const holder = path.join(import.meta.dirname, 'informer-holder.ts');

interface Held {
  readonly rssMb: number;
  readonly peakMb: number;
  readonly heapMb: number;
}

interface Library {
  readonly name: string;
  command(kubeconfig: string, kind: Kind, namespace: string): readonly string[];
}

const node = (library: string) => (kubeconfig: string, kind: Kind, namespace: string) => [
  process.execPath,
  '--expose-gc',
  '--disable-warning=ExperimentalWarning',
  holder,
  library,
  kubeconfig,
  kind,
  namespace,
];

const go = (more: readonly string[]) => (kubeconfig: string, kind: Kind, namespace: string) => [
  goOperator(),
  'informer',
  `--kubeconfig=${kubeconfig}`,
  `--resource=${kind}`,
  `--namespace=${namespace}`,
  ...more,
];

const ours: Library = { name: 'ours', command: node('ours') };
const others: readonly Library[] = [
  { name: '@kubernetes/client-node', command: node('client-node') },
  { name: 'client-go', command: go([]) },
  { name: 'client-go without managedFields', command: go(['--trim']) },
];

async function fill({ client }: BenchCluster, objects: number): Promise<void> {
  for (const name of [full, empty])
    await client.create(resources.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  await forEachOf(
    Array.from({ length: objects }, (_, index) => index),
    24,
    async (index) => {
      const root = await client.apply(resources.userDeployment, sampleDeployment(full, index), {
        fieldManager: 'moorage-server',
      });
      const status = { subresource: 'status', fieldManager: 'moorage-operator' } as const;
      await client.mergePatch(resources.userDeployment, root.metadata, { status: readyStatus(index) }, status);
      const pod = await client.create(resources.pod, samplePod(full, index), { fieldManager: 'kube-controller-manager' });
      const report = { subresource: 'status', fieldManager: 'kubelet' } as const;
      await client.mergePatch(resources.pod, pod.metadata, { status: runningStatus(index) }, report);
    },
  );
}

/** In a process of its own, after a collection. */
async function hold(command: readonly string[], objects: number): Promise<Held> {
  const child = startChild(command);
  try {
    const [, count, heap] = await child.untilPrinted(/synced (\d+) (\d+)/, timeoutMs);
    if (Number(count) !== objects) throw new Error(`${command.join(' ')} holds ${count} objects instead of ${objects}`);
    // What is freed is given back to the system in the background.
    await sleep(500);
    return { ...processMemory(child.pid), heapMb: Number(heap) / 2 ** 20 };
  } finally {
    await child.stop();
  }
}

type Costs = Readonly<Record<keyof Held, number>>;

/** Kilobytes an object: the process with all of them less the process with none. */
async function costOf(library: Library, kind: Kind, at: { kubeconfig: string; objects: number }): Promise<Costs> {
  const none = await hold(library.command(at.kubeconfig, kind, empty), 0);
  const all = await hold(library.command(at.kubeconfig, kind, full), at.objects);
  const each = (what: keyof Held): number => ((all[what] - none[what]) * 1_024) / at.objects;
  return { rssMb: each('rssMb'), peakMb: each('peakMb'), heapMb: each('heapMb') };
}

function summary(kind: Kind, costs: ReadonlyMap<string, readonly Costs[]>): Measurement[] {
  const middle = (library: Library, what: keyof Costs): number =>
    rounded(median((costs.get(library.name) ?? []).map((cost) => cost[what])));
  return others.map((other) => ({
    name: `memory per object, ${kind}`,
    unit: 'kB',
    value: middle(ours, 'rssMb'),
    reference: {
      name: other.name,
      value: middle(other, 'rssMb'),
      ratio: rounded(middle(ours, 'rssMb') / middle(other, 'rssMb')),
    },
    details: {
      liveHeap: middle(ours, 'heapMb'),
      liveHeapReference: middle(other, 'heapMb'),
      peak: middle(ours, 'peakMb'),
      peakReference: middle(other, 'peakMb'),
    },
  }));
}

async function measureKind(kind: Kind, at: { kubeconfig: string; objects: number; rounds: number }): Promise<Measurement[]> {
  const costs = new Map<string, Costs[]>();
  for (let round = 0; round < at.rounds; round += 1) {
    for (const library of [ours, ...others]) {
      const before = costs.get(library.name) ?? [];
      costs.set(library.name, [...before, await costOf(library, kind, at)]);
    }
  }
  return summary(kind, costs);
}

export const informerMemory: Benchmark = {
  name: 'informer-memory',
  what:
    'Informers that hold 10,000 UserDeployments, or as many pods, of one real API server, each in a process of its own: resident ' +
    'memory after a collection, less that of the same process with nothing to hold, an object.',
  async run({ objects = defaultObjects, rounds = defaultRounds }) {
    const cluster = await startBenchCluster({ controllers: false });
    try {
      await fill(cluster, objects);
      const measurements: Measurement[] = [];
      for (const kind of kinds)
        measurements.push(...(await measureKind(kind, { kubeconfig: cluster.kubeconfig, objects, rounds })));
      return measurements;
    } finally {
      await cluster.stop();
    }
  },
};
