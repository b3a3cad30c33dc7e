/** Commands in a container, over a WebSocket with the protocol `v5.channel.k8s.io`: the first byte of a message is its channel. */
import { PassThrough, Writable } from 'node:stream';
import { AppError, messageOf } from '@moorage/core/errors';
import type { WebSocket } from 'ws';
import type { ObjectKey } from '../objects.ts';
import { resources } from '../resources.ts';
import { abortedError, answerToError } from './errors.ts';
import { objectPath } from './paths.ts';
import type { Transport } from './transport.ts';
import type { ExecExit, ExecOptions, ExecSession } from './types.ts';

const channel = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

function execPath(pod: ObjectKey, options: ExecOptions): string {
  const query = new URLSearchParams({ stdout: 'true', stderr: String(options.tty !== true) });
  if (options.container !== undefined) query.set('container', options.container);
  if (options.stdin === true) query.set('stdin', 'true');
  if (options.tty === true) query.set('tty', 'true');
  for (const word of options.command) query.append('command', word);
  return `${objectPath(resources.pod, pod, 'exec')}?${query.toString()}`;
}

/** Reads the status object that the server sends on the error channel when the command has ended. */
export function parseExit(text: string): ExecExit {
  try {
    const status: { status?: string; message?: string; details?: { causes?: { reason?: string; message?: string }[] } } =
      JSON.parse(text);
    if (status.status === 'Success') return { kind: 'exited', code: 0 };
    const cause = status.details?.causes?.find((each) => each.reason === 'ExitCode');
    if (cause?.message !== undefined) return { kind: 'exited', code: Number(cause.message) };
    return { kind: 'failed', message: status.message ?? 'The command failed.' };
  } catch {
    return { kind: 'failed', message: text };
  }
}

function framed(to: number, data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([to]), data]);
}

function stdinOf(socket: WebSocket): Writable {
  return new Writable({
    write: (chunk: Buffer, _encoding, callback) => socket.send(framed(channel.stdin, Buffer.from(chunk)), callback),
    final: (callback) => {
      if (socket.readyState === socket.OPEN) socket.send(Buffer.from([channel.close, channel.stdin]));
      callback();
    },
  });
}

/** Gives the streams their bytes; when the receiver is slow, the socket waits. */
function deliver(socket: WebSocket, to: PassThrough, data: Buffer): void {
  if (to.writableEnded || to.write(data)) return;
  socket.pause();
  to.once('drain', () => socket.resume());
}

function sessionOver(socket: WebSocket): ExecSession {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  let exit: ExecExit | undefined;
  const ended = Promise.withResolvers<ExecExit>();
  socket.on('message', (message: Buffer) => {
    const data = message.subarray(1);
    if (message[0] === channel.stdout) deliver(socket, stdout, data);
    else if (message[0] === channel.stderr) deliver(socket, stderr, data);
    else if (message[0] === channel.error) exit = parseExit(data.toString('utf8'));
  });
  socket.on('error', (error) => (exit ??= { kind: 'failed', message: error.message }));
  socket.on('close', () => {
    stdout.end();
    stderr.end();
    ended.resolve(exit ?? { kind: 'failed', message: 'The connection was closed before the command ended.' });
  });
  return {
    stdin: stdinOf(socket),
    stdout,
    stderr,
    exit: ended.promise,
    resize: (columns, rows) => socket.send(framed(channel.resize, Buffer.from(JSON.stringify({ Width: columns, Height: rows })))),
    close: () => socket.close(),
  };
}

/** Starts a command; resolves when the server accepted it. */
export async function openExec(transport: Transport, pod: ObjectKey, options: ExecOptions): Promise<ExecSession> {
  // Only whoever opens a terminal pays for the library.
  const { WebSocket: Socket } = await import('ws');
  const { url, options: socketOptions } = await transport.socketOptions();
  const path = execPath(pod, options);
  const what = `exec in ${pod.namespace ?? ''}/${pod.name}`;
  if (options.signal?.aborted === true) throw abortedError(what);
  const socket = new Socket(
    `${url.origin === 'null' ? `${url.protocol}//${url.host}` : url.origin}${url.pathname.replace(/\/$/, '')}${path}`,
    ['v5.channel.k8s.io'],
    {
      ...socketOptions,
      handshakeTimeout: 15_000,
    },
  );
  const session = sessionOver(socket);
  options.signal?.addEventListener('abort', () => socket.terminate(), { once: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', (error) =>
      reject(new AppError('unavailable', 'The command could not be started.', { internal: messageOf(error), cause: error })),
    );
    socket.once('unexpected-response', (_request, response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        reject(answerToError({ status: response.statusCode ?? 500, body: Buffer.concat(chunks).toString('utf8'), what })),
      );
    });
  });
  return session;
}
