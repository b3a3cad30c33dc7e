// The console: built when a source of it changed since the last build.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findNode, root, runToEnd, toolEnv } from './node.mjs';
import { Problem, step } from './output.mjs';

const web = path.join(root, 'packages', 'web');
const stampDir = path.join(root, 'node_modules', '.cache', 'moorage');
const stampFile = path.join(stampDir, 'web-build');
/** What the bundle is made from; the lock file stands for all dependencies. */
const sources = ['packages/web', 'packages/sdk/src', 'package-lock.json'];
const ignored = new Set(['dist', 'node_modules', '.cache', 'test']);

function filesBelow(file) {
  const entries = readdirSync(file, { withFileTypes: true }).filter((entry) => !ignored.has(entry.name));
  return entries.flatMap((entry) => {
    const below = path.join(file, entry.name);
    if (entry.isDirectory()) return filesBelow(below);
    return /\.test\.tsx?$/.test(entry.name) ? [] : [below];
  });
}

function hashOfSources() {
  const hash = createHash('sha256');
  const files = sources.flatMap((source) =>
    path.extname(source) === '' ? filesBelow(path.join(root, source)) : [path.join(root, source)],
  );
  for (const file of files.sort()) hash.update(path.relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

export async function ensureWebBuilt() {
  const hash = hashOfSources();
  const isBuilt = existsSync(path.join(web, 'dist', 'index.html')) && existsSync(stampFile);
  if (isBuilt && readFileSync(stampFile, 'utf8') === hash) return;
  await step('Building the console', async () => {
    const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
    const exitCode = await runToEnd(findNode(), [vite, 'build', '--logLevel', 'error'], { cwd: web, env: toolEnv() });
    if (exitCode !== 0)
      throw new Problem(`The console could not be built (exit code ${exitCode}). The messages of the build are above.`);
  });
  mkdirSync(stampDir, { recursive: true });
  writeFileSync(stampFile, hash);
}
