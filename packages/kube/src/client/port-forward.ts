/**
 * TCP connections to a pod, through the API server: SPDY inside one WebSocket (`SPDY/3.1+portforward.k8s.io`).
 *
 * Each connection is a pair of streams. Bytes go over `data`; what arrives on `error` is the text of why the pod did not take the
 * connection, and ends it. One that failed does not disturb the others.
 */
import type { Duplex } from 'node:stream';
import { AppError } from '@moorage/core/errors';
import type { ObjectKey } from '../objects.ts';
import { resources } from '../resources.ts';
import { objectPath } from './paths.ts';
import { createSpdyClient, type SpdyClient } from './spdy.ts';
import type { Transport } from './transport.ts';
import type { PortForward } from './types.ts';
import { openWebSocket } from './web-socket.ts';

const protocol = 'SPDY/3.1+portforward.k8s.io';
const longestReason = 4_096;

/** Collects what the server complains about; a complaint ends the connection. */
function heedErrors(errors: Duplex, data: Duplex, port: number): void {
  let reason = '';
  errors.setEncoding('utf8');
  errors.on('data', (text: string) => (reason = (reason + text).slice(0, longestReason)));
  errors.on('end', () => {
    if (reason === '') return;
    data.destroy(new AppError('unavailable', `The pod does not answer on port ${port}.`, { internal: reason }));
  });
  data.once('close', () => errors.destroy());
}

async function connect(spdy: SpdyClient, port: number, requestid: string): Promise<Duplex> {
  const pair = { port: String(port), requestid };
  const errors = await spdy.open({ streamtype: 'error', ...pair });
  errors.duplex.end();
  const data = await spdy.open({ streamtype: 'data', ...pair });
  heedErrors(errors.duplex, data.duplex, port);
  await Promise.all([errors.accepted, data.accepted]);
  return data.duplex;
}

/** Opens the tunnel; resolves when the server accepted it. */
export async function openPortForward(
  transport: Transport,
  pod: ObjectKey,
  options: { readonly signal?: AbortSignal } = {},
): Promise<PortForward> {
  const { createWebSocketStream } = await import('ws');
  const call = {
    path: objectPath(resources.pod, pod, 'portforward'),
    what: `port-forward to ${pod.namespace ?? ''}/${pod.name}`,
    protocol,
    signal: options.signal,
  };
  const tunnel = await openWebSocket(transport, call, (socket) => {
    const stream = createWebSocketStream(socket);
    // A failure to open is told by the call itself; later ones end the connections.
    stream.on('error', () => {});
    // Not left to the end of what can be read: that is not noticed while a slow reader holds everything up.
    socket.once('close', () => stream.destroy());
    return stream;
  });
  const spdy = createSpdyClient(tunnel);
  let requests = 0;
  return {
    connect: (port) => connect(spdy, port, String(requests++)),
    closed: spdy.closed,
    close: () => spdy.close(),
  };
}
