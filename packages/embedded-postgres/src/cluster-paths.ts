/** The files of one embedded PostgreSQL below its data directory. */
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { giveTo, type RunAs } from './run-as.ts';

/** PostgreSQL names its socket after a port, also when it listens on none. */
export const socketPort = 5432;

/** `sun_path` of Linux holds 108 bytes, of macOS 104, each with the final zero. */
const maxSocketPathBytes = process.platform === 'linux' ? 107 : 103;

export interface ClusterPaths {
  readonly root: string;
  /** PostgreSQL's own data directory. */
  readonly cluster: string;
  readonly lock: string;
  readonly log: string;
}

export function clusterPaths(dataDir: string): ClusterPaths {
  mkdirSync(dataDir, { recursive: true });
  const root = realpathSync(dataDir);
  const below = (name: string): string => path.join(root, name);
  return { root, cluster: below('cluster'), lock: below('owner.lock'), log: below('postgres.log') };
}

/** The one file of the server that has a name of its own in its socket directory; the lock beside it is longer. */
function fitsSocketPath(dir: string): boolean {
  return Buffer.byteLength(path.join(dir, `.s.PGSQL.${socketPort}.lock`)) <= maxSocketPathBytes;
}

function isPrivateDir(dir: string, owners: readonly number[]): boolean {
  try {
    const stat = lstatSync(dir);
    return stat.isDirectory() && owners.includes(stat.uid) && (stat.mode & 0o077) === 0;
  } catch {
    return false;
  }
}

function readRecorded(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/**
 * The private directory of the socket, with no trace of a former server; the caller has seen to it that none runs. It is in the
 * data directory, unless the path would be too long for a socket: then it is a directory of random name among the temporary
 * files, recorded in `socket-dir` and used again while it is ours alone.
 */
export function prepareSocketDir(paths: ClusterPaths, runAs: RunAs, tempDir: string = os.tmpdir()): string {
  const preferred = path.join(paths.root, 'run');
  let dir = preferred;
  if (fitsSocketPath(preferred)) mkdirSync(preferred, { recursive: true });
  else {
    const record = path.join(paths.root, 'socket-dir');
    const recorded = readRecorded(record);
    const owners = [process.getuid?.() ?? 0, runAs.uid ?? process.getuid?.() ?? 0];
    dir = recorded !== undefined && isPrivateDir(recorded, owners) ? recorded : mkdtempSync(path.join(tempDir, 'moorage-pg-'));
    writeFileSync(record, `${dir}\n`);
  }
  // Whoever its pid belongs to now, PostgreSQL would take him for a server that uses the socket.
  rmSync(path.join(dir, `.s.PGSQL.${socketPort}.lock`), { force: true });
  chmodSync(dir, 0o700);
  giveTo(runAs, dir);
  return dir;
}
