/**
 * What the servers of all test files log, at the level of debugging, and beside it what they have issued: two files for each server,
 * in a directory of the run. `test-log-search.ts` looks for the one in the other when the run ends, whichever files ran.
 */
import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { inject } from 'vitest';

const flushAt = 256 * 1024;

export interface TestLog {
  write(line: string): void;
  /** Something that nobody may write down: a token, a password, the value of a secret. */
  issued(value: string): void;
  /** Before the process may end. */
  flush(): void;
}

function appender(file: string): { add(text: string): void; flush(): void } {
  let texts: string[] = [];
  let length = 0;
  const flush = (): void => {
    if (length === 0) return;
    mkdirSync(path.dirname(file), { recursive: true });
    appendFileSync(file, texts.join(''), { mode: 0o600 });
    texts = [];
    length = 0;
  };
  return {
    add(text) {
      texts.push(text);
      length += text.length;
      if (length >= flushAt) flush();
    },
    flush,
  };
}

/** A place for the lines of one server. */
export function openTestLog(name: string, directory: string = inject('testLogs')): TestLog {
  const file = path.join(directory, `${name}-${process.pid}`);
  const lines = appender(`${file}.log`);
  const values = appender(`${file}.issued`);
  return {
    write: (line) => lines.add(line),
    issued: (value) => values.add(`${JSON.stringify(value)}\n`),
    flush() {
      lines.flush();
      values.flush();
    },
  };
}
