/**
 * A lock that belongs to a process.
 *
 * The lock is a file that names its holder by pid and start time. It is made whole under another name and linked into place,
 * so that it never exists half written and only one of many can win. A lock whose holder is gone (kill -9, power cut, a
 * reboot that gave the pid to somebody else) is taken over; one whose holder lives never is. It guards processes of one
 * machine: a directory shared by two machines, or by two containers that do not see each other's processes, is not protected.
 */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { errorCode, processStartMark } from './process-identity.ts';

export interface LockHolder {
  readonly pid: number;
  readonly startMark: string;
}

export type LockResult =
  | { readonly kind: 'acquired'; readonly release: () => void }
  | { readonly kind: 'held'; readonly holder: LockHolder };

function readHolder(file: string): { readonly text: string; readonly holder: LockHolder | undefined } | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const [pid = '', startMark = ''] = text.split('\n');
  return { text, holder: /^\d+$/.test(pid) ? { pid: Number(pid), startMark } : undefined };
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function isAlive(holder: LockHolder): boolean {
  return processStartMark(holder.pid) === holder.startMark;
}

/** Moves a stale lock away. When somebody replaced it meanwhile, theirs is put back. */
function removeStale(file: string, staleText: string): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (readHolder(aside)?.text !== staleText) tryLink(aside, file);
  rmSync(aside, { force: true });
}

/** Takes the lock, or says who holds it. Nothing waits. */
export function acquireProcessLock(file: string): LockResult {
  mkdirSync(path.dirname(file), { recursive: true });
  const own = `${file}.${randomUUID()}`;
  const text = `${process.pid}\n${processStartMark(process.pid) ?? ''}\n${randomUUID()}\n`;
  writeFileSync(own, text, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      if (tryLink(own, file)) return { kind: 'acquired', release: () => release(file, text) };
      const found = readHolder(file);
      if (found?.holder !== undefined && isAlive(found.holder)) return { kind: 'held', holder: found.holder };
      if (found !== undefined) removeStale(file, found.text);
    }
  } finally {
    rmSync(own, { force: true });
  }
  throw new Error(`the lock ${file} changes hands faster than it can be read`);
}

function release(file: string, text: string): void {
  if (readHolder(file)?.text === text) rmSync(file, { force: true });
}
