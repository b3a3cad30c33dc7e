/** Commands and terminals in a container, over a WebSocket with the protocol `v5.channel.k8s.io`: the first byte of a message is its channel. */
import { PassThrough, Writable } from 'node:stream';
import type { WebSocket } from 'ws';
import type { ObjectKey } from '../objects.ts';
import { resources } from '../resources.ts';
import { objectPath } from './paths.ts';
import type { Transport } from './transport.ts';
import type { AttachOptions, ExecExit, ExecOptions, ExecSession } from './types.ts';
import { openWebSocket } from './web-socket.ts';

const channel = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

const protocol = 'v5.channel.k8s.io';

function streamPath(pod: ObjectKey, subresource: 'exec' | 'attach', options: AttachOptions, command: readonly string[]): string {
  const query = new URLSearchParams({ stdout: 'true', stderr: String(options.tty !== true) });
  if (options.container !== undefined) query.set('container', options.container);
  if (options.stdin === true) query.set('stdin', 'true');
  if (options.tty === true) query.set('tty', 'true');
  for (const word of command) query.append('command', word);
  return `${objectPath(resources.pod, pod, subresource)}?${query.toString()}`;
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
  const path = streamPath(pod, 'exec', options, options.command);
  const what = `exec in ${pod.namespace ?? ''}/${pod.name}`;
  return openWebSocket(transport, { path, protocol, what, signal: options.signal }, sessionOver);
}

/** Joins the running main process; resolves when the server accepted it. */
export async function openAttach(transport: Transport, pod: ObjectKey, options: AttachOptions): Promise<ExecSession> {
  const path = streamPath(pod, 'attach', options, []);
  const what = `attach to ${pod.namespace ?? ''}/${pod.name}`;
  return openWebSocket(transport, { path, protocol, what, signal: options.signal }, sessionOver);
}
