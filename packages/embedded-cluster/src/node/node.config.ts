/** The few variables of the server's own environment that pods get to see, and the search path of their programs. */
import { delimiter, dirname } from 'node:path';

const inherited = ['LANG', 'LC_ALL', 'TZ'];
const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Base environment of every container: the current Node first on PATH, then extra directories, then the system's. */
export function baseEnvironment(
  binDirs: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): Readonly<Record<string, string>> {
  const kept = inherited.flatMap((name): [string, string][] => (env[name] === undefined ? [] : [[name, env[name]]]));
  const path = [dirname(process.execPath), ...binDirs, env['PATH'] ?? systemPath].join(delimiter);
  return { PATH: path, ...Object.fromEntries(kept) };
}
