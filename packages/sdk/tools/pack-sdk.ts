/**
 * Lays out the SDK as it is published: plain JavaScript with its types, and its doors alone (`npm run sdk`, to dist/sdk).
 *
 * In the work tree the package is its TypeScript; Node strips no types of what is installed.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const here = join(import.meta.dirname, '..');
const root = join(here, '../..');

/** What may be imported; everything else is ours to move. */
const doors = ['client', 'errors', 'routes', 'states', 'types'];

function manifest(): object {
  const { name, version, license, type, dependencies } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
  const exported = doors.map((door) => [`./${door}`, { types: `./lib/${door}.d.ts`, default: `./lib/${door}.js` }] as const);
  return {
    ...{ name, version, description: 'Client of the API of Moorage', license, type, sideEffects: false },
    engines: { node: '>=20.3' },
    exports: { ...Object.fromEntries(exported), './package.json': './package.json' },
    files: ['lib'],
    dependencies,
  };
}

/** Writes the package into `target`, which is emptied first. */
export function packSdk(target: string): void {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const compiler = join(root, 'node_modules/tsc7/bin/tsc');
  const args = ['-p', join(here, 'tsconfig.publish.json'), '--outDir', join(target, 'lib')];
  execFileSync(process.execPath, [compiler, ...args], { stdio: 'inherit' });
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest(), undefined, 2)}\n`);
  copyFileSync(join(here, 'README.md'), join(target, 'README.md'));
  copyFileSync(join(root, 'LICENSE'), join(target, 'LICENSE'));
}

if (import.meta.main) {
  const target = resolve(process.argv[2] ?? join(root, 'dist/sdk'));
  packSdk(target);
  console.log(`${target}: publish it with \`npm publish\` from there`);
}
