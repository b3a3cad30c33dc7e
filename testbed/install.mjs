// `node testbed/install.mjs`: everything that the testbed runs, built or installed once.
import { installComponents } from './components.mjs';
import { installDebianServers } from './debian.mjs';

try {
  console.log(JSON.stringify({ ...installDebianServers(), ...installComponents() }, undefined, 2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
