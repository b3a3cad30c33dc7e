/**
 * What the servers of all test files log, at the level of debugging: a file for each process that runs tests, below the cache. It is
 * removed when a run begins and searched for secrets when it ends, whichever files ran.
 */
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { findSecrets } from './secret-shapes.ts';
import { readTestConfig } from './test-config.ts';

const folder = (): string => path.join(readTestConfig().cacheDir, 'test-logs');
const flushAt = 256 * 1024;
/** A broken rule floods the log; this many places tell which it is. */
const mostShown = 20;

export interface TestLog {
  write(line: string): void;
  /** Before the process may end. */
  flush(): void;
}

/** A place for lines that belongs to one server; whole lines go to the file of the process. */
export function openTestLog(directory: string = folder()): TestLog {
  const file = path.join(directory, `${process.pid}.log`);
  let lines: string[] = [];
  let length = 0;
  const flush = (): void => {
    if (length === 0) return;
    mkdirSync(directory, { recursive: true });
    appendFileSync(file, lines.join(''));
    lines = [];
    length = 0;
  };
  return {
    write(line) {
      lines.push(line);
      length += line.length;
      if (length >= flushAt) flush();
    },
    flush,
  };
}

export function removeTestLogs(directory: string = folder()): void {
  rmSync(directory, { recursive: true, force: true });
}

function filesOf(directory: string): string[] {
  try {
    return readdirSync(directory).toSorted();
  } catch {
    // No server ran.
    return [];
  }
}

/** Throws for anything of a secret shape, with where it is and never what. */
export function checkTestLogs(directory: string = folder()): void {
  const findings = filesOf(directory).flatMap((file) =>
    findSecrets(readFileSync(path.join(directory, file), 'utf8')).map(
      ({ line, kind }) => `${path.join(directory, file)}:${line} has ${kind}`,
    ),
  );
  if (findings.length === 0) return;
  const more = findings.length > mostShown ? [`and ${findings.length - mostShown} more`] : [];
  throw new Error(['The log of the test servers has secrets:', ...findings.slice(0, mostShown), ...more].join('\n  '));
}
