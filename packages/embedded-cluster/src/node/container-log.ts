/**
 * The log of one run of a container: what it printed, line by line with the time, in a file that rotates once at 10 MiB.
 *
 * A line is `2026-03-04T05:06:07.089Z stdout F text`, as a container runtime writes it (`P` marks a part of a very long line).
 * Positions are offsets in everything ever written, so that a reader keeps its place across a rotation.
 */
import { open, rename, stat, type FileHandle } from 'node:fs/promises';
import type { Clock } from '@moorage/core/clock';

export type LogStream = 'stdout' | 'stderr';

export interface ContainerLog {
  readonly path: string;
  /** False when the disk does not keep up: the writer should wait for `drained`. */
  write(stream: LogStream, chunk: Buffer): boolean;
  drained(): Promise<void>;
  /** Ends the log: unfinished lines are written and followers end. */
  close(): Promise<void>;
  readonly source: LogSource;
}

export interface LogSource {
  readonly path: string;
  /** First offset that is still on disk, where the current file begins, and the end of what is written. */
  bounds(): { readonly first: number; readonly current: number; readonly end: number };
  isClosed(): boolean;
  /** Resolves when something was written or the log was closed. */
  changed(signal: AbortSignal): Promise<void>;
}

const rotateAtBytes = 10 * 1024 * 1024;
const longestLine = 16 * 1024;
/** A program that prints faster than the disk writes is held up from here on. */
const pauseAtBytes = 2 * 1024 * 1024;
const newline = 0x0a;

export const rotatedPath = (path: string): string => `${path}.1`;

/** A finished log found on disk. */
export async function openFinishedLog(path: string): Promise<LogSource | undefined> {
  const size = async (file: string): Promise<number | undefined> => (await stat(file).catch(() => undefined))?.size;
  const current = await size(path);
  if (current === undefined) return undefined;
  const rotated = (await size(rotatedPath(path))) ?? 0;
  return {
    path,
    bounds: () => ({ first: 0, current: rotated, end: rotated + current }),
    isClosed: () => true,
    changed: async () => {},
  };
}

/** Splits chunks into lines; what has no newline yet waits until it has one or is too long. */
function createLineSplitter(emit: (line: Buffer, tag: 'F' | 'P') => void): { push(chunk: Buffer): void; end(): void } {
  let rest: Buffer = Buffer.alloc(0);
  return {
    push(chunk) {
      let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      for (;;) {
        const end = bytes.indexOf(newline);
        if (end < 0 && bytes.length < longestLine) break;
        const isPartial = end < 0 || end > longestLine;
        const cut = isPartial ? longestLine : end;
        emit(bytes.subarray(0, cut), isPartial ? 'P' : 'F');
        bytes = bytes.subarray(isPartial ? cut : cut + 1);
      }
      rest = Buffer.from(bytes);
    },
    end() {
      if (rest.length > 0) emit(rest, 'F');
      rest = Buffer.alloc(0);
    },
  };
}

interface LogFile {
  append(bytes: Buffer): void;
  pendingBytes(): number;
  /** Resolves when everything appended so far is written. */
  settled(): Promise<void>;
  finish(): Promise<void>;
  bounds: LogSource['bounds'];
}

/** Appends in order with one write in flight; what arrives meanwhile goes out together. */
function createLogFile(path: string, onWritten: () => void): LogFile {
  let pending: Buffer[] = [];
  let pendingSize = 0;
  let file: FileHandle | undefined;
  let first = 0;
  let current = 0;
  let end = 0;
  let flushing: Promise<void> | undefined;
  async function rotate(): Promise<void> {
    await file?.close();
    file = undefined;
    await rename(path, rotatedPath(path));
    first = current;
    current = end;
  }
  async function flush(): Promise<void> {
    while (pending.length > 0) {
      const bytes = Buffer.concat(pending);
      pending = [];
      pendingSize = 0;
      if (end - current >= rotateAtBytes) await rotate();
      file ??= await open(path, 'a', 0o640);
      await file.appendFile(bytes);
      end += bytes.length;
      onWritten();
    }
  }
  const start = (): void => {
    flushing ??= flush()
      .catch(() => void (pending = [])) // The disk is full or the directory was removed: the log is lost, the program runs on.
      .finally(() => {
        flushing = undefined;
        if (pending.length > 0) start();
      });
  };
  const settle = async (): Promise<void> => {
    if (flushing === undefined) return;
    await flushing;
    await settle();
  };
  return {
    bounds: () => ({ first, current, end }),
    pendingBytes: () => pendingSize,
    append(bytes) {
      pending.push(bytes);
      pendingSize += bytes.length;
      start();
    },
    settled: settle,
    async finish() {
      await settle();
      await file?.close();
      file = undefined;
    },
  };
}

/** Starts a new log at `path`. */
export async function createContainerLog(path: string, clock: Clock): Promise<ContainerLog> {
  let isClosed = false;
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const resume of waiting) resume();
  };
  await (await open(path, 'w', 0o640)).close();
  const file = createLogFile(path, wake);
  const splitter = (stream: LogStream) =>
    createLineSplitter((line, tag) => {
      file.append(Buffer.concat([Buffer.from(`${clock.now().toISOString()} ${stream} ${tag} `), line, Buffer.from('\n')]));
    });
  const splitters = { stdout: splitter('stdout'), stderr: splitter('stderr') };
  const changed = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const resume = (): void => {
        waiting.delete(resume);
        signal.removeEventListener('abort', resume);
        resolve();
      };
      waiting.add(resume);
      signal.addEventListener('abort', resume, { once: true });
      if (signal.aborted || isClosed) resume();
    });
  return {
    path,
    write(stream, chunk) {
      splitters[stream].push(chunk);
      return file.pendingBytes() < pauseAtBytes;
    },
    drained: () => file.settled(),
    async close() {
      if (isClosed) return;
      splitters.stdout.end();
      splitters.stderr.end();
      await file.finish();
      isClosed = true;
      wake();
    },
    source: { path, bounds: file.bounds, isClosed: () => isClosed, changed },
  };
}
