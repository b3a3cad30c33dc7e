/**
 * Where a mount path really is.
 *
 * There is no chroot: the volume mounted at `/config` is the directory `<root>/config`, and whatever the pod's spec says about
 * `/config` (command, args, env, workingDir) is rewritten to it. Text inside files is not touched; a program that has a mount
 * path built in must be told the real one by an argument or a variable.
 */

function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** `/a//b/` becomes `/a/b`; undefined for the root itself, a relative path or one that climbs. */
export function normalizeMountPath(path: string): string | undefined {
  if (!path.startsWith('/')) return undefined;
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.length === 0 || parts.includes('..')) return undefined;
  return `/${parts.join('/')}`;
}

/** True for a relative path that stays below its directory. */
export function isSafeSubPath(path: string): boolean {
  return path !== '' && !path.startsWith('/') && !path.split('/').includes('..') && !path.includes('\0');
}

/**
 * Returns a function that replaces every mount path (or a path below it) in a text by its place below `root`. A mount path
 * counts only as a whole path: `/data` is found in `--dir=/data/x` but not in `/database` nor in `http://host/data`.
 */
export function mountRewriter(mountPaths: readonly string[], root: string): (text: string) => string {
  const paths = mountPaths
    .map(normalizeMountPath)
    .filter((path) => path !== undefined)
    .sort((a, b) => b.length - a.length);
  if (paths.length === 0) return (text) => text;
  const pattern = new RegExp(`(?<![\\w.~@%+/-])(?:${paths.map(escapePattern).join('|')})(?![\\w.-])`, 'g');
  return (text) => text.replaceAll(pattern, (path) => `${root}${path}`);
}
