/** What a log view shows: the lines and how the stream is doing. Lives as long as the view; restarts when what is asked for changes. */
import type { LogLine } from '@moorage/sdk/types';
import type { FollowState } from '../../../api/follow-state.ts';
import { followLogs, type LogRequest } from '../../../api/logs.ts';
import { after } from '../../../lib/clock.ts';
import { createLogBuffer, type LogBuffer } from '../../../lib/log-buffer.ts';

export interface FeedStatus {
  readonly state: FollowState;
  readonly notice: string | undefined;
}

export interface LogFeed {
  readonly buffer: LogBuffer;
  readonly status: () => FeedStatus;
  readonly subscribe: (listener: () => void) => () => void;
  /** Forgets all lines and follows another log until the returned function is called. */
  readonly start: (request: LogRequest) => () => void;
}

const flushMs = 60;

/** Lines come in one by one, maybe thousands a second; the screen hears of them at most every 60 ms. */
function createBatch(flush: (lines: readonly LogLine[]) => void) {
  let waiting: LogLine[] = [];
  let cancel: (() => void) | undefined;
  const run = () => {
    cancel = undefined;
    const lines = waiting;
    waiting = [];
    flush(lines);
  };
  const add = (line: LogLine) => {
    waiting.push(line);
    cancel ??= after(flushMs, run);
  };
  return { add, stop: () => cancel?.() };
}

export function createLogFeed(): LogFeed {
  const buffer = createLogBuffer();
  const listeners = new Set<() => void>();
  const fresh: FeedStatus = { state: { kind: 'connecting' }, notice: undefined };
  let status = fresh;
  const publish = (next: FeedStatus) => {
    status = next;
    for (const listener of listeners) listener();
  };
  return {
    buffer,
    status: () => status,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start(request) {
      buffer.clear();
      publish(fresh);
      const batch = createBatch((lines) => buffer.append(lines));
      const stop = followLogs(request, {
        onLine: batch.add,
        onNotice: (notice) => publish({ ...status, notice }),
        onState: (state) => publish({ ...status, state }),
      });
      return () => {
        stop();
        batch.stop();
      };
    },
  };
}
