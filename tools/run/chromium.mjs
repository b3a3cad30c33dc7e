// The browser of the end-to-end tests, from the system's packages.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { runToEnd } from './node.mjs';
import { step } from './output.mjs';

/** Draws no window, and does the same work with three quarters of the processor time. */
const shell = 'chromium-headless-shell';
const names = [shell, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const macPrograms = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The path of a Chromium: the one that `CHROMIUM_PATH` names, else the first of the usual names. */
export function findChromium() {
  if (process.env.CHROMIUM_PATH) return isProgram(process.env.CHROMIUM_PATH) ? process.env.CHROMIUM_PATH : undefined;
  const dirs = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return [...names.flatMap((name) => dirs.map((dir) => path.join(dir, name))), ...macPrograms].find(isProgram);
}

function mayUseApt() {
  return process.getuid?.() === 0 && spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0;
}

async function aptGet(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return await runToEnd('apt-get', ['-qq', '-o=Dpkg::Use-Pty=0', ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Which packages are worth a try, the best first, when `found` is what there is. A person's own browser is good enough for him. */
export function packagesToTry(found, { isCi, isNamed }) {
  if (isNamed) return [];
  if (found === undefined) return [shell, 'chromium'];
  return isCi && path.basename(found) !== shell ? [shell] : [];
}

/** Installs Chromium where that is possible without asking anybody; gives the path of the best there is, or undefined. */
export async function ensureChromium() {
  const found = findChromium();
  const { CI, CHROMIUM_PATH } = process.env;
  const packages = packagesToTry(found, { isCi: CI === 'true', isNamed: Boolean(CHROMIUM_PATH) });
  if (packages.length === 0 || !mayUseApt()) return found;
  await step('Installing Chromium for the browser tests (apt-get)', async () => {
    await aptGet('update');
    for (const name of packages) {
      if ((await aptGet('install', '-y', '--no-install-recommends', name)) === 0) return;
    }
  });
  return findChromium();
}

export const chromiumAdvice =
  'The browser tests need Chromium. Install it (Debian: `apt-get install chromium-headless-shell`; Ubuntu: `apt-get install chromium`; Fedora: `dnf install chromium`; ' +
  'macOS: `brew install --cask chromium`), or name another one in CHROMIUM_PATH.';
