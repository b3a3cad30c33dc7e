#!/usr/bin/env node
import module from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
// Plain JavaScript, so that an old Node gets a sentence and not a syntax error.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`Moorage needs Node 22.18 or newer and this is ${process.versions.node}. \`npm start\` brings its own.\n`);
  process.exit(69);
}
const { freshBuild } = await import('./built.mjs');
const build = freshBuild();
// Compiled once and kept, which spares every later start a third of its work. Where nothing can be written it does nothing.
module.enableCompileCache(join(build ?? join(import.meta.dirname, '../../../node_modules/.cache/moorage'), 'compiled'));
const program = build === undefined ? join(import.meta.dirname, '../src/main.ts') : join(build, 'moorage.js');
const { main } = await import(pathToFileURL(program).href);
await main();
