// The programs made into few files by tools/run/program-build.mjs, where they are of the sources that lie here (record 0071).
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..', '..', '..');
/** Every build has a directory in here. */
export const buildsDir = path.join(root, 'node_modules', '.cache', 'moorage', 'program');
/** Says which build is the last, and what of each of its sources it was made from. */
export const recordFile = path.join(buildsDir, 'current.json');

/** What changes when a file does: a build is never compared by contents, as this is asked at every start. */
export function stampOf(file) {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? [0, 0] : [found.mtimeMs, found.size];
}

function readRecord(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The directory of the build; undefined where there is none, where it was moved, or where a source has changed since. */
export function freshBuild(file = recordFile) {
  const record = readRecord(file);
  if (record?.root !== root || !existsSync(path.join(record.dir, 'moorage.js'))) return undefined;
  for (const [source, mtimeMs, size] of record.sources) {
    const stamp = stampOf(path.join(root, source));
    if (stamp[0] !== mtimeMs || stamp[1] !== size) return undefined;
  }
  return record.dir;
}
