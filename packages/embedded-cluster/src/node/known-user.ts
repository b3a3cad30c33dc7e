/**
 * Users of an image on a machine that does not know them.
 *
 * An image brings its own user table; a process of this machine has this machine's. A user id without a name breaks programs that
 * look themselves up (`initdb`, `ssh`), so an id that the machine does not know becomes `nobody`, which keeps what matters about
 * the wish: not to be root.
 */
import { readFileSync } from 'node:fs';

/** `nobody` on Linux and the group of that id. */
const nobody = 65_534;

/** User ids of a passwd(5) text. */
export function parseUserIds(passwd: string): Set<number> {
  const ids = passwd.split('\n').map((line) => Number(line.split(':')[2] ?? Number.NaN));
  return new Set(ids.filter((id) => Number.isInteger(id)));
}

function readUserIds(): Set<number> {
  try {
    return parseUserIds(readFileSync('/etc/passwd', 'utf8'));
  } catch {
    return new Set();
  }
}

/** The user and group to really run as. Groups need no name, but one that was only derived from the user follows him. */
export function knownUser(
  wanted: { uid: number; gid: number },
  known: ReadonlySet<number> = readUserIds(),
): { uid: number; gid: number } {
  if (known.has(wanted.uid)) return wanted;
  return { uid: nobody, gid: wanted.gid === wanted.uid ? nobody : wanted.gid };
}
