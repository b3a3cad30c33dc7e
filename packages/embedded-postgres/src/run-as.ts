/**
 * As whom the database runs.
 *
 * PostgreSQL refuses to run as root. An ordinary user simply runs it as himself. Started by root, it runs as the owner of an
 * existing data directory, and for a new one as `nobody`. That user must be able to walk to the programs and to the data;
 * below a private directory such as /root he cannot. Then the server runs in a user namespace of its own in which root's
 * files are his: outside the process stays root without any of root's capabilities, inside it is not root. Where the
 * system forbids such namespaces (many containers do) the start fails and says what to do.
 */
import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '@moorage/core/errors';

export interface RunAs {
  /** Written before the program and its arguments. */
  readonly prefix: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
}

export const nobody = 65_534;

const unshare = 'unshare';
const namespaceArgs = ['--user', `--map-user=${nobody}`, `--map-group=${nobody}`, '--'];

/** The environment of the database's processes: nothing of ours leaks into it. */
export const serverEnv = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' };

function mayWalk(dir: string, user: { readonly uid: number; readonly gid: number }): boolean {
  const stat = statSync(dir);
  if (stat.uid === user.uid) return (stat.mode & 0o100) !== 0;
  if (stat.gid === user.gid) return (stat.mode & 0o010) !== 0;
  return (stat.mode & 0o001) !== 0;
}

/** The first directory on the way to `target` that the user may not pass; `target` itself is not asked. */
export function findBarrier(target: string, user: { readonly uid: number; readonly gid: number }): string | undefined {
  const ancestors: string[] = [];
  for (let dir = path.dirname(target); ; dir = path.dirname(dir)) {
    ancestors.unshift(dir);
    if (dir === path.dirname(dir)) break;
  }
  return ancestors.find((dir) => existsSync(dir) && !mayWalk(dir, user));
}

function inNamespace(barrier: string): RunAs {
  if (spawnSync(unshare, [...namespaceArgs, 'true'], { env: serverEnv, stdio: 'ignore' }).status === 0)
    return { prefix: [unshare, ...namespaceArgs] };
  throw new AppError('unavailable', `The embedded PostgreSQL may not run as root, and no other user can reach ${barrier}.`, {
    details: {
      nextStep:
        'Start as an ordinary user, or install and keep the data in a directory that everyone may pass (such as /srv/moorage; MOORAGE_DATA_DIR), or set DATABASE_DSN.',
    },
  });
}

/** Decides as whom to run the server of `clusterDir`, whose programs are in `binDir`. */
export function chooseRunAs(clusterDir: string, binDir: string): RunAs {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const existing = existsSync(clusterDir) ? statSync(clusterDir) : undefined;
  if (existing?.uid === 0) return inNamespace(clusterDir);
  const user = existing === undefined ? { uid: nobody, gid: nobody } : { uid: existing.uid, gid: existing.gid };
  const barrier = findBarrier(path.join(binDir, 'postgres'), user) ?? findBarrier(path.dirname(clusterDir), user);
  if (barrier === undefined) return { prefix: [], ...user };
  if (existing !== undefined) throw unreachableCluster(barrier);
  return inNamespace(barrier);
}

function unreachableCluster(barrier: string): AppError {
  return new AppError('unavailable', `The owner of the embedded PostgreSQL's data can no longer pass ${barrier}.`, {
    details: { nextStep: `Allow everyone to pass it (chmod o+x ${barrier}), or start as the owner of the data.` },
  });
}

/** Gives a file or directory to the user of the server. */
export function giveTo(runAs: RunAs, file: string): void {
  if (runAs.uid !== undefined && runAs.gid !== undefined) chownSync(file, runAs.uid, runAs.gid);
}
