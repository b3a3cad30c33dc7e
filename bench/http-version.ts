/** HTTP/2, and a pool that keeps every connection, beside the HTTP/1.1 pool of our Kubernetes client: one real API server, in turns. */
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { resources } from '@moorage/kube/resources';
import { waitUntil } from '@moorage/testkit/wait-until';
import type { Benchmark, Measurement } from './lib/benchmark.ts';
import { type BenchCluster, forEachOf, startBenchCluster } from './lib/cluster.ts';
import { cpuTimeMs, findDescendant } from './lib/process-use.ts';
import { sampleDeployment, sampleName } from './lib/sample-objects.ts';
import { median, pairedRatio, quantile, rounded } from './lib/statistics.ts';
import { multiplexedWire, pooledWire, wideWire, type Wire, type WireName } from './lib/wires.ts';

const defaultObjects = 1_000;
const defaultRounds = 5;
const width = 50;
const watches = 200;
const namespace = 'wires';
const collection = `/apis/moorage.dev/v1alpha1/namespaces/${namespace}/userdeployments`;
const timeoutMs = 60_000;

interface Load {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time a call: of this process, and of the API server. */
  readonly clientMs: number;
  readonly serverMs: number;
}

interface Watching {
  readonly openMs: number;
  /** From a change to the last watch that heard of it. */
  readonly deliveryMs: number;
  /** Latency of reads while the watches are open. */
  readonly readP99Ms: number;
}

interface Turn {
  readonly applies: Load;
  readonly reads: Load;
  readonly watching: Watching;
}

const indexes = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

async function load(serverPid: number, count: number, call: (index: number) => Promise<unknown>): Promise<Load> {
  const times: number[] = [];
  const before = { client: process.cpuUsage(), serverMs: cpuTimeMs(serverPid), atMs: performance.now() };
  await forEachOf(indexes(count), width, async (index) => {
    const beganMs = performance.now();
    await call(index);
    times.push(performance.now() - beganMs);
  });
  const tookMs = performance.now() - before.atMs;
  const { user, system } = process.cpuUsage(before.client);
  return {
    perSecond: (count * 1_000) / tookMs,
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
    clientMs: (user + system) / 1_000 / count,
    serverMs: (cpuTimeMs(serverPid) - before.serverMs) / count,
  };
}

/** Each turn changes every object, so that every apply is a write. */
function applier(wire: Wire, turn: string) {
  return (index: number): Promise<string> => {
    const object = sampleDeployment(namespace, index);
    const body = JSON.stringify({ ...object, metadata: { ...object.metadata, annotations: { 'moorage.dev/turn': turn } } });
    const path = `${collection}/${sampleName(index)}?fieldManager=bench&force=true`;
    return wire.call({ method: 'PATCH', path, body, contentType: 'application/apply-patch+yaml' });
  };
}

const reader = (wire: Wire, objects: number) => (index: number) =>
  wire.call({ method: 'GET', path: `${collection}/${sampleName(index % objects)}` });

interface Place {
  readonly cluster: BenchCluster;
  readonly wire: Wire;
  readonly serverPid: number;
  readonly objects: number;
}

async function measureWatches({ cluster, wire, serverPid, objects }: Place): Promise<Watching> {
  const aborter = new AbortController();
  const fieldSelector = `metadata.name=${sampleName(0)}`;
  const { resourceVersion } = await cluster.client.list(resources.userDeployment, { namespace, fieldSelector });
  const path = `${collection}?watch=true&fieldSelector=${encodeURIComponent(fieldSelector)}&timeoutSeconds=600`;
  const streams: Readable[] = [];
  try {
    const beganMs = performance.now();
    await forEachOf(indexes(watches), width, async () => {
      streams.push(await wire.open(`${path}&resourceVersion=${resourceVersion}`, aborter.signal));
    });
    const openMs = performance.now() - beganMs;
    let heard = 0;
    for (const stream of streams) {
      stream.on('error', () => {});
      void once(stream, 'data').then(
        () => (heard += 1),
        () => undefined,
      );
    }
    const reads = await load(serverPid, objects, reader(wire, objects));
    const changedMs = performance.now();
    await applier(wire, `watch-${changedMs}`)(0);
    await waitUntil(() => heard === watches, {
      timeoutMs,
      intervalMs: 1,
      describe: () => `${heard} of ${watches} watches to hear`,
    });
    const deliveryMs = performance.now() - changedMs;
    return { openMs, deliveryMs, readP99Ms: reads.p99Ms };
  } finally {
    aborter.abort();
    for (const stream of streams) stream.destroy();
  }
}

async function openWire({ connection }: BenchCluster, name: WireName): Promise<Wire> {
  if (name === 'HTTP/2') return multiplexedWire(connection);
  return name === 'pool' ? pooledWire(connection) : wideWire(connection);
}

async function takeTurn(cluster: BenchCluster, name: WireName, turn: string, objects: number): Promise<Turn> {
  const wire = await openWire(cluster, name);
  const serverPid = findDescendant(process.pid, 'kube-apiserver');
  try {
    const apply = applier(wire, turn);
    // Connections are made before the clock runs.
    await forEachOf(indexes(width), width, reader(wire, objects));
    const applies = await load(serverPid, objects, apply);
    const reads = await load(serverPid, objects, reader(wire, objects));
    return { applies, reads, watching: await measureWatches({ cluster, wire, serverPid, objects }) };
  } finally {
    wire.close();
  }
}

type Turns = Readonly<Record<WireName, readonly Turn[]>>;

function summary(turns: Turns, candidate: WireName): Measurement[] {
  const row = (name: string, unit: Measurement['unit'], figure: (turn: Turn) => number): Measurement => {
    const [those, ours] = [turns[candidate].map(figure), turns.pool.map(figure)];
    const reference = { name: 'our pool', value: rounded(median(ours)), ratio: rounded(pairedRatio(those, ours)) };
    return { name: `${candidate}: ${name}`, unit, value: rounded(median(those)), reference };
  };
  return [
    row('applies', 'req/s', ({ applies }) => applies.perSecond),
    row('apply, p50', 'ms', ({ applies }) => applies.p50Ms),
    row('apply, p99', 'ms', ({ applies }) => applies.p99Ms),
    row('client processor time an apply', 'ms', ({ applies }) => applies.clientMs),
    row('server processor time an apply', 'ms', ({ applies }) => applies.serverMs),
    row('reads', 'req/s', ({ reads }) => reads.perSecond),
    row('read, p50', 'ms', ({ reads }) => reads.p50Ms),
    row('read, p99', 'ms', ({ reads }) => reads.p99Ms),
    row('client processor time a read', 'ms', ({ reads }) => reads.clientMs),
    row('server processor time a read', 'ms', ({ reads }) => reads.serverMs),
    row(`${watches} watches opened`, 'ms', ({ watching }) => watching.openMs),
    row(`change heard by ${watches} watches`, 'ms', ({ watching }) => watching.deliveryMs),
    row(`read beside ${watches} watches, p99`, 'ms', ({ watching }) => watching.readP99Ms),
  ];
}

/** Whoever is first in a round is last in the next. */
const order: readonly WireName[] = ['pool', 'wide pool', 'HTTP/2'];

export const httpVersion: Benchmark = {
  name: 'http-version',
  what:
    'The same calls to one real API server over HTTP/2, over a pool of HTTP/1.1 connections that keeps all of them, and over that of ' +
    'our client, in turns: server-side applies and reads by 50 callers at a time, and 200 watches.',
  async run({ objects = defaultObjects, rounds = defaultRounds }) {
    const cluster = await startBenchCluster({ controllers: false });
    try {
      const metadata = { name: namespace };
      await cluster.client.create(resources.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata });
      await forEachOf(indexes(objects), width, applier(pooledWire(cluster.connection), 'first'));
      const turns: Record<WireName, Turn[]> = { pool: [], 'wide pool': [], 'HTTP/2': [] };
      for (const name of order) await takeTurn(cluster, name, 'warm-up', objects);
      for (let round = 0; round < rounds; round += 1) {
        for (const name of round % 2 === 0 ? order : order.toReversed())
          turns[name].push(await takeTurn(cluster, name, `${name} ${round}`, objects));
      }
      return [...summary(turns, 'HTTP/2'), ...summary(turns, 'wide pool')];
    } finally {
      await cluster.stop();
    }
  },
};
