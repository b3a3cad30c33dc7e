/** Whether knowing who asks leaves anything behind: the live heap over a million checks of good and made-up credentials. */
import path from 'node:path';
import type { Benchmark } from './lib/benchmark.ts';
import { startChild } from './lib/child.ts';
import { processMemory } from './lib/process-use.ts';
import { median, rounded } from './lib/statistics.ts';

const defaultChecks = 1_000_000;
const timeoutMs = 60 * 60_000;
const program = path.join(import.meta.dirname, 'credential-checks.ts');
/** What a heap of this size is off by from one collection to the next. */
const noiseMb = 3;

export const authMemory: Benchmark = {
  name: 'auth-memory',
  what:
    'A million requests with credentials (--objects sets another number), four of five made up, each from another address; the live ' +
    'heap of the server after collections. Growth is that from the second quarter, when all caches have their size, to the last.',
  async run({ objects = defaultChecks }) {
    const node = [process.execPath, '--expose-gc', '--disable-warning=ExperimentalWarning'];
    const child = startChild([...node, program, String(objects)]);
    try {
      const [text] = await child.untilPrinted(/(?:^heap \d+ \d+\n){20}/m, timeoutMs);
      const heaps = [...text.matchAll(/^heap \d+ (\d+)$/gm)].map(([, bytes]) => Number(bytes) / 2 ** 20);
      const growth = median(heaps.slice(-5)) - median(heaps.slice(5, 10));
      return [
        {
          name: `growth over ${objects} checks`,
          unit: 'MB',
          value: Math.max(0, rounded(growth)),
          limit: noiseMb,
          details: {
            'heap MB after a quarter': rounded(median(heaps.slice(5, 10))),
            'heap MB at the end': rounded(median(heaps.slice(-5))),
            'resident MB at the end': rounded(processMemory(child.pid).rssMb),
          },
        },
      ];
    } finally {
      await child.stop();
    }
  },
};
