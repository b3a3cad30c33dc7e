/**
 * A file that is written while it is made.
 *
 * `begin` sends the head; until then a throw is still an ordinary error answer. `write` resolves when the client has taken
 * enough, so the memory of a download does not depend on its length. One that fails in the middle is cut off without its
 * last chunk, which every client sees as an error: half a file never looks like a whole one.
 */
import type { ServerResponse } from 'node:http';

export interface Download {
  begin(file: { readonly contentType: string; readonly name: string }): void;
  write(text: string): Promise<void>;
  /** Aborts when the client left or the server drains. */
  readonly signal: AbortSignal;
}

export interface ControlledDownload extends Download {
  isOpen(): boolean;
  /** The file is whole. */
  finish(): void;
  /** Cuts it off. */
  end(): void;
}

export function createDownload(parts: {
  readonly raw: ServerResponse;
  /** Takes the response over from the framework and gives the headers set so far. */
  readonly takeOver: () => Readonly<Record<string, string | number | string[] | undefined>>;
}): ControlledDownload {
  const { raw, takeOver } = parts;
  const aborter = new AbortController();
  let isOpen = false;
  raw.once('close', () => aborter.abort());

  function drained(): Promise<void> {
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
  }

  return {
    signal: aborter.signal,
    isOpen: () => isOpen,
    begin({ contentType, name }) {
      isOpen = true;
      raw.writeHead(200, {
        ...takeOver(),
        'content-type': contentType,
        'content-disposition': `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`,
        'cache-control': 'no-store',
      });
    },
    async write(text) {
      aborter.signal.throwIfAborted();
      raw.write(text);
      await drained();
    },
    finish() {
      if (isOpen) raw.end();
    },
    end() {
      aborter.abort();
      if (isOpen) raw.destroy();
    },
  };
}
