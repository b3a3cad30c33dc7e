/** PostgreSQL's own note about its running server, `postmaster.pid`. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface PostmasterFile {
  readonly pid: number;
  readonly isReady: boolean;
}

/** Reads the text of a `postmaster.pid`; line 8 becomes `ready` when the server takes connections. */
export function parsePostmasterFile(text: string): PostmasterFile | undefined {
  const lines = text.split('\n');
  // A single-user server writes its pid as a negative number.
  const pid = Math.abs(Number.parseInt(lines[0] ?? '', 10));
  if (!Number.isSafeInteger(pid) || pid === 0) return undefined;
  return { pid, isReady: lines[7]?.trim() === 'ready' };
}

export function postmasterFilePath(clusterDir: string): string {
  return path.join(clusterDir, 'postmaster.pid');
}

export function readPostmasterFile(clusterDir: string): PostmasterFile | undefined {
  try {
    return parsePostmasterFile(readFileSync(postmasterFilePath(clusterDir), 'utf8'));
  } catch {
    return undefined;
  }
}
