// Dependencies: installed when they are missing or differ from the lock file, and not looked at otherwise.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root, runToEnd } from './node.mjs';
import { Problem, step } from './output.mjs';

const lockFile = path.join(root, 'package-lock.json');
const installedFile = path.join(root, 'node_modules', '.package-lock.json');
const stampDir = path.join(root, 'node_modules', '.cache', 'moorage');
const stampFile = path.join(stampDir, 'installed');

function readText(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** True when npm's record of what is installed has every package of the lock file that this platform must have. */
export function holdsAll(lockText, installedText) {
  const wanted = JSON.parse(lockText).packages ?? {};
  const installed = JSON.parse(installedText).packages ?? {};
  return Object.entries(wanted).every(([place, entry]) => {
    if (place === '' || entry.optional === true || !place.startsWith('node_modules/')) return true;
    return installed[place] !== undefined && installed[place].version === entry.version;
  });
}

function isInstalled(hash) {
  if (readText(stampFile) === hash && existsSync(installedFile)) return true;
  const installed = readText(installedFile);
  return installed !== undefined && holdsAll(readFileSync(lockFile, 'utf8'), installed);
}

async function npmCi() {
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--progress=false'];
  const [command, argv] = npm?.endsWith('.js') ? [process.execPath, [npm, ...args]] : ['npm', args];
  const exitCode = await runToEnd(command, argv);
  if (exitCode !== 0)
    throw new Problem(
      `npm ci failed (exit code ${exitCode}). Its messages are above; run the same command again after mending it.`,
    );
}

export async function ensureInstalled() {
  const hash = createHash('sha256').update(readFileSync(lockFile)).digest('hex');
  if (readText(stampFile) === hash && existsSync(installedFile)) return;
  if (!isInstalled(hash)) await step('Installing dependencies (once, about a minute)', npmCi);
  mkdirSync(stampDir, { recursive: true });
  writeFileSync(stampFile, hash);
}
