// The entry of every npm script. It is plain JavaScript for Node 20.19 and needs nothing installed, because installing what is
// needed is its first job. The work itself is done by Node 24, which comes from npm as a dependency.
import process from 'node:process';
import { printProblem } from './run/output.mjs';

/** Each command names its module, which exports `run(args)`; only that module is loaded, as `start` must stay small. */
const commands = {
  start: () => import('./run/start.mjs'),
  test: () => import('./run/test.mjs'),
  'test-real': () => import('./run/test-real.mjs'),
  check: () => import('./run/program.mjs').then((module) => module.program('tools/check.ts')),
  gen: () => import('./run/program.mjs').then((module) => module.program('tools/gen.ts')),
  'gen-go': () => import('./run/program.mjs').then((module) => module.program('tools/gen-go.ts')),
  sdk: () => import('./run/program.mjs').then((module) => module.program('packages/sdk/tools/pack-sdk.ts')),
  fmt: () => import('./run/program.mjs').then((module) => module.program('node_modules/oxfmt/bin/oxfmt', ['.'])),
  bench: () => import('./run/bench.mjs'),
  moorage: () => import('./run/program.mjs').then((module) => module.program('packages/moorage/bin/moorage.mjs')),
};

const [name = '', ...args] = process.argv.slice(2);
const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (load === undefined) {
  console.error(`usage: node tools/run.mjs ${Object.keys(commands).join('|')} [arguments]`);
  process.exit(64);
}
try {
  const { run } = await load();
  const exitCode = await run(args);
  if (exitCode !== undefined) process.exit(exitCode);
} catch (error) {
  printProblem(error);
  process.exit(1);
}
