/** Results as files that are committed, so that a change of speed is seen as a difference of text. */
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Benchmark, Measurement } from './benchmark.ts';
import { rounded } from './statistics.ts';

const dir = path.resolve(import.meta.dirname, '..', 'results');

/** Read when the benchmarks begin, before they are the load. */
const loadBefore = os.loadavg()[0] ?? 0;

function machine() {
  const cpus = os.cpus();
  return {
    cpus: cpus.length,
    model: cpus[0]?.model ?? 'unknown',
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.arch()}`,
    node: process.versions.node,
    /** Of the last minute before; above the number of processors the figures of time tell more about the neighbours. */
    loadBefore: rounded(loadBefore),
  };
}

export function saveResult(benchmark: Benchmark, measurements: readonly Measurement[]): void {
  mkdirSync(dir, { recursive: true });
  const { name, what } = benchmark;
  const result = { name, what, measuredAt: new Date().toISOString(), machine: machine(), measurements };
  writeFileSync(path.join(dir, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
}

/** One line a measurement, for people. */
export function describeMeasurement(measurement: Measurement): string {
  const { name, value, unit, reference, details, limit } = measurement;
  const more = [
    ...(reference === undefined ? [] : [`${reference.ratio} of ${reference.name} (${reference.value} ${unit})`]),
    ...Object.entries(details ?? {}).map(([key, detail]) => `${key} ${detail}`),
    ...(limit === undefined ? [] : [`limit ${limit}`]),
    ...(reference?.atLeast === undefined ? [] : [`promised ratio ${reference.atLeast}`]),
    ...(reference?.atMost === undefined ? [] : [`promised ratio at most ${reference.atMost}`]),
    ...(isWithin(measurement) ? [] : ['NOT KEPT']),
  ];
  return `  ${name.padEnd(44)} ${String(value).padStart(8)} ${unit.padEnd(5)} ${more.join('; ')}`.trimEnd();
}

/** Whether a figure keeps what the product promises. */
export function isWithin({ value, limit, reference }: Measurement): boolean {
  if (limit !== undefined && value > limit) return false;
  if (reference === undefined) return true;
  const { ratio, atLeast = ratio, atMost = ratio } = reference;
  return ratio >= atLeast && ratio <= atMost;
}
