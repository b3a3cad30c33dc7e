import { setTimeout as sleep } from 'node:timers/promises';
import type { Benchmark, Measurement } from './lib/benchmark.ts';
import { makeDataDir, startPlatform } from './lib/platform.ts';
import { treeMemory } from './lib/process-use.ts';
import { median, rounded } from './lib/statistics.ts';

const laterStarts = 5;
/** Time for caches of the first seconds to be given back. */
const settleMs = 20_000;

interface StartUp {
  readonly firstMs: number;
  readonly laterMs: readonly number[];
  readonly laterCpuMs: readonly number[];
  readonly stopMs: readonly number[];
}

async function measureStarts(dataDir: string): Promise<StartUp> {
  const first = await startPlatform({ dataDir });
  const stopMs = [await first.stop()];
  const laterMs: number[] = [];
  const laterCpuMs: number[] = [];
  for (let round = 0; round < laterStarts; round += 1) {
    const later = await startPlatform({ dataDir });
    laterMs.push(later.readyMs);
    laterCpuMs.push(later.readyCpuMs);
    stopMs.push(await later.stop());
  }
  return { firstMs: first.readyMs, laterMs, laterCpuMs, stopMs };
}

async function measureIdle(dataDir: string): Promise<Measurement[]> {
  const platform = await startPlatform({ dataDir, throughNpm: true });
  try {
    await sleep(settleMs);
    const memory = treeMemory(platform.pid);
    const details = Object.fromEntries(
      memory.processes.filter(({ rssMb }) => rssMb > 20).map(({ name, rssMb }) => [name, rssMb]),
    );
    return [
      { name: 'later start through npm', unit: 'ms', value: rounded(platform.readyMs), limit: 3_000 },
      { name: 'idle tree with npm, sum of PSS', unit: 'MB', value: memory.pssMb, limit: 300 },
      { name: 'idle tree with npm, sum of RSS', unit: 'MB', value: memory.rssMb, details },
    ];
  } finally {
    await platform.stop();
  }
}

export const startUp: Benchmark = {
  name: 'start-up',
  what: 'From the start of the process to its ready line, Ctrl-C to its end, and the memory of the idle tree that `npm start` makes.',
  async run() {
    const dataDir = makeDataDir();
    try {
      const { firstMs, laterMs, laterCpuMs, stopMs } = await measureStarts(dataDir.path);
      return [
        { name: 'first start (creates database and cluster)', unit: 'ms', value: rounded(firstMs) },
        {
          name: 'later start',
          unit: 'ms',
          value: rounded(median(laterMs)),
          limit: 3_000,
          details: { worst: rounded(Math.max(...laterMs)), 'processor time': rounded(median(laterCpuMs)) },
        },
        {
          name: 'stop',
          unit: 'ms',
          value: rounded(median(stopMs)),
          limit: 5_000,
          details: { worst: rounded(Math.max(...stopMs)) },
        },
        ...(await measureIdle(dataDir.path)),
      ];
    } finally {
      dataDir.remove();
    }
  },
};
