/**
 * `npm run check`: everything that can be said about the code without running it.
 *
 * The checks run side by side, at most as many as there are processors, the longest first. Only those that fail show what they
 * printed. Names of checks as arguments select them: `npm run check -- lint types`.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import os from 'node:os';
import process from 'node:process';
import { generators } from './generators.ts';

interface Check {
  readonly name: string;
  readonly args: readonly string[];
}

interface Verdict {
  readonly check: Check;
  readonly isGood: boolean;
  readonly output: string;
  readonly seconds: string;
}

const node = ['--disable-warning=ExperimentalWarning'];
const tsc = 'node_modules/tsc7/bin/tsc';

/**
 * The linter's judge of types is a Go program that ends before its memory matters: collecting garbage at the usual pace took a fifth of
 * its time. The bound keeps it and the compiler within a machine of eight gigabytes.
 */
const goSettings = { GOGC: '400', GOMEMLIMIT: '3GiB' };

// One checker of types: with more, each works out for itself what the others know already, and both processors are busy anyway.
const checks: readonly Check[] = [
  { name: 'types', args: [tsc, '--singleThreaded', '-p', 'tsconfig.json'] },
  { name: 'types-web', args: [tsc, '--singleThreaded', '-p', 'packages/web/tsconfig.json'] },
  { name: 'lint', args: ['node_modules/oxlint/bin/oxlint', '--deny-warnings'] },
  { name: 'unused', args: ['node_modules/knip/bin/knip.js', '--no-progress'] },
  ...generators.map(({ name, program }) => ({ name: `generated: ${name}`, args: [...node, program, '--check'] })),
  { name: 'imports', args: [...node, 'tools/check-imports.ts'] },
  { name: 'source-rules', args: [...node, 'tools/source-rules.ts'] },
  { name: 'format', args: ['node_modules/oxfmt/bin/oxfmt', '--check', '.'] },
];

/** Runs one check; its output is kept whole, for a fault that is cut off is not found. */
function runCheck(check: Check): Promise<Verdict> {
  const beganAt = performance.now();
  return new Promise((resolve) => {
    const env = { ...goSettings, ...process.env };
    const child = spawn(process.execPath, check.args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    let output = '';
    const end = (isGood: boolean): void => {
      const seconds = ((performance.now() - beganAt) / 1_000).toFixed(1);
      console.log(`${isGood ? 'ok  ' : 'FAIL'} ${check.name} (${seconds} s)`);
      resolve({ check, isGood, output, seconds });
    };
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    }
    child.once('error', (error) => {
      output += error.message;
      end(false);
    });
    child.once('close', (code) => end(code === 0));
  });
}

async function runAll(selected: readonly Check[]): Promise<Verdict[]> {
  const waiting = [...selected];
  const verdicts: Verdict[] = [];
  const worker = async (): Promise<void> => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) verdicts.push(await runCheck(check));
  };
  await Promise.all(Array.from({ length: Math.max(2, os.availableParallelism()) }, worker));
  return verdicts;
}

const wanted = process.argv.slice(2);
const selected = wanted.length === 0 ? checks : checks.filter(({ name }) => wanted.includes(name));
const unknown = wanted.filter((name) => !checks.some((check) => check.name === name));
if (unknown.length > 0 || !existsSync(tsc)) {
  console.error(`no such check: ${unknown.join(', ')}; there are: ${checks.map(({ name }) => name).join(', ')}`);
  process.exit(64);
}
const verdicts = await runAll(selected);
const failed = verdicts.filter(({ isGood }) => !isGood);
for (const { check, output } of failed) console.log(`\n── ${check.name}\n${output.trimEnd()}`);
console.log(`\n${verdicts.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;
