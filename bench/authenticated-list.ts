/** What it costs to know who asks: a list with each kind of credential, beside the same list for everybody. */
import path from 'node:path';
import type { Benchmark, Measurement } from './lib/benchmark.ts';
import { startChild } from './lib/child.ts';
import { load, type LoadResult } from './lib/load.ts';
import { median, pairedRatio, rounded } from './lib/statistics.ts';

const defaultObjects = 20;
const defaultRounds = 10;
const secondsPerRound = 2;
const leastRatio = 0.8;

const server = path.join(import.meta.dirname, 'signed-in-server.ts');
/** What the server says of itself. */
interface Ready {
  readonly product: string;
  readonly open: string;
  readonly credentials: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

interface Pair {
  readonly own: LoadResult;
  /** Measured right before. */
  readonly open: LoadResult;
}

function summarize(name: string, pairs: readonly Pair[]): Measurement {
  const own = (what: keyof LoadResult): number[] => pairs.map((pair) => pair.own[what]);
  const open = (what: keyof LoadResult): number[] => pairs.map((pair) => pair.open[what]);
  return {
    name: `list by ${name}`,
    unit: 'req/s',
    value: rounded(median(own('requestsPerSecond'))),
    reference: {
      name: 'the same list without authentication',
      value: rounded(median(open('requestsPerSecond'))),
      ratio: rounded(pairedRatio(own('requestsPerSecond'), open('requestsPerSecond'))),
      atLeast: leastRatio,
    },
    details: {
      'p50 ms': median(own('p50Ms')),
      'p99 ms': median(own('p99Ms')),
      'p99 ms without': median(open('p99Ms')),
      'processor us a request': rounded(median(own('cpuMicros'))),
      'processor us without': rounded(median(open('cpuMicros'))),
    },
  };
}

async function measure(found: Ready, pid: number, rounds: number): Promise<Measurement[]> {
  const place = '/api/deployments';
  const open = { url: `${found.open}${place}`, pid };
  const targets = Object.entries(found.credentials).map(([name, headers]) => {
    return { name, target: { url: `${found.product}${place}`, headers, pid }, pairs: new Array<Pair>() };
  });
  for (const { target } of [{ target: open }, ...targets]) await load({ ...target, seconds: 1 });
  for (let round = 0; round < rounds; round += 1) {
    for (const { target, pairs } of targets) {
      const without = await load({ ...open, seconds: secondsPerRound });
      pairs.push({ open: without, own: await load({ ...target, seconds: secondsPerRound }) });
    }
  }
  return targets.map(({ name, pairs }) => summarize(name, pairs));
}

export const authenticatedList: Benchmark = {
  name: 'authenticated-list',
  what:
    `A list of deployments by session, JWT, user key and org key with all limits on, 16 connections that ask without pause, ` +
    `${secondsPerRound} seconds each in turns with the same route where everybody is the user without being asked. Both are served ` +
    'by one process, which shares the machine with its database and the load.',
  async run({ objects = defaultObjects, rounds = defaultRounds }) {
    const child = startChild([process.execPath, '--disable-warning=ExperimentalWarning', server, String(objects)]);
    try {
      const [, text = ''] = await child.untilPrinted(/^ready (.*)$/m, 120_000);
      const found: Ready = JSON.parse(text);
      return await measure(found, child.pid, rounds);
    } finally {
      await child.stop();
    }
  },
};
