/**
 * The channel protocol of exec and attach over a WebSocket (v4.channel.k8s.io, v5.channel.k8s.io).
 *
 * Every message is binary and its first byte names a channel: 0 input, 1 output, 2 errors, 3 the final status, 4 window
 * sizes. Version 5 adds 255, with which a client closes a channel: the only way to end the input without ending the rest.
 */
import { PassThrough } from 'node:stream';
import type { Clock } from '@moorage/core/clock';
import type { WebSocket } from 'ws';
import { startHeartbeat } from './heartbeat.ts';
import { type CommandStatus, parseResize, type RemoteEnds } from './remote-command.ts';

export const channelProtocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'] as const;

const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

export interface ChannelSocket extends RemoteEnds {
  /** Sends the last word and closes. */
  finish(status: CommandStatus): Promise<void>;
}

function toBuffer(data: Buffer | ArrayBuffer | Buffer[]): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}

/** Speaks the channel protocol on an accepted socket. */
export function createChannelSocket(socket: WebSocket, firstOutput: 'stdout' | 'stderr' | 'error', clock: Clock): ChannelSocket {
  const gone = new AbortController();
  const stdin = new PassThrough();
  let isOver = false;
  let resized: (columns: number, rows: number) => void = () => {};
  const send = (channel: number, chunk: Buffer): Promise<void> =>
    new Promise((resolve) => socket.send(Buffer.concat([Buffer.from([channel]), chunk]), { binary: true }, () => resolve()));
  const takeInput = (chunk: Buffer): void => {
    if (isOver || stdin.destroyed || stdin.writableEnded || stdin.write(chunk)) return;
    socket.pause();
    stdin.once('drain', () => socket.resume());
  };
  socket.on('message', (data) => {
    const message = toBuffer(data);
    const rest = message.subarray(1);
    switch (message[0]) {
      case channels.stdin:
        takeInput(rest);
        return;
      case channels.resize: {
        const size = parseResize(rest.toString('utf8'));
        if (size !== undefined) resized(size.columns, size.rows);
        return;
      }
      case channels.close:
        if (rest[0] === channels.stdin) stdin.end();
        return;
      default:
        return;
    }
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    gone.abort();
    // Not an end of the input: a process that was attached to goes on without the client that left.
    stdin.destroy();
  });
  socket.once(
    'close',
    startHeartbeat(clock, () => socket.readyState === socket.OPEN && socket.ping()),
  );
  // An empty message tells the client that the connection stands, before there is any output.
  void send(channels[firstOutput], Buffer.alloc(0));
  return {
    stdin,
    gone: gone.signal,
    sendOutput: (stream, chunk) => send(channels[stream], chunk),
    onResize(listener) {
      resized = listener;
    },
    async finish(status) {
      // What is still typed is dropped, so that the client's answer to the close can be read.
      isOver = true;
      socket.resume();
      await send(channels.error, Buffer.from(JSON.stringify(status)));
      socket.close(1000);
    },
  };
}
