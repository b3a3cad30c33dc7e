/**
 * The lines of a log view.
 *
 * Holds the newest `capacity` lines and, beside them, the indexes of those that pass the filter, kept up to date line by line:
 * appending costs the same with 10 lines and with 100,000. Readers are told at most once per flush, not once per line.
 */
import type { LogLine } from '@moorage/sdk/types';

export type Level = 'error' | 'warn' | 'info' | 'debug' | 'none';

export interface BufferedLine {
  /** Counts from the first line that ever came in; stays the same when old lines are dropped. */
  readonly number: number;
  readonly source: LogLine;
  readonly text: string;
  readonly level: Level;
}

export interface LogFilter {
  readonly search: string;
  readonly levels: ReadonlySet<Level>;
}

export interface LogView {
  readonly lines: readonly BufferedLine[];
  readonly total: number;
  readonly dropped: number;
  /** Changes with every flush; what a subscriber compares. */
  readonly version: number;
}

export interface LogBuffer {
  readonly append: (lines: readonly LogLine[]) => void;
  readonly setFilter: (filter: LogFilter) => void;
  readonly clear: () => void;
  readonly view: () => LogView;
  /** All lines as text, for the download. */
  readonly text: () => string;
  readonly subscribe: (listener: () => void) => () => void;
}

// oxlint-disable-next-line no-control-regex -- escape sequences are control characters
const ansi = /\u001b\[[0-9;?]*[ -/]*[@-~]|\u001b\][^\u0007]*(?:\u0007|\u001b\\)/g;
const levelWord = /\b(?:(error|err|fatal|panic|critical)|(warn|warning)|(info|notice)|(debug|trace))\b/i;

export function stripAnsi(text: string): string {
  return text.includes('\u001b') ? text.replace(ansi, '') : text;
}

/** Level of a line from `"level":…` of JSON logs or the first level word near its beginning. */
export function levelOf(text: string): Level {
  const numeric = /"level":\s*(\d+)/.exec(text)?.[1];
  if (numeric !== undefined) {
    const value = Number(numeric);
    return value >= 50 ? 'error' : value >= 40 ? 'warn' : value >= 30 ? 'info' : 'debug';
  }
  const match = levelWord.exec(text.slice(0, 120));
  if (match === null) return 'none';
  if (match[1] !== undefined) return 'error';
  if (match[2] !== undefined) return 'warn';
  return match[3] === undefined ? 'debug' : 'info';
}

function passes(line: BufferedLine, filter: LogFilter, needle: string): boolean {
  if (filter.levels.size > 0 && !filter.levels.has(line.level)) return false;
  return needle === '' || line.text.toLowerCase().includes(needle);
}

export function createLogBuffer(capacity = 100_000): LogBuffer {
  const listeners = new Set<() => void>();
  // Dropping from the front of a long array is slow; it is done a tenth of the capacity at a time.
  const slack = Math.max(1, Math.floor(capacity / 10));
  let lines: BufferedLine[] = [];
  let filter: LogFilter = { search: '', levels: new Set() };
  let shown: BufferedLine[] = [];
  let received = 0;
  let view: LogView = { lines: shown, total: 0, dropped: 0, version: 0 };

  const isOpen = () => filter.search === '' && filter.levels.size === 0;
  const publish = () => {
    const filtered = isOpen() ? lines : shown;
    // A new array each time, because readers compare by identity.
    view = { lines: filtered.slice(), total: lines.length, dropped: received - lines.length, version: view.version + 1 };
    for (const listener of listeners) listener();
  };
  const drop = () => {
    if (lines.length <= capacity + slack) return;
    lines = lines.slice(lines.length - capacity);
    const first = lines[0]?.number ?? 0;
    const keepFrom = shown.findIndex((line) => line.number >= first);
    shown = keepFrom === -1 ? [] : shown.slice(keepFrom);
  };

  return {
    append(added) {
      const needle = filter.search.toLowerCase();
      for (const source of added) {
        const text = stripAnsi(source.line);
        const line = { number: received, source, text, level: levelOf(text) };
        received += 1;
        lines.push(line);
        if (!isOpen() && passes(line, filter, needle)) shown.push(line);
      }
      drop();
      publish();
    },
    setFilter(next) {
      filter = next;
      const needle = filter.search.toLowerCase();
      shown = isOpen() ? [] : lines.filter((line) => passes(line, filter, needle));
      publish();
    },
    clear() {
      lines = [];
      shown = [];
      received = 0;
      publish();
    },
    view: () => view,
    text: () => lines.map((line) => `${line.source.at ?? ''} ${line.source.pod} ${line.text}`.trimStart()).join('\n'),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
