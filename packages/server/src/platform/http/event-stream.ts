/**
 * Server-sent events.
 *
 * A stream begins with the handler's first event (until then a throw is still an ordinary error answer), is kept alive by a
 * comment every 15 s so that proxies do not end it and we learn that a client left, and ends when the handler returns, the
 * client goes or the server drains. At the end of a drain the client is told to come back in a second: with ids on its
 * events it then resumes on another replica without a gap.
 *
 * A reader slower than its events is the handler's concern (`drained`); one that lets 8 MiB pile up is cut off.
 */
import type { ServerResponse } from 'node:http';
import type { CancelTimer, Clock } from '@moorage/core/clock';

export interface EventStream {
  /** Answers 200 and sends the head; done by the first `send`. Until then a throw still becomes an ordinary error answer. */
  open(): void;
  /** Sends one event; `data` is written as JSON. After the client left it does nothing. */
  send(event: string, data: unknown, id?: string): void;
  /** Resolves when the client has taken what was sent: await it in loops, so that a slow reader costs no memory. */
  drained(): Promise<void>;
  /** Aborts when the client left or the server drains. */
  readonly signal: AbortSignal;
  /** `Last-Event-ID` of a client that reconnects (the header, or the query parameter `lastEventId`). */
  readonly lastEventId: string | undefined;
}

const heartbeatMs = 15_000;
const maxBufferedBytes = 8 * 1024 * 1024;

export interface StreamParts {
  readonly raw: ServerResponse;
  /** Takes the response over from the framework and gives the headers set so far. */
  readonly takeOver: () => Readonly<Record<string, string | number | string[] | undefined>>;
  readonly lastEventId: string | undefined;
  readonly clock: Clock;
}

export interface ControlledStream extends EventStream {
  isOpen(): boolean;
  /** Ends it, with a hint when to come back. */
  end(retryMs?: number): void;
}

/** One event in wire form. JSON has no raw line breaks, so `data` is one line; a line break in a name or id is ours to fix. */
export function formatEvent(event: string, data: unknown, id?: string): string {
  if (/[\r\n]/.test(event) || (id !== undefined && /[\r\n\0]/.test(id))) throw new Error('an event name or id must be one line');
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

export function createEventStream({ raw, takeOver, lastEventId, clock }: StreamParts): ControlledStream {
  const aborter = new AbortController();
  let isOpen = false;
  let cancelHeartbeat: CancelTimer = () => {};

  function close(): void {
    cancelHeartbeat();
    aborter.abort();
  }
  function write(text: string): void {
    if (raw.destroyed || raw.writableEnded) return;
    raw.write(text);
    if (raw.writableLength > maxBufferedBytes) raw.destroy();
  }
  function beat(): void {
    cancelHeartbeat = clock.after(heartbeatMs, () => {
      write(':\n\n');
      beat();
    });
  }
  function open(): void {
    if (isOpen || aborter.signal.aborted) return;
    isOpen = true;
    const headers = {
      ...takeOver(),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    };
    raw.writeHead(200, headers);
    raw.socket?.setNoDelay(true);
    write('retry: 2000\n\n');
    beat();
  }
  raw.on('close', close);

  return {
    open,
    lastEventId,
    signal: aborter.signal,
    isOpen: () => isOpen,
    send(event, data, id) {
      open();
      write(formatEvent(event, data, id));
    },
    drained() {
      if (!raw.writableNeedDrain || raw.destroyed) return Promise.resolve();
      return new Promise((resolve) => {
        const done = (): void => {
          raw.off('drain', done);
          raw.off('close', done);
          resolve();
        };
        raw.on('drain', done);
        raw.on('close', done);
      });
    },
    end(retryMs) {
      if (isOpen && retryMs !== undefined) write(`retry: ${retryMs}\n\n`);
      close();
      if (isOpen) raw.end();
    },
  };
}
