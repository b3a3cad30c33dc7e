/**
 * `npm run bench [-- name …]`: measures, prints, and saves to bench/results.
 *
 * Each figure of speed has a reference that is measured in the same minutes on the same machine, and the ratio of the two is what
 * counts: the machine is noisy, and nobody else has it.
 */
import process from 'node:process';
import { apiRequests } from './api-requests.ts';
import { bundleSize } from './bundle-size.ts';
import { deployLatency } from './deploy-latency.ts';
import { describeMeasurement, saveResult } from './lib/results.ts';
import { startUp } from './start-up.ts';

const benchmarks = [bundleSize, startUp, deployLatency, apiRequests];
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
if (unknown.length > 0) {
  console.error(`no such benchmark: ${unknown.join(', ')}; there are: ${benchmarks.map(({ name }) => name).join(', ')}`);
  process.exit(64);
}

let isWithinLimits = true;
for (const benchmark of benchmarks.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  console.log(`\n${benchmark.name}: ${benchmark.what}`);
  const measurements = await benchmark.run();
  for (const measurement of measurements) console.log(describeMeasurement(measurement));
  saveResult(benchmark, measurements);
  isWithinLimits &&= measurements.every(({ value, limit }) => limit === undefined || value <= limit);
}
process.exit(isWithinLimits ? 0 : 1);
