/**
 * COPY as a stream, in both directions, on the driver's own connection.
 *
 * The driver knows the messages of COPY and has no interface for them, so these are two queries of our own that are handed to it
 * (`Submittable`). Both keep to the pace of the slower side: reading pauses the socket while nobody takes what has come, writing
 * waits for the socket to drain. Neither holds more than about a megabyte, however large the table is. A connection that breaks
 * rejects, and never leaves a caller waiting.
 */
import { AppError, messageOf } from '@moorage/core/errors';
import type pg from 'pg';

/** What the driver's connection can do and its types do not tell. */
type CopyConnection = pg.Connection & {
  query(text: string): void;
  sendCopyFromChunk(chunk: Uint8Array): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
};

function asCopyConnection(connection: pg.Connection): CopyConnection {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the types of the driver leave out its messages for COPY
  return connection as CopyConnection;
}

interface CopyMessage {
  readonly chunk: Buffer;
}

/** Beyond this, the server is made to wait. */
const highWaterBytes = 1_048_576;

interface Inbox {
  pieces: Buffer[];
  bytes: number;
  ended: boolean;
  failure: Error | undefined;
  connection: CopyConnection | undefined;
  wake: () => void;
}

function outQuery(text: string, inbox: Inbox) {
  const end = (failure?: Error): void => {
    inbox.failure ??= failure;
    inbox.ended = true;
    inbox.wake();
  };
  return {
    submit(connection: pg.Connection): void {
      inbox.connection = asCopyConnection(connection);
      inbox.connection.query(text);
    },
    handleCopyData({ chunk }: CopyMessage): void {
      // The driver reads the next message into the same memory.
      inbox.pieces.push(Buffer.from(chunk));
      inbox.bytes += chunk.byteLength;
      if (inbox.bytes > highWaterBytes) inbox.connection?.stream.pause();
      inbox.wake();
    },
    handleCommandComplete: () => {},
    handleError: (error: Error) => end(error),
    handleReadyForQuery: () => end(),
  };
}

/** Takes what has come, and lets more come. */
function takeAll(inbox: Inbox): Buffer {
  const all = Buffer.concat(inbox.pieces);
  inbox.pieces = [];
  inbox.bytes = 0;
  inbox.connection?.stream.resume();
  return all;
}

/** The bytes that `copy … to stdout` gives. Whoever stops reading early has to end the client. */
export async function* copyOut(client: pg.ClientBase, text: string): AsyncGenerator<Buffer, void, void> {
  const inbox: Inbox = { pieces: [], bytes: 0, ended: false, failure: undefined, connection: undefined, wake: () => {} };
  client.query(outQuery(text, inbox));
  for (;;) {
    if (inbox.bytes === 0 && !inbox.ended) {
      const { promise, resolve } = Promise.withResolvers<void>();
      inbox.wake = resolve;
      await promise;
    }
    if (inbox.failure !== undefined) throw inbox.failure;
    if (inbox.bytes > 0) yield takeAll(inbox);
    else if (inbox.ended) return;
  }
}

interface Inlet {
  readonly ready: PromiseWithResolvers<CopyConnection>;
  readonly done: PromiseWithResolvers<void>;
}

function inQuery(text: string, { ready, done }: Inlet) {
  return {
    submit: (connection: pg.Connection): void => asCopyConnection(connection).query(text),
    handleCopyInResponse: (connection: CopyConnection) => ready.resolve(connection),
    handleCommandComplete: () => {},
    handleError(error: Error): void {
      ready.reject(error);
      done.reject(error);
    },
    handleReadyForQuery(): void {
      ready.reject(new AppError('internal', 'Something went wrong on our side.', { internal: 'the statement copies nothing' }));
      done.resolve();
    },
  };
}

async function drained(connection: CopyConnection, done: Promise<void>): Promise<void> {
  if (!connection.stream.writableNeedDrain) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  connection.stream.once('drain', resolve);
  await Promise.race([promise, done]);
  connection.stream.off('drain', resolve);
}

/** Feeds `copy … from stdin`; where the source fails, nothing of it is kept and its error is thrown. */
export async function copyIn(client: pg.ClientBase, text: string, source: AsyncIterable<Uint8Array>): Promise<void> {
  const inlet: Inlet = { ready: Promise.withResolvers(), done: Promise.withResolvers() };
  // It may reject while the source is still being read, before anybody waits for it.
  inlet.done.promise.catch(() => {});
  client.query(inQuery(text, inlet));
  const connection = await inlet.ready.promise;
  try {
    for await (const chunk of source) {
      connection.sendCopyFromChunk(chunk);
      await drained(connection, inlet.done.promise);
    }
  } catch (error) {
    connection.sendCopyFail(messageOf(error));
    await inlet.done.promise.catch(() => {});
    throw error;
  }
  connection.endCopyFrom();
  await inlet.done.promise;
}
