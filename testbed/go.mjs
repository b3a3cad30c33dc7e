// The Go modules of the product: formatted, vetted, tested, and what is generated in them is as it would be generated now.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../tools/run/node.mjs';

const run = promisify(execFile);
const modules = ['sdk-go', 'terraform-provider'];

/** What a program says, and whether it went well. */
async function outcome(dir, program, args) {
  try {
    const { stdout, stderr } = await run(program, args, { cwd: path.join(root, dir), maxBuffer: 2 ** 28 });
    return { isGood: true, text: `${stdout}${stderr}`, stdout };
  } catch (error) {
    return { isGood: false, text: `${error.stdout ?? ''}${error.stderr ?? ''}` || String(error), stdout: error.stdout ?? '' };
  }
}

function verdict(name, isGood, text) {
  console.log(`${isGood ? '✓' : '✗'} ${name}`);
  if (!isGood) console.log(text.trimEnd());
  return isGood ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function check(name, dir, program, args) {
  const { isGood, text } = await outcome(dir, program, args);
  // gofmt succeeds whatever it finds, and prints it.
  return verdict(name, isGood && (program !== 'gofmt' || text === ''), text);
}

/** Tests of a module, each counted; what does not even compile is one that failed. */
async function test(module) {
  const { isGood, text, stdout } = await outcome(module, 'go', ['test', '-vet=off', '-json', './...']);
  const events = stdout.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
  const ended = (action) =>
    events.filter(({ Action, Test }) => Action === action && Test !== undefined && !Test.includes('/')).length;
  const passed = ended('pass');
  const failed = isGood ? 0 : Math.max(1, ended('fail'));
  const said = events.flatMap(({ Action, Output }) => (Action.endsWith('output') ? [Output] : [])).join('');
  console.log(`${failed === 0 ? '✓' : '✗'} ${module}: ${passed} tests passed, ${failed} failed`);
  if (failed > 0) console.log(said === '' ? text : said);
  return { passed, failed };
}

async function checksOf(module) {
  return [
    await check(`${module}: gofmt`, module, 'gofmt', ['-l', '.']),
    await check(`${module}: go vet`, module, 'go', ['vet', './...']),
    await test(module),
  ];
}

/** Runs those whose name contains one of `chosen`, or all; gives the sum, or undefined where there was nothing to do. */
export async function runGo(chosen) {
  const wanted = modules.filter((module) => chosen.length === 0 || chosen.some((part) => module.includes(part)));
  if (wanted.length === 0) return undefined;
  console.log('• Tests: Go modules');
  const counts = [];
  for (const module of wanted) counts.push(...(await checksOf(module)));
  if (wanted.includes('sdk-go')) {
    const generator = [path.join(root, 'tools', 'gen-go.ts'), '--check'];
    counts.push(await check('sdk-go: what is generated is up to date', 'sdk-go', process.execPath, generator));
  }
  const sum = (key) => counts.reduce((total, one) => total + one[key], 0);
  return { passed: sum('passed'), failed: sum('failed') };
}
