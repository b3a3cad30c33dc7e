/** Our operator beside one on controller-runtime that does the same work, on the same API server, in turns. */
import type { Benchmark, Measurement } from './lib/benchmark.ts';
import { startBenchCluster } from './lib/cluster.ts';
import { type OperatorProgram, prepareOperators } from './lib/operator-programs.ts';
import { type Round, runRound } from './lib/operator-round.ts';
import { median, pairedRatio, quantile, rounded } from './lib/statistics.ts';

const defaultObjects = 200;
const defaultRounds = 3;
const warmUpObjects = 10;
const nodes = 5;

interface Rounds {
  readonly ours: readonly Round[];
  readonly go: readonly Round[];
}

type Figure = (round: Round) => number;

function measured({ ours, go }: Rounds, what: Pick<Measurement, 'name' | 'unit'>, figure: Figure): Measurement {
  const ratio = rounded(pairedRatio(ours.map(figure), go.map(figure)));
  const reference = { name: 'controller-runtime', value: rounded(median(go.map(figure))), ratio };
  return { ...what, value: rounded(median(ours.map(figure))), reference };
}

function latencies(
  rounds: Rounds,
  name: string,
  pick: (round: Round) => readonly number[],
  parts: readonly number[],
): Measurement[] {
  return parts.map((part) =>
    measured(rounds, { name: `${name}, p${part * 100}`, unit: 'ms' }, (round) => quantile(pick(round), part)),
  );
}

function summary(rounds: Rounds, objects: number): Measurement[] {
  return [
    measured(rounds, { name: 'objects applied', unit: 'objects/s' }, (round) => round.objectsPerSecond),
    ...latencies(rounds, 'create to all applied', ({ appliedMs }) => appliedMs, [0.5, 0.95, 0.99]),
    ...latencies(rounds, 'pod ready to status Ready', ({ statusMs }) => statusMs, [0.5, 0.95]),
    ...latencies(rounds, 'create to status Ready', ({ readyMs }) => readyMs, [0.5, 0.95]),
    measured(rounds, { name: `processor time for ${objects}`, unit: 's' }, ({ cpuMs }) => cpuMs / 1_000),
    measured(rounds, { name: 'requests a UserDeployment', unit: 'requests' }, ({ requests }) => requests),
    measured(rounds, { name: 'peak resident memory', unit: 'MB' }, ({ peakMb }) => peakMb),
  ];
}

/** Two operators that make different things are not compared. */
function requireSame(ours: Round, go: Round): void {
  if (ours.made === go.made) return;
  const [a, b] = [ours.made.split('\n'), go.made.split('\n')];
  const at = a.findIndex((line, index) => line !== b[index]);
  const around = (lines: readonly string[]): string => lines.slice(Math.max(0, at - 8), at + 3).join('\n');
  throw new Error(`the operators do not make the same objects; ours:\n${around(a)}\ncontroller-runtime:\n${around(b)}`);
}

export const operatorThroughput: Benchmark = {
  name: 'operator-throughput',
  what:
    'UserDeployments created at full speed on a real API server with kwok nodes, in turns for our operator and for one on ' +
    'controller-runtime that makes the same objects and statuses: 4 reconciles at a time, 300 requests a second (600 at once) each.',
  async run({ objects = defaultObjects, rounds = defaultRounds }) {
    const cluster = await startBenchCluster({ nodes });
    try {
      const [ours, go] = await prepareOperators(cluster);
      const done: Record<OperatorProgram['name'], Round[]> = { ours: [], go: [] };
      for (const operator of [ours, go])
        await runRound(cluster, operator, { namespace: `warm-up-${operator.name}`, objects: warmUpObjects });
      for (let round = 0; round < rounds; round += 1) {
        // Whoever is first in a round is second in the next.
        for (const operator of round % 2 === 0 ? [ours, go] : [go, ours])
          done[operator.name].push(await runRound(cluster, operator, { namespace: `round-${round}-${operator.name}`, objects }));
      }
      for (const [index, round] of done.ours.entries()) requireSame(round, done.go[index] ?? round);
      return summary(done, objects);
    } finally {
      await cluster.stop();
    }
  },
};
