// Which Node runs our programs, and how they are run.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Problem } from './output.mjs';

export const root = path.resolve(import.meta.dirname, '..', '..');

/** Type stripping without a flag begins with 22.18. */
export function canRunTypeScript(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

/** The Node that npm installed; on systems without such a package the user's own, when it is new enough. */
export function findNode() {
  const installed = path.join(root, 'node_modules', '.bin', 'node');
  if (existsSync(installed)) return installed;
  if (canRunTypeScript(process.versions.node)) return process.execPath;
  throw new Problem(
    `Moorage needs Node 22.18 or newer on this system (this is ${process.versions.node}).\n` +
      'Install it from your package manager, or run `npm ci` again without `--omit=optional` on Linux.',
  );
}

/** The flags that every program of ours is run with. */
export const nodeFlags = ['--disable-warning=ExperimentalWarning'];

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program to its end, hands signals on to it, and gives its exit code (128 + 2 for SIGINT and so on).
 *
 * Ctrl-C reaches every process of the terminal's group, so handing it on as well would be twice, which servers take for "at
 * once". A program that does not talk to the terminal gets a group of its own (`ownGroup`) and hears of signals from us only.
 */
export function runToEnd(command, args, { ownGroup = false, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', detached: ownGroup, ...options });
    const handOn = (signal) => void (ownGroup || signal !== 'SIGINT' ? child.kill(signal) : undefined);
    for (const signal of forwarded) process.on(signal, handOn);
    const end = () => forwarded.forEach((signal) => process.off(signal, handOn));
    child.once('error', (error) => (end(), reject(error)));
    child.once('exit', (code, signal) => (end(), resolve(code ?? 128 + (signal === 'SIGINT' ? 2 : 15))));
  });
}

/** The environment in which `node` and the tools of the work tree come first. */
export function toolEnv(extra = {}) {
  const bin = path.join(root, 'node_modules', '.bin');
  return { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}`, ...extra };
}
