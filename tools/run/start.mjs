// `npm start`: prepares everything, then becomes the server.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';
import { findNode, nodeFlags, root, runToEnd } from './node.mjs';
import { printProblem } from './output.mjs';
import { ensureProgramBuilt } from './program-build.mjs';
import { ensureWebBuilt } from './web-build.mjs';

/**
 * Room for young objects in MB. Unbounded it grows with the machine, to 64 MB on a large one, for nothing that can be measured. The
 * script of `npm start` says the same for the case in which the server lives in this process.
 */
const memoryFlags = ['--max-semi-space-size=8'];

export async function run(args) {
  await ensureInstalled();
  await ensureWebBuilt();
  try {
    await ensureProgramBuilt();
  } catch (error) {
    // It starts a second sooner from a build, and is the same without one.
    printProblem(error);
    console.error('Moorage runs from its sources.');
  }
  return serve(['serve', ...args]);
}

/**
 * From the second start on npm runs us with the Node that it installed, and the server lives in this process: a wrapper
 * that waits for it would cost 45 MB for nothing. The first start, on an older Node, has to keep one.
 */
async function serve(args) {
  const program = path.join(root, 'packages', 'moorage', 'bin', 'moorage.mjs');
  if (Number.parseInt(process.versions.node, 10) < 24) {
    return runToEnd(findNode(), [...nodeFlags, ...memoryFlags, program, ...args], { cwd: process.cwd(), ownGroup: true });
  }
  process.argv.splice(1, process.argv.length, program, ...args);
  await import(pathToFileURL(program).href);
  return undefined;
}
