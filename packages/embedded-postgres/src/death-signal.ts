/**
 * A server that ends with its owner, also when that one is killed.
 *
 * `setpriv` of Debian, Fedora and most others makes the kernel send the server a fast shutdown in the moment in which we die, and
 * then replaces itself by the server. Where it is missing or does not know the option, an orphan stays until the next start.
 */
import { spawnSync } from 'node:child_process';
import { serverEnv } from './run-as.ts';

const setpriv = 'setpriv';
const args = ['--pdeathsig', 'INT', '--'];

/** What to write before the program; empty where the system cannot do it. */
export function endsWithOwner(): readonly string[] {
  if (process.platform !== 'linux') return [];
  const works = spawnSync(setpriv, [...args, 'true'], { env: serverEnv, stdio: 'ignore' }).status === 0;
  return works ? [setpriv, ...args] : [];
}
