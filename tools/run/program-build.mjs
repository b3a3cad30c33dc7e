// The programs in few files: made when a source of them changed since the last build (docs/decisions/0071-programs-in-few-files.md).
import path from 'node:path';
import { freshBuild } from '../../packages/moorage/bin/built.mjs';
import { findNode, root, runToEnd } from './node.mjs';
import { Problem, step } from './output.mjs';

/** Whoever saves a file while it is built gets another build; who never stops saving has a reason to be told. */
const attempts = 3;

async function build() {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const exitCode = await runToEnd(findNode(), [path.join(root, 'tools', 'run', 'program-bundle.mjs')]);
    if (exitCode !== 0)
      throw new Problem(`The programs could not be built (exit code ${exitCode}). The messages of the build are above.`);
    const dir = freshBuild();
    if (dir !== undefined) return dir;
  }
  throw new Problem('The programs could not be built: their sources changed all the time.');
}

/** The directory of a build of the sources as they are now. */
export async function ensureProgramBuilt() {
  return freshBuild() ?? (await step('Building the programs', build));
}
