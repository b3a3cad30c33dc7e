/** One operator brings so many UserDeployments from nothing to Ready, and is gone again with all of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeObject } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import { waitUntil } from '@moorage/testkit/wait-until';
import { type BenchCluster, forEachOf } from './cluster.ts';
import { madeResources, observe, type Observer } from './operator-observer.ts';
import type { OperatorProgram } from './operator-programs.ts';
import { cpuTimeMs, processMemory } from './process-use.ts';
import { sampleDeployment, sampleName } from './sample-objects.ts';

export interface Round {
  readonly objectsPerSecond: number;
  /** From the request that creates a UserDeployment to the last object made of it. */
  readonly appliedMs: readonly number[];
  /** From the request to the status that says Ready. */
  readonly readyMs: readonly number[];
  /** From the ready pod to the status that says Ready. */
  readonly statusMs: readonly number[];
  readonly cpuMs: number;
  readonly peakMb: number;
  /** Requests a UserDeployment. */
  readonly requests: number;
  /** What it made of the first, without what differs from cluster to cluster. */
  readonly made: string;
}

export interface RoundOptions {
  readonly namespace: string;
  readonly objects: number;
}

const readyTimeoutMs = 600_000;
const cleanTimeoutMs = 300_000;
/** What follows the last Ready belongs to the work as well. */
const settleMs = 2_000;
const width = 16;

const volatileFields = new Set(['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields', 'namespace']);
const volatileAnnotations = new Set(['moorage.dev/applied', 'moorage.dev/template-version', 'deployment.kubernetes.io/revision']);
const volatileSpec = new Set(['clusterIP', 'clusterIPs', 'lastTransitionTime']);
const volatile = new Set([...volatileFields, ...volatileAnnotations, ...volatileSpec]);

/** Equal text for equal objects, whoever made them and when. */
function normalized(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalized);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([name]) => !volatile.has(name));
  return Object.fromEntries(fields.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, field]) => [name, normalized(field)]));
}

async function describeMade({ client }: BenchCluster, namespace: string): Promise<string> {
  const name = sampleName(0);
  const labelSelector = `app.kubernetes.io/instance=${name}`;
  const lists = await Promise.all(madeResources.map((resource) => client.list(resource, { namespace, labelSelector })));
  const made = lists.flatMap(({ items }) => items.map(({ status: _of, ...object }) => object));
  const root: KubeObject | undefined = await client.get(resources.userDeployment, { name, namespace });
  return JSON.stringify(normalized([...made, { finalizers: root?.metadata.finalizers, status: root?.status }]), undefined, 1);
}

/** The finalizers go first: nobody is left who would take them away. */
async function removeAll({ client }: BenchCluster, { namespace, objects }: RoundOptions): Promise<void> {
  const names = Array.from({ length: objects }, (_, index) => sampleName(index));
  await forEachOf(names, width, (name) =>
    client.mergePatch(resources.userDeployment, { name, namespace }, { metadata: { finalizers: null } }),
  );
  await client.remove(resources.namespace, { name: namespace });
  await waitUntil(async () => (await client.get(resources.namespace, { name: namespace })) === undefined, {
    timeoutMs: cleanTimeoutMs,
    intervalMs: 250,
    describe: `the namespace ${namespace} to be gone`,
  });
}

function durations(observer: Observer): Pick<Round, 'appliedMs' | 'readyMs' | 'statusMs' | 'objectsPerSecond'> {
  const all = [...observer.moments.values()];
  const late = (value: number | undefined): number => value ?? Number.NaN;
  const beganMs = Math.min(...all.map(({ createdMs }) => createdMs));
  const endedMs = Math.max(...all.map(({ appliedMs }) => late(appliedMs)));
  return {
    objectsPerSecond: (all.length * madeResources.length * 1_000) / (endedMs - beganMs),
    appliedMs: all.map(({ createdMs, appliedMs }) => late(appliedMs) - createdMs),
    readyMs: all.map(({ createdMs, statusReadyMs }) => late(statusReadyMs) - createdMs),
    // The two come over streams of their own, of which one may be read a moment before the other.
    statusMs: all.map(({ podReadyMs, statusReadyMs }) => Math.max(0, late(statusReadyMs) - late(podReadyMs))),
  };
}

async function createAll(cluster: BenchCluster, observer: Observer, { namespace, objects }: RoundOptions): Promise<void> {
  const all = Array.from({ length: objects }, (_, index) => sampleDeployment(namespace, index));
  await forEachOf(all, width, (object) => {
    observer.creating(object.metadata.name);
    return cluster.client.create(resources.userDeployment, object, { fieldManager: 'moorage-server' });
  });
}

export async function runRound(cluster: BenchCluster, operator: OperatorProgram, options: RoundOptions): Promise<Round> {
  const { namespace, objects } = options;
  await cluster.client.create(resources.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const observer = await observe(cluster.client, namespace);
  const child = await operator.start();
  let round: Round;
  try {
    const before = { cpuMs: cpuTimeMs(child.pid), requests: await operator.requests() };
    await createAll(cluster, observer, options);
    await waitUntil(
      () => {
        observer.check();
        return observer.readyCount() === objects;
      },
      {
        timeoutMs: readyTimeoutMs,
        intervalMs: 20,
        describe: () => `${observer.readyCount()} of ${objects} to be all that are ready`,
      },
    );
    await sleep(settleMs);
    round = {
      ...durations(observer),
      cpuMs: cpuTimeMs(child.pid) - before.cpuMs,
      peakMb: processMemory(child.pid).peakMb,
      requests: ((await operator.requests()) - before.requests) / objects,
      made: await describeMade(cluster, namespace),
    };
  } finally {
    await observer.stop();
    await child.stop();
  }
  await removeAll(cluster, options);
  return round;
}
