/** Reads a container's log as `kubectl logs` wants it: tail, since, limit, timestamps, follow. */
import { open } from 'node:fs/promises';
import type { LogOptions } from '../pod-streams.ts';
import { rotatedPath, type LogSource } from './container-log.ts';

const blockSize = 64 * 1024;
const newline = 0x0a;
/** `2026-03-04T05:06:07.089Z` */
const stampLength = 24;
/** The stamp and ` stdout F `. */
const headLength = stampLength + 10;

/** Bytes from an offset on; empty at the end. A rotation between choosing the file and reading it is noticed and repeated. */
async function readAt(source: LogSource, offset: number, length: number): Promise<Buffer> {
  const { first, current, end } = source.bounds();
  const from = Math.max(offset, first);
  const isRotated = from < current;
  const available = Math.min(length, (isRotated ? current : end) - from);
  if (available <= 0) return Buffer.alloc(0);
  try {
    const file = await open(isRotated ? rotatedPath(source.path) : source.path, 'r');
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(available), 0, available, from - (isRotated ? first : current));
      if (source.bounds().current !== current) return await readAt(source, offset, length);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return Buffer.alloc(0);
  }
}

/** The offset at which the last `lines` lines begin: blocks are read from the end until enough newlines are seen. */
async function findTail(source: LogSource, lines: number): Promise<number> {
  const { first, current, end } = source.bounds();
  if (lines <= 0) return end;
  let seen = 0;
  let blockEnd = end;
  while (blockEnd > first) {
    const floor = blockEnd > current ? current : first;
    const blockStart = Math.max(floor, blockEnd - blockSize);
    const block = await readAt(source, blockStart, blockEnd - blockStart);
    for (let at = block.lastIndexOf(newline); at >= 0; at = at === 0 ? -1 : block.lastIndexOf(newline, at - 1)) {
      const isLastByte = blockStart + at === end - 1;
      if (!isLastByte) seen += 1;
      if (seen === lines) return blockStart + at + 1;
    }
    blockEnd = blockStart;
  }
  return first;
}

interface LineFilter {
  readonly sinceIso: string | undefined;
  readonly timestamps: boolean;
}

/** One stored line as it is shown; undefined when it is older than wanted. */
function showLine(line: Buffer, filter: LineFilter): Buffer | undefined {
  if (line.length < headLength) return undefined;
  if (filter.sinceIso !== undefined && line.toString('latin1', 0, stampLength) < filter.sinceIso) return undefined;
  const isPartial = line[headLength - 2] === 0x50;
  const text = line.subarray(headLength, isPartial ? line.length - 1 : line.length);
  return filter.timestamps ? Buffer.concat([line.subarray(0, stampLength + 1), text]) : text;
}

function showLines(bytes: Buffer, filter: LineFilter): Buffer[] {
  const shown: Buffer[] = [];
  for (let start = 0, end = bytes.indexOf(newline); end >= 0; start = end + 1, end = bytes.indexOf(newline, start)) {
    const line = showLine(bytes.subarray(start, end + 1), filter);
    if (line !== undefined) shown.push(line);
  }
  return shown;
}

/** The log in chunks of whole lines, until its end; with `follow` until the container ends or the signal aborts. */
export async function* readLog(source: LogSource, options: LogOptions, signal: AbortSignal): AsyncGenerator<Buffer> {
  const filter = { sinceIso: options.sinceTime?.toISOString(), timestamps: options.timestamps === true };
  let offset = options.tailLines === undefined ? source.bounds().first : await findTail(source, options.tailLines);
  let left = options.limitBytes ?? Number.POSITIVE_INFINITY;
  while (!signal.aborted && left > 0) {
    offset = Math.max(offset, source.bounds().first);
    const isClosed = source.isClosed();
    const block = await readAt(source, offset, blockSize);
    const whole = block.subarray(0, block.lastIndexOf(newline) + 1);
    if (whole.length > 0) {
      offset += whole.length;
      const shown = Buffer.concat(showLines(whole, filter)).subarray(0, left);
      left -= shown.length;
      if (shown.length > 0) yield shown;
    } else if (options.follow !== true || isClosed) {
      return;
    } else if (offset >= source.bounds().end) {
      await source.changed(signal);
    }
  }
}

/** The last lines of a finished log as text, for a termination message. */
export async function readLastLines(source: LogSource, lines: number, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of readLog(source, { tailLines: lines }, new AbortController().signal)) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return bytes.subarray(Math.max(0, bytes.length - maxBytes)).toString('utf8');
}
