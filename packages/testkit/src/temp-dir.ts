/** Directories of one test. */
import { chmodSync, mkdtempSync, realpathSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach } from 'vitest';
import { removeDir } from './removal.ts';

export interface TempDir {
  readonly path: string;
  remove(): void;
}

/** Makes a directory that every user may pass, as programs that tests start may run as another one. */
export function makeTempDir(purpose: string): TempDir {
  const dir = realpathSync(mkdtempSync(path.join(os.tmpdir(), `moorage-${purpose}-`)));
  chmodSync(dir, 0o711);
  return { path: dir, remove: () => removeDir(dir) };
}

/** Gives each call a new directory and removes them all after each test. */
export function useTempDirs(purpose: string): () => string {
  const made: TempDir[] = [];
  afterEach(() => {
    for (const dir of made.splice(0)) dir.remove();
  });
  return () => {
    const dir = makeTempDir(purpose);
    made.push(dir);
    return dir.path;
  };
}
