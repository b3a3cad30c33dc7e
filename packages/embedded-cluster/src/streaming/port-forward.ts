/**
 * Port forwarding: TCP connections to a pod inside one SPDY connection.
 *
 * For every local connection the client opens two streams with the same `requestid`: `error` and `data`. Bytes go both ways
 * on `data`; why a connection failed is written on `error` as text, which kubectl prints. One failed connection does not
 * end the others.
 */
import { type Duplex, finished } from 'node:stream';
import type { Clock } from '@moorage/core/clock';
import { messageOf } from '@moorage/core/errors';
import type { Log } from '@moorage/core/log';
import type { PodStreams, PodTarget } from '../pod-streams.ts';
import { serveSpdy, type SpdyConnection, type SpdyStream } from './spdy/connection.ts';

export const portForwardProtocol = 'portforward.k8s.io';

export interface PortForwardDeps {
  readonly streams: PodStreams;
  readonly log: Log;
  readonly clock: Clock;
}

interface Pair {
  error?: SpdyStream;
  data?: SpdyStream;
}

function portOf(stream: SpdyStream): number | undefined {
  const port = Number(stream.headers.get('port'));
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
}

/** Copies both ways; each half-close is passed on, a failure of one side ends the other. */
function join(a: Duplex, b: Duplex): Promise<void> {
  const whole = (stream: Duplex, other: Duplex): Promise<void> =>
    new Promise((resolve) => {
      finished(stream, (error) => {
        if (error !== null && error !== undefined) other.destroy();
        resolve();
      });
    });
  a.pipe(b);
  b.pipe(a);
  return Promise.all([whole(a, b), whole(b, a)]).then(() => undefined);
}

async function forwardOne(deps: PortForwardDeps, target: PodTarget, error: SpdyStream, data: SpdyStream): Promise<void> {
  const port = portOf(data);
  try {
    if (port === undefined) throw new Error(`"${data.headers.get('port') ?? ''}" is not a port`);
    const connection = await deps.streams.connect(target, port);
    connection.on('error', () => {});
    if (data.duplex.destroyed) connection.destroy();
    else await join(data.duplex, connection);
  } catch (failure) {
    deps.log.debug('port forward failed', { ...target, port, reason: messageOf(failure) });
    const text = `error forwarding port ${port ?? 0} to pod ${target.pod}: ${messageOf(failure)}`;
    error.duplex.write(Buffer.from(text));
    data.duplex.resume();
    data.duplex.end();
  } finally {
    error.duplex.end();
  }
}

/** Serves forwarding for one pod over an upgraded connection until the client leaves. */
export function servePortForward(deps: PortForwardDeps, target: PodTarget, transport: Duplex): SpdyConnection {
  const pairs = new Map<string, Pair>();
  return serveSpdy(transport, deps.clock, (stream) => {
    const type = stream.headers.get('streamtype');
    const id = stream.headers.get('requestid') ?? stream.headers.get('port') ?? '';
    if (type !== 'error' && type !== 'data') return stream.reset();
    const pair = pairs.get(id) ?? {};
    pairs.set(id, pair);
    pair[type] = stream;
    if (type === 'error') stream.duplex.resume();
    const { error, data } = pair;
    if (error === undefined || data === undefined) return undefined;
    pairs.delete(id);
    void forwardOne(deps, target, error, data);
    return undefined;
  });
}
