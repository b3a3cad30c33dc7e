/**
 * A directory whose files change all at once.
 *
 * The files live in a generation directory; `..data` is a link to it, and each visible name is a link through `..data`. A new
 * generation is written beside the old one and `..data` is renamed over, so a reader sees either all old or all new files.
 */
import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PlannedFile } from './volume-files.plan.ts';

function fingerprint(files: ReadonlyMap<string, PlannedFile>): string {
  const hash = createHash('sha256');
  for (const [path, file] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(JSON.stringify([path, file.mode, file.content.length])).update(file.content);
  }
  return hash.digest('hex').slice(0, 16);
}

async function link(target: string, path: string): Promise<void> {
  const existing = await readlink(path).catch(() => undefined);
  if (existing === target) return;
  if (existing !== undefined || (await lstat(path).catch(() => undefined)) !== undefined) await rm(path, { recursive: true });
  await symlink(target, path);
}

/** Makes the directory hold exactly these files. Writing the same files again does nothing. */
export async function writeAtomicDirectory(
  dir: string,
  files: ReadonlyMap<string, PlannedFile>,
): Promise<'written' | 'unchanged'> {
  const generation = `..${fingerprint(files)}`;
  await mkdir(dir, { recursive: true, mode: 0o755 });
  if ((await readlink(join(dir, '..data')).catch(() => undefined)) === generation) return 'unchanged';
  await rm(join(dir, generation), { recursive: true, force: true });
  await mkdir(join(dir, generation), { mode: 0o755 });
  for (const [path, file] of files) {
    const target = join(dir, generation, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, file.content, { mode: file.mode });
  }
  const fresh = join(dir, '..data_new');
  await rm(fresh, { force: true });
  await symlink(generation, fresh);
  await rename(fresh, join(dir, '..data'));
  const visible = new Set([...files.keys()].map((path) => path.split('/')[0] ?? path));
  for (const name of visible) await link(join('..data', name), join(dir, name));
  for (const name of await readdir(dir)) {
    if (name !== '..data' && name !== generation && !visible.has(name)) await rm(join(dir, name), { recursive: true });
  }
  return 'written';
}
