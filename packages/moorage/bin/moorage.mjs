#!/usr/bin/env node
// Plain JavaScript, so that an old Node gets a sentence and not a syntax error.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`Moorage needs Node 22.18 or newer and this is ${process.versions.node}. \`npm start\` brings its own.\n`);
  process.exit(69);
}
const { main } = await import('../src/main.ts');
await main();
