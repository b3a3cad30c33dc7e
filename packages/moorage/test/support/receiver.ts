/** Takes what a webhook of ours sends, as an archive of somebody would. */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

interface Taken {
  readonly signature: string;
  readonly body: string;
}

interface Receiver {
  readonly url: string;
  /** The status that it answers from now on. */
  answer(status: number): void;
  /** Everything that it answered well. */
  taken(): readonly Taken[];
  close(): Promise<void>;
}

/** Whether the secret of the webhook signed this. */
export function isSigned({ signature, body }: Taken, secret: string): boolean {
  const [, time, sum] = /^t=(\d+),v1=([0-9a-f]+)$/.exec(signature) ?? [];
  return sum !== undefined && sum === createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
}

/** Listens on a free port of the loopback. */
export async function startReceiver(): Promise<Receiver> {
  let status = 204;
  const taken: Taken[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      if (status < 300) taken.push({ signature: String(request.headers['moorage-signature']), body });
      response.writeHead(status).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}/audit`,
    answer: (next) => {
      status = next;
    },
    taken: () => taken,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
