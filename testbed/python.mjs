// The AWS emulator: moto and what it needs of its packages, at pinned versions, in an environment of its own in .cache/testbed, under a
// name that changes with the list and with the interpreter.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cacheDir } from './components.mjs';
import { installPackages } from './debian.mjs';

const requirements = path.join(import.meta.dirname, 'aws', 'requirements.txt');
const debian = '/usr/bin/python3';

function answer(program, ...args) {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return status === 0 ? stdout.trim() : undefined;
}

/** An interpreter that can make environments; Debian has that part in a package of its own. */
function interpreter(say) {
  const canMake = (program) => answer(program, '-c', 'import venv, ensurepip') !== undefined;
  const found = ['python3', debian].find(canMake);
  if (found !== undefined) return found;
  installPackages(['python3-venv'], say);
  if (canMake(debian)) return debian;
  throw new Error('python3-venv is installed, and python3 makes no environments.');
}

function run(program, ...args) {
  const { status } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`${path.basename(program)} ${args.slice(0, 3).join(' ')} … ended with ${status}.`);
}

/** Former ones, and what an interrupted installation has left. */
function removeOthers(target) {
  for (const name of readdirSync(cacheDir))
    if (/^aws-[0-9a-f]{12}(\.new)?$/.test(name) && name !== path.basename(target))
      rmSync(path.join(cacheDir, name), { recursive: true });
}

/** The command line of the emulator, installed once for each state of the list. */
export function installAws(say = console.log) {
  const python = interpreter(say);
  const version = answer(python, '-c', 'import sys; print(sys.version, sys.prefix)');
  const hash = createHash('sha256').update(readFileSync(requirements)).update(String(version)).digest('hex').slice(0, 12);
  const target = path.join(cacheDir, `aws-${hash}`);
  // By the module and not by the script, whose first line has the path under which it was installed.
  const command = [path.join(target, 'bin', 'python3'), '-m', 'moto.server'];
  if (existsSync(target)) return command;
  mkdirSync(cacheDir, { recursive: true });
  removeOthers(target);
  say('Installing the AWS emulator (once)');
  const making = `${target}.new`;
  run(python, '-m', 'venv', making);
  // The list is complete, so nothing else may come, and nothing is compiled here.
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary', ':all:'];
  run(path.join(making, 'bin', 'python3'), ...pip, '-r', requirements);
  renameSync(making, target);
  return command;
}
