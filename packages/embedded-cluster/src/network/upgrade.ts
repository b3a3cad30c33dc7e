/** Carries a WebSocket (or any `Upgrade`) to a pod: the handshake as HTTP, then bytes both ways. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Backend } from './backends.rules.ts';
import { endToEndHeaders } from './forward.ts';

export type UpgradeResult =
  | { readonly kind: 'joined'; readonly upstream: Duplex }
  | { readonly kind: 'answered' }
  | { readonly kind: 'refused' };

function headLines(answer: IncomingMessage, headers: readonly string[]): string {
  const lines = headers.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${headers[index + 1] ?? ''}\r\n`] : []));
  return `HTTP/1.1 ${answer.statusCode ?? 502} ${answer.statusMessage ?? ''}\r\n${lines.join('')}\r\n`;
}

function join(client: Duplex, upstream: Duplex): void {
  for (const [from, to] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    from.on('error', () => to.destroy());
    from.once('close', () => to.destroy());
    from.pipe(to);
  }
}

/** Tries one pod. `refused` means that nothing was sent and another may be tried. */
export function forwardUpgrade(
  backend: Backend,
  exchange: {
    readonly request: IncomingMessage;
    readonly client: Duplex;
    readonly head: Buffer;
    readonly headers: readonly string[];
  },
): Promise<UpgradeResult> {
  const { request, client, head } = exchange;
  const headers = [...exchange.headers, 'Connection', 'Upgrade', 'Upgrade', request.headers.upgrade ?? 'websocket'];
  return new Promise((resolve) => {
    const upstream = httpRequest({
      host: backend.ip,
      port: backend.port,
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers,
      setHost: false,
      agent: false,
    });
    const abort = (): void => void upstream.destroy();
    client.once('close', abort);
    upstream.once('upgrade', (answer, socket, rest) => {
      client.off('close', abort);
      client.write(headLines(answer, answer.rawHeaders));
      if (rest.length > 0) client.write(rest);
      if (head.length > 0) socket.write(head);
      join(client, socket);
      resolve({ kind: 'joined', upstream: socket });
    });
    upstream.once('response', (answer) => {
      client.write(headLines(answer, [...endToEndHeaders(answer.rawHeaders), 'Connection', 'close']));
      answer.pipe(client);
      resolve({ kind: 'answered' });
    });
    upstream.once('error', () => resolve({ kind: 'refused' }));
    upstream.end();
  });
}
