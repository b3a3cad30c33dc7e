/** Whether knowing who asks leaves anything behind: the live heap over a million checks of good and made-up credentials. */
import path from 'node:path';
import type { Benchmark, Measurement } from './lib/benchmark.ts';
import { startChild } from './lib/child.ts';
import { median, rounded } from './lib/statistics.ts';

const defaultChecks = 1_000_000;
const defaultRounds = 3;
const timeoutMs = 60 * 60_000;
const program = path.join(import.meta.dirname, 'credential-checks.ts');
/** What a heap of this size is off by from one collection to the next. */
const mostRatio = 1.05;

interface Sample {
  readonly checks: number;
  readonly heapMb: number;
  readonly rssMb: number;
}

interface Course {
  readonly tenth: Sample;
  readonly half: Sample;
  readonly end: Sample;
}

async function watch(checks: number): Promise<Course> {
  const node = [process.execPath, '--expose-gc', '--disable-warning=ExperimentalWarning'];
  const child = startChild([...node, program, String(checks)]);
  try {
    const [, text = '[]'] = await child.untilPrinted(/^memory (.*)$/m, timeoutMs);
    const [tenth, half, end]: readonly Sample[] = JSON.parse(text);
    if (tenth === undefined || half === undefined || end === undefined) throw new Error(`three samples are missing: ${text}`);
    return { tenth, half, end };
  } finally {
    await child.stop();
  }
}

function summarize(checks: number, courses: readonly Course[]): Measurement {
  const of = (read: (course: Course) => number): number => rounded(median(courses.map(read)));
  return {
    name: `live heap after ${checks} checks`,
    unit: 'MB',
    value: of(({ end }) => end.heapMb),
    reference: {
      name: 'that after a tenth of them, when all caches have their size',
      value: of(({ tenth }) => tenth.heapMb),
      ratio: of(({ tenth, end }) => end.heapMb / tenth.heapMb),
      atMost: mostRatio,
    },
    details: {
      runs: courses.length,
      'ratio of the heap after half': of(({ tenth, half }) => half.heapMb / tenth.heapMb),
      'resident MB at the end': of(({ end }) => end.rssMb),
      'ratio of resident memory after half': of(({ tenth, half }) => half.rssMb / tenth.rssMb),
      'ratio of resident memory at the end': of(({ tenth, end }) => end.rssMb / tenth.rssMb),
    },
  };
}

export const authMemory: Benchmark = {
  name: 'auth-memory',
  what:
    'A million credentials (--objects sets another number), half of them made up and from another address each, through the limits ' +
    'and the authenticator that every request passes, in a process of their own; the live heap after collections, the median ' +
    'of the runs (--rounds, three by default).',
  async run({ objects = defaultChecks, rounds = defaultRounds }) {
    const courses: Course[] = [];
    for (let round = 0; round < rounds; round += 1) courses.push(await watch(objects));
    return [summarize(objects, courses)];
  },
};
