/**
 * One process per data directory.
 *
 * The embedded database guards itself, the embedded cluster's files and the process runtime's do not: two of them on one
 * directory would fight over the same pods. So the whole directory is locked before anything in it is opened.
 */
import { chmodSync, mkdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { AppError, messageOf } from '@moorage/core/errors';
import { acquireProcessLock, type LockResult } from '@moorage/embedded-postgres/process-lock';

export interface DataDirLock {
  /** The directory, absolute and without links. */
  readonly dir: string;
  release(): void;
}

function take(dir: string): { real: string; lock: LockResult } {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o711 });
    const real = realpathSync(dir);
    // The database may run as another user, who must be able to pass; nobody else may list what is inside.
    chmodSync(real, 0o711);
    return { real, lock: acquireProcessLock(path.join(real, 'moorage.lock')) };
  } catch (cause) {
    throw new AppError('unavailable', `The data directory ${path.resolve(dir)} cannot be used (${messageOf(cause)}).`, {
      cause,
      details: { nextStep: 'Set MOORAGE_DATA_DIR to a directory of your own.' },
    });
  }
}

/** Makes the directory when missing and takes it; a lock left by a process that is gone is taken over. */
export function acquireDataDirLock(dir: string): DataDirLock {
  const { real, lock } = take(dir);
  if (lock.kind === 'acquired') return { dir: real, release: lock.release };
  throw new AppError('conflict', `Moorage is already running on ${real} (process ${lock.holder.pid}).`, {
    details: { nextStep: `Stop process ${lock.holder.pid}, or set MOORAGE_DATA_DIR to another directory.` },
  });
}
