/**
 * Whether knowing who asks leaves anything behind: the live heap over a million checks of good and made-up credentials. And what
 * one of them takes that was checked before.
 */
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
/** What a credential may take that was checked before. */
const mostWarmMs = 1;

interface Sample {
  readonly checks: number;
  readonly heapMb: number;
  readonly rssMb: number;
}

interface WarmCheck {
  readonly p50: number;
  readonly p99: number;
}

interface Course {
  /** By the way in which one is known. */
  readonly warm: Readonly<Record<string, WarmCheck>>;
  readonly tenth: Sample;
  readonly half: Sample;
  readonly end: Sample;
}

async function watch(checks: number): Promise<Course> {
  const node = [process.execPath, '--expose-gc', '--disable-warning=ExperimentalWarning'];
  const child = startChild([...node, program, String(checks)]);
  try {
    const [, warmText = '{}'] = await child.untilPrinted(/^warm (.*)$/m, timeoutMs);
    const warm: Course['warm'] = JSON.parse(warmText);
    const [, text = '[]'] = await child.untilPrinted(/^memory (.*)$/m, timeoutMs);
    const [tenth, half, end]: readonly Sample[] = JSON.parse(text);
    if (tenth === undefined || half === undefined || end === undefined) throw new Error(`three samples are missing: ${text}`);
    return { warm, tenth, half, end };
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

function summarizeWarm(courses: readonly Course[]): Measurement[] {
  return Object.keys(courses[0]?.warm ?? {}).map((way) => {
    const of = (read: (check: WarmCheck) => number): number =>
      rounded(median(courses.flatMap(({ warm }) => (warm[way] === undefined ? [] : [read(warm[way])]))));
    const details = { 'p99 ms': of(({ p99 }) => p99) };
    return { name: `warm check of a credential: ${way}`, unit: 'ms', value: of(({ p50 }) => p50), details, limit: mostWarmMs };
  });
}

export const authMemory: Benchmark = {
  name: 'auth-memory',
  what:
    'A million credentials (--objects sets another number), half of them made up and from another address each, through the limits ' +
    'and the authenticator that every request passes, in a process of their own; the live heap after collections, the median ' +
    'of the runs (--rounds, three by default). And 5,000 checks of each kind of good credential one after the other, the median of each.',
  async run({ objects = defaultChecks, rounds = defaultRounds }) {
    const courses: Course[] = [];
    for (let round = 0; round < rounds; round += 1) courses.push(await watch(objects));
    return [summarize(objects, courses), ...summarizeWarm(courses)];
  },
};
