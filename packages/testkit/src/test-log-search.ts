/** The directories of `test-logs.ts`, one for each run of tests, and the search of one for secrets. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { findSecrets } from './secret-shapes.ts';

/** A broken rule floods the log; this many places tell which it is. */
const mostShown = 20;

export function removeTestLogs(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
}

function entriesOf(directory: string): string[] {
  try {
    return readdirSync(directory).toSorted();
  } catch {
    // No server ran.
    return [];
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The directory of the run in this process. What runs have left that are over goes; another one may be under way. */
export function claimRunDirectory(root: string, pid: number): string {
  const isStale = (entry: string): boolean => entry === String(pid) || !isRunning(Number(entry));
  for (const entry of entriesOf(root).filter(isStale)) removeTestLogs(path.join(root, entry));
  return path.join(root, String(pid));
}

function issuedBeside(log: string): string[] {
  try {
    const lines = readFileSync(log.replace(/\.log$/, '.issued'), 'utf8').split('\n');
    return [...new Set(lines.filter((line) => line !== ''))].map((line) => String(JSON.parse(line)));
  } catch {
    // That server issued nothing.
    return [];
  }
}

/** Throws for anything secret, by its shape or because that server issued it, with where it is and never what. */
export function checkTestLogs(directory: string): void {
  const logs = entriesOf(directory).filter((entry) => entry.endsWith('.log'));
  const findings = logs.flatMap((entry) => {
    const log = path.join(directory, entry);
    const found = findSecrets(readFileSync(log, 'utf8'), issuedBeside(log));
    return found.map(({ line, kind }) => `${log}:${line} has ${kind}`);
  });
  if (findings.length === 0) return;
  const more = findings.length > mostShown ? [`and ${findings.length - mostShown} more`] : [];
  throw new Error(['The log of the test servers has secrets:', ...findings.slice(0, mostShown), ...more].join('\n  '));
}
