/** Writes a generated file, or with `--check` says whether it is up to date. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../../..');

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Returns false, and says so, when `--check` found an outdated file. */
export function writeGenerated(path: string, content: string): boolean {
  const file = resolve(root, path);
  const isCurrent = readIfThere(file) === content;
  if (isCurrent) return true;
  if (process.argv.includes('--check')) {
    console.error(`${relative(root, file)} is out of date; run npm run gen`);
    return false;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  console.log(`wrote ${relative(root, file)}`);
  return true;
}

/** Ends the program: 0 when every file was current or written, 1 otherwise. */
export function finish(results: readonly boolean[]): never {
  process.exit(results.every(Boolean) ? 0 : 1);
}
