/** Removal of directories of tests. */
import { rmSync } from 'node:fs';

/**
 * Removes a directory with all in it. A process that was just ended may still write while its directory is emptied, so that it is
 * not empty in the end; two seconds are enough for that to be over.
 */
export function removeDir(dir: string): void {
  rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
