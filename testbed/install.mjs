// `node testbed/install.mjs`: everything that the testbed runs, built or installed once.
import { installComponents } from './components.mjs';
import { installDebianServers } from './debian.mjs';
import { installAws } from './python.mjs';

try {
  console.log(JSON.stringify({ ...installDebianServers(), ...installComponents(), aws: installAws() }, undefined, 2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
