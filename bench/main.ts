/**
 * `npm run bench [-- name … --objects N --rounds N --no-save]`: measures, prints, and saves to bench/results.
 *
 * Each figure of speed has a reference that is measured in the same minutes on the same machine, and the ratio of the two is what
 * counts: the machine is noisy, and nobody else has it.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { apiRequests } from './api-requests.ts';
import { authMemory } from './auth-memory.ts';
import { authenticatedList } from './authenticated-list.ts';
import { bundleSize } from './bundle-size.ts';
import { deployLatency } from './deploy-latency.ts';
import { httpVersion } from './http-version.ts';
import { informerMemory } from './informer-memory.ts';
import { describeMeasurement, isWithin, saveResult } from './lib/results.ts';
import { inventory } from './inventory.ts';
import { operatorThroughput } from './operator-throughput.ts';
import { operatorHold } from './operator-hold.ts';
import { operatorScale } from './operator-scale.ts';
import { secretList } from './secret-list.ts';
import { startUp } from './start-up.ts';
import { vault } from './vault.ts';

const benchmarks = [
  bundleSize,
  startUp,
  deployLatency,
  apiRequests,
  authenticatedList,
  authMemory,
  vault,
  secretList,
  inventory,
  operatorThroughput,
  operatorScale,
  operatorHold,
  informerMemory,
  httpVersion,
];
const { values: flags, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { objects: { type: 'string' }, rounds: { type: 'string' }, 'no-save': { type: 'boolean', default: false } },
});

function countOf(name: 'objects' | 'rounds'): Readonly<Record<string, number>> {
  const text = flags[name];
  if (text === undefined) return {};
  if (!/^[1-9]\d*$/.test(text)) {
    console.error(`--${name} needs a number above zero`);
    process.exit(64);
  }
  return { [name]: Number(text) };
}

const options = { ...countOf('objects'), ...countOf('rounds') };
const unknown = wanted.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
if (unknown.length > 0) {
  console.error(`no such benchmark: ${unknown.join(', ')}; there are: ${benchmarks.map(({ name }) => name).join(', ')}`);
  process.exit(64);
}

// Processes of the testbed keep nobody alive; whatever hangs shall be seen to hang, up to its own bound.
const alive = setInterval(() => {}, 60_000);
let isWithinLimits = true;
for (const benchmark of benchmarks.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  console.log(`\n${benchmark.name}: ${benchmark.what}`);
  const measurements = await benchmark.run(options);
  for (const measurement of measurements) console.log(describeMeasurement(measurement));
  if (!flags['no-save']) saveResult(benchmark, measurements);
  isWithinLimits &&= measurements.every(isWithin);
}
clearInterval(alive);
process.exit(isWithinLimits ? 0 : 1);
