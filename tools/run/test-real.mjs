// `npm run test:real [-- filter]`: store and Kubernetes suites on real servers; see testbed/README.md.
import { ensureProgramBuilt } from './program-build.mjs';
import { program } from './program.mjs';

export const { run } = program('testbed/test.mjs', [], ensureProgramBuilt);
