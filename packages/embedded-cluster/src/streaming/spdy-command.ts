/**
 * exec and attach over SPDY: what kubectl used before WebSockets, and falls back to.
 *
 * The client opens one stream for each part, named by the header `streamtype`: `error` always, then those that it asked for.
 * The command starts when all of them are there.
 */
import type { Duplex } from 'node:stream';
import type { Clock } from '@moorage/core/clock';
import type { StreamRequest } from './query.ts';
import { type CommandStatus, parseResize, type RemoteEnds } from './remote-command.ts';
import { serveSpdy, type SpdyConnection } from './spdy/connection.ts';

export const spdyCommandProtocols = ['v4.channel.k8s.io'] as const;

export interface SpdyCommand extends RemoteEnds {
  finish(status: CommandStatus): Promise<void>;
}

const gatherMs = 30_000;

function expectedTypes(request: StreamRequest): string[] {
  const { stdin, stdout, stderr, tty } = request;
  const wanted = { error: true, stdin, stdout, stderr, resize: tty };
  return Object.entries(wanted).flatMap(([type, isWanted]) => (isWanted ? [type] : []));
}

type Streams = ReadonlyMap<string, Duplex>;

/** Waits until the client has opened every stream; nothing when it did not in time. */
async function gather(
  transport: Duplex,
  types: readonly string[],
  clock: Clock,
): Promise<{ connection: SpdyConnection; streams: Streams } | undefined> {
  const streams = new Map<string, Duplex>();
  let complete: () => void = () => {};
  const all = new Promise<boolean>((resolve) => {
    complete = () => resolve(true);
  });
  const connection = serveSpdy(transport, clock, (stream) => {
    const type = stream.headers.get('streamtype') ?? '';
    if (!types.includes(type) || streams.has(type)) return stream.reset();
    streams.set(type, stream.duplex);
    if (streams.size === types.length) complete();
    return undefined;
  });
  const over = new AbortController();
  const late = Promise.race([clock.sleep(gatherMs, over.signal), connection.closed]).then(() => false);
  const isComplete = await Promise.race([all, late]);
  over.abort();
  if (isComplete) return { connection, streams };
  connection.close();
  return undefined;
}

function readResizes(stream: Duplex | undefined, listener: (columns: number, rows: number) => void): void {
  let waiting = '';
  stream?.on('data', (chunk: Buffer) => {
    const lines = (waiting + chunk.toString('utf8')).split('\n');
    waiting = lines.pop() ?? '';
    for (const line of lines) {
      const size = parseResize(line);
      if (size !== undefined) listener(size.columns, size.rows);
    }
  });
}

function write(stream: Duplex | undefined, chunk: Buffer): Promise<void> {
  return new Promise((resolve) => {
    if (stream === undefined || stream.destroyed) resolve();
    else stream.write(chunk, () => resolve());
  });
}

function endAll(streams: Streams): Promise<unknown> {
  return Promise.all([...streams.values()].map((stream) => new Promise<void>((resolve) => stream.end(() => resolve()))));
}

/** Takes over an upgraded connection. */
export async function openSpdyCommand(transport: Duplex, request: StreamRequest, clock: Clock): Promise<SpdyCommand | undefined> {
  const opened = await gather(transport, expectedTypes(request), clock);
  if (opened === undefined) return undefined;
  const { connection, streams } = opened;
  const gone = new AbortController();
  void connection.closed.then(() => gone.abort());
  return {
    stdin: streams.get('stdin'),
    gone: gone.signal,
    sendOutput: (name, chunk) => write(streams.get(name), chunk),
    onResize: (listener) => readResizes(streams.get('resize'), listener),
    async finish(status) {
      await write(streams.get('error'), Buffer.from(JSON.stringify(status)));
      await Promise.race([endAll(streams), connection.closed]);
      connection.close();
    },
  };
}
