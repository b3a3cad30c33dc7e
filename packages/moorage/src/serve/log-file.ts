/**
 * Where log lines go. With embedded defaults a person watches the terminal, so lines go to a file of the data directory and the
 * terminal keeps the progress; on a configured database somebody collects standard output, so they go there.
 */
import { createWriteStream, renameSync, statSync } from 'node:fs';
import { createLog, type Log, type LogLevel } from '@moorage/core/log';

/** At the start a longer file is set aside as `<name>.1`. */
const maxBytes = 20_000_000;

function rotate(path: string): void {
  try {
    if (statSync(path).size > maxBytes) renameSync(path, `${path}.1`);
  } catch {
    // There is none yet.
  }
}

/** A log into a file that only its owner can read. */
export function createFileLog(path: string, level: LogLevel): Log {
  rotate(path);
  return createLog({ level, destination: createWriteStream(path, { flags: 'a', mode: 0o600 }) });
}
