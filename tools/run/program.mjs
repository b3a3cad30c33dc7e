// Programs of ours that need nothing but the dependencies.
import path from 'node:path';
import { ensureInstalled } from './install.mjs';
import { findNode, nodeFlags, root, runToEnd, toolEnv } from './node.mjs';

/** A command that runs the given file with its fixed arguments and those of the caller, after `prepare`. */
export function program(file, fixedArgs = [], prepare = async () => {}) {
  return {
    async run(args) {
      await ensureInstalled();
      await prepare();
      return runToEnd(findNode(), [...nodeFlags, path.join(root, file), ...fixedArgs, ...args], { env: toolEnv() });
    },
  };
}
