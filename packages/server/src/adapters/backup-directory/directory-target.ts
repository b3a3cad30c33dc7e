/**
 * Backups in a directory, such as a mounted disk of another machine. An object is written beside its name, brought to the disk and then
 * renamed, so that a name is there whole or not at all.
 */
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError, messageOf } from '@moorage/core/errors';
import type { BackupTarget, StoredObject } from '../../domains/backups/backup.ports.ts';

const partial = '.partial';

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function failed(dir: string, cause: unknown): AppError {
  return new AppError('unavailable', `The directory ${dir} cannot be used for backups: ${messageOf(cause)}.`, {
    cause,
    details: { nextStep: 'See that BACKUP_DIR is there, has room and may be written by the user of the platform.' },
  });
}

async function writeAll(file: FileHandle, content: AsyncIterable<Uint8Array>, signal: AbortSignal | undefined): Promise<number> {
  let bytes = 0;
  try {
    for await (const piece of content) {
      signal?.throwIfAborted();
      await file.writeFile(piece);
      bytes += piece.byteLength;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return bytes;
}

/** The name of a new file is on the disk only when its directory is. */
async function syncDir(dir: string): Promise<void> {
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

interface Found extends StoredObject {
  readonly isPartial: boolean;
}

async function listFiles(dir: string): Promise<Found[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw failed(dir, error);
  });
  const found: Found[] = [];
  for (const entry of entries.filter((one) => one.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    const facts = await stat(file).catch(() => undefined);
    if (facts === undefined) continue;
    const name = path.relative(dir, file).split(path.sep).join('/');
    found.push({ name, bytes: facts.size, writtenAt: facts.mtime, isPartial: name.endsWith(partial) });
  }
  return found;
}

/** `dir` is made when it is missing; its files are readable by their owner only. */
export function createDirectoryTarget(dir: string): BackupTarget {
  const fileOf = (name: string): string => path.join(dir, ...name.split('/'));

  async function remove(name: string): Promise<void> {
    await rm(fileOf(name), { force: true });
    // Goes only when it is empty.
    await rmdir(path.dirname(fileOf(name))).catch(() => {});
  }

  return {
    description: dir,
    remove,
    async write(name, content, signal) {
      const file = fileOf(name);
      const draft = `${file}${partial}`;
      const handle = await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
        .then(() => open(draft, 'w', 0o600))
        .catch((error: unknown) => {
          throw failed(dir, error);
        });
      try {
        const bytes = await writeAll(handle, content, signal);
        await rename(draft, file);
        await syncDir(path.dirname(file));
        return bytes;
      } catch (error) {
        await rm(draft, { force: true }).catch(() => {});
        throw error instanceof AppError ? error : failed(dir, error);
      }
    },
    async read(name) {
      const facts = await stat(fileOf(name)).catch((error: unknown) => {
        if (!isMissing(error)) throw failed(dir, error);
      });
      if (facts?.isFile() === true) return createReadStream(fileOf(name));
      throw new AppError('not_found', `${dir} has no ${name}.`, {
        details: { nextStep: 'List what is there: `moorage db backups`.' },
      });
    },
    async list() {
      const found = await listFiles(dir);
      return found.filter((file) => !file.isPartial).map(({ name, bytes, writtenAt }) => ({ name, bytes, writtenAt }));
    },
    async sweep(before) {
      const found = await listFiles(dir);
      for (const file of found) {
        if (file.isPartial && file.writtenAt < before) await remove(file.name);
      }
    },
  };
}
