/** One thousand deployments on a real API server, and everything that can be killed is killed in between. */
import type { BreakableCluster } from '@moorage/testkit/breakable-cluster';
import { type Census, type Crowd, exactCounts, startCrowd, takeCensus } from '@moorage/testkit/crowd';
import { type OperatorProcess, startOperatorProcess } from '@moorage/testkit/operator-process';
import { waitUntil } from '@moorage/testkit/wait-until';
import type { Benchmark, Measurement } from './lib/benchmark.ts';
import { startCrowdGround } from './lib/crowd-ground.ts';
import { quantile, rounded } from './lib/statistics.ts';

const usualCount = 1_000;
const timeoutMs = 4_000_000;

interface Drive {
  readonly seconds: number;
  readonly census: Census;
  /** From the first to the second quarter, before anything is killed. */
  readonly perSecond: number;
  readonly callsPerDeployment: number;
  readonly peakMb: number;
}

/** Lost, doubled or left over: anything but the exact counts. */
function deviationOf({ counts, orphans }: Census, count: number): number {
  const differences = Object.entries(exactCounts(count)).map(([kind, exact]) => Math.abs((counts[kind] ?? 0) - exact));
  return differences.reduce((sum, difference) => sum + difference, orphans.length);
}

function elapsedSeconds(beganAt: number): number {
  return (performance.now() - beganAt) / 1_000;
}

/** How fast it goes while nothing is broken. */
async function undisturbed(crowd: Crowd, count: number, operator: OperatorProcess) {
  const beganAt = performance.now();
  const reach = async (part: number): Promise<number> => {
    await crowd.untilReady(Math.floor(count * part), timeoutMs);
    console.log(`  ${part * 100} % ready after ${Math.round(elapsedSeconds(beganAt))} s, ${operator.memoryMb().rss} MB`);
    return elapsedSeconds(beganAt);
  };
  const [from, to] = [await reach(0.1), await reach(0.3)];
  return { perSecond: (count * 0.2) / (to - from), calls: await operator.metric('moorage_kube_calls_total') };
}

async function drive(cluster: BreakableCluster, count: number): Promise<Drive> {
  let operator = await startOperatorProcess(cluster.kubeconfig);
  const beganAt = performance.now();
  const crowd = startCrowd(cluster.api, count);
  const { perSecond, calls } = await undisturbed(crowd, count, operator);
  let peakMb = operator.memoryMb().peak;
  const begun = (await takeCensus(cluster.api)).counts['Deployment'] ?? count;
  const restartOperator = async (): Promise<void> => {
    await operator.kill();
    operator = await startOperatorProcess(cluster.kubeconfig);
  };
  const restarts = Object.entries({ operator: restartOperator, ...cluster.restarts });
  for (const [index, [part, restart]] of restarts.entries()) {
    await crowd.untilReady(Math.floor(count * (0.4 + 0.15 * index)), timeoutMs);
    console.log(`  ${part} killed after ${Math.round(elapsedSeconds(beganAt))} s`);
    await restart();
    peakMb = Math.max(peakMb, operator.memoryMb().peak);
  }
  await crowd.made;
  await crowd.untilReady(count, timeoutMs);
  const census = await waitUntil(
    async () => {
      const taken = await takeCensus(cluster.api).catch(() => undefined);
      return taken?.ready === count ? taken : undefined;
    },
    { describe: 'all to be ready', timeoutMs, intervalMs: 1_000 },
  );
  const seconds = elapsedSeconds(beganAt);
  peakMb = Math.max(peakMb, operator.memoryMb().peak);
  console.log(`  counts: ${JSON.stringify(census.counts)}, orphans: ${census.orphans.length}`);
  crowd.stop();
  await operator.stop();
  return { seconds, census, perSecond, callsPerDeployment: calls / begun, peakMb };
}

export const operatorScale: Benchmark = {
  name: 'operator-scale',
  what: 'A thousand deployments (`--objects`) on a real API server with kwok nodes to ready, while operator, API server and etcd are killed and come back.',
  async run({ objects: count = usualCount }): Promise<Measurement[]> {
    const cluster = await startCrowdGround();
    try {
      const { seconds, census, perSecond, callsPerDeployment, peakMb } = await drive(cluster, count);
      const waits = census.secondsToReady;
      return [
        {
          name: `${count} deployments to ready, with three restarts`,
          unit: 's',
          value: rounded(seconds),
          details: { 'ready a second before the restarts': rounded(perSecond) },
        },
        {
          name: 'created to ready, p50',
          unit: 's',
          value: rounded(quantile(waits, 0.5)),
          details: { p95: rounded(quantile(waits, 0.95)), p99: rounded(quantile(waits, 0.99)) },
        },
        { name: 'objects lost, doubled or orphaned', unit: 'objects', value: deviationOf(census, count), limit: 0 },
        { name: 'calls of the operator for a deployment', unit: 'requests', value: rounded(callsPerDeployment) },
        { name: 'most memory of the operator, RSS', unit: 'MB', value: peakMb },
      ];
    } finally {
      await cluster.stop();
    }
  },
};
