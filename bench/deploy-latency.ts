import path from 'node:path';
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { createKubeClient, type KubeClient } from '@moorage/kube/client/client';
import { readKubeconfig } from '@moorage/kube/client/kubeconfig';
import type { KubeObject, Resource } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import { unwrap, type Client } from '@moorage/sdk/client';
import { waitUntil } from '@moorage/testkit/wait-until';
import type { Benchmark, Measurement } from './lib/benchmark.ts';
import { makeDataDir, startPlatform } from './lib/platform.ts';
import { signIn } from './lib/session.ts';
import { median, quantile, rounded } from './lib/statistics.ts';

const rounds = 15;
const secretCount = 50;
/** From the pod's readiness to the event that the console shows. */
const statusLimitMs = 200;

/** When things were first seen, by their name. */
interface Sightings {
  readonly applied: Map<string, number>;
  readonly podReady: Map<string, number>;
  readonly statusReady: Map<string, number>;
}

function note(seen: Map<string, number>, name: string): void {
  if (!seen.has(name)) seen.set(name, performance.now());
}

type Pod = KubeObject<unknown, { readonly conditions?: readonly { readonly type: string; readonly status: string }[] }>;

async function follow(kube: KubeClient, resource: Resource, signal: AbortSignal, onObject: (object: Pod) => void): Promise<void> {
  const { resourceVersion } = await kube.list(resource);
  const watching = async (): Promise<void> => {
    for await (const event of kube.watch<Pod>(resource, { signal, resourceVersion, timeoutSeconds: 3_000 }))
      onObject(event.object);
  };
  watching().catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

/** Watches what a spectator of the cluster and one of the console see. */
async function startWatching(kube: KubeClient, client: Client, signal: AbortSignal): Promise<Sightings> {
  const seen: Sightings = { applied: new Map(), podReady: new Map(), statusReady: new Map() };
  await follow(kube, resources.userDeployment, signal, ({ metadata }) => note(seen.applied, metadata.name));
  await follow(kube, resources.pod, signal, ({ metadata, status }) => {
    const isReady = status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') === true;
    if (isReady) note(seen.podReady, metadata.name);
  });
  await new Promise<void>((resolve) => {
    void client.events.stream(
      {},
      {
        signal,
        onOpen: resolve,
        onEvent: ({ event, data }) => {
          if (event === 'deployment' && data.status === 'Ready') note(seen.statusReady, data.name);
        },
      },
    );
  });
  return seen;
}

interface Sample {
  readonly answeredMs: number;
  readonly appliedMs: number;
  readonly readyMs: number;
  readonly statusMs: number;
}

async function deployOnce(client: Client, seen: Sightings, name: string): Promise<Sample> {
  const postedAt = performance.now();
  unwrap(await client.deployments.create({ body: { template: 'hello', name, envVars: { GREETING: 'Hello' } } }));
  const answeredAt = performance.now();
  const statusAt = await waitUntil(() => seen.statusReady.get(name), {
    timeoutMs: 30_000,
    intervalMs: 2,
    describe: `${name} to be ready`,
  });
  const appliedAt = seen.applied.get(name) ?? Number.NaN;
  const podReadyAt = [...seen.podReady].find(([pod]) => pod.startsWith(`${name}-`))?.[1] ?? Number.NaN;
  unwrap(await client.deployments.delete({ body: { name } }));
  return {
    answeredMs: answeredAt - postedAt,
    appliedMs: appliedAt - postedAt,
    readyMs: podReadyAt - postedAt,
    statusMs: statusAt - podReadyAt,
  };
}

function summarize(name: string, samples: readonly number[], limit?: number): Measurement {
  const details = { p95: rounded(quantile(samples, 0.95)), samples: samples.length };
  return { name, unit: 'ms', value: rounded(median(samples)), details, ...(limit === undefined ? {} : { limit }) };
}

/** Of the organization, so that every deployment from then on receives them. */
async function keepSecrets(client: Client, orgId: string): Promise<void> {
  const text = Array.from({ length: secretCount }, (_none, n) => `SECRET_${n}=value of ${n}`).join('\n');
  unwrap(await client.orgSecrets.import({ body: { orgId, text } }));
}

async function deployMany(client: Client, seen: Sightings, prefix: string): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const sample = await deployOnce(client, seen, `${prefix}-${round}`);
    // The first one warms up.
    if (round > 0) samples.push(sample);
  }
  return samples;
}

function compareSecrets(samples: readonly Sample[], without: readonly Sample[]): Measurement {
  const [own, bare] = [samples, without].map((some) => some.map(({ readyMs }) => readyMs));
  const [value, reference] = [median(own ?? []), median(bare ?? [])];
  return {
    ...{ name: `create to ready pod with ${secretCount} secrets`, unit: 'ms', value: rounded(value) },
    reference: { name: 'without secrets', value: rounded(reference), ratio: rounded(value / reference) },
    details: { samples: samples.length },
  };
}

async function measure(url: string, dataDir: string): Promise<Measurement[]> {
  const { connection } = await readKubeconfig(path.join(dataDir, 'kubeconfig'));
  const kube = createKubeClient({ connection, clock: systemClock, ids: createIds(systemClock) });
  const { client, orgId } = await signIn(url);
  const aborter = new AbortController();
  const seen = await startWatching(kube, client, aborter.signal);
  const samples = await deployMany(client, seen, 'latency');
  await keepSecrets(client, orgId);
  const withSecrets = await deployMany(client, seen, 'secret');
  aborter.abort();
  kube.close();
  return [
    summarize(
      'create to answer',
      samples.map(({ answeredMs }) => answeredMs),
    ),
    summarize(
      'create to applied custom resource',
      samples.map(({ appliedMs }) => appliedMs),
    ),
    summarize(
      'create to ready pod',
      samples.map(({ readyMs }) => readyMs),
    ),
    summarize(
      'ready pod to status event',
      samples.map(({ statusMs }) => statusMs),
      statusLimitMs,
    ),
    compareSecrets(withSecrets, samples),
  ];
}

export const deployLatency: Benchmark = {
  name: 'deploy-latency',
  what: 'The template "hello" on the embedded cluster, one after the other: seen by a watch of the cluster and by the event stream of the console.',
  async run() {
    const dataDir = makeDataDir();
    const platform = await startPlatform({ dataDir: dataDir.path });
    try {
      return await measure(platform.url, dataDir.path);
    } finally {
      await platform.stop();
      dataDir.remove();
    }
  },
};
