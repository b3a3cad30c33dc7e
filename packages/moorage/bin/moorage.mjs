#!/usr/bin/env node
import module from 'node:module';
import { join } from 'node:path';
// Plain JavaScript, so that an old Node gets a sentence and not a syntax error.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`Moorage needs Node 22.18 or newer and this is ${process.versions.node}. \`npm start\` brings its own.\n`);
  process.exit(69);
}
// Compiled once and kept, which spares every later start a third of its work. Where nothing can be written it does nothing.
module.enableCompileCache(join(import.meta.dirname, '../../../node_modules/.cache/moorage/compiled'));
const { main } = await import('../src/main.ts');
await main();
