/** A server on a free port that answers JSON, for stand-ins of services that tests have misbehave. */
import { createServer, type IncomingMessage } from 'node:http';

export interface JsonRequest {
  readonly method: string;
  /** With its query, decoded. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
}

export interface JsonAnswer {
  readonly status: number;
  readonly body?: unknown;
}

export interface JsonServer {
  readonly url: string;
  stop(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : JSON.parse(text);
}

/** With `hang up` the connection is cut instead of an answer. */
export async function startJsonServer(answer: (request: JsonRequest) => JsonAnswer | 'hang' | 'hang up'): Promise<JsonServer> {
  const server = createServer((request, response) => {
    void (async () => {
      const { method = '', url = '', headers } = request;
      const said = answer({ method, path: decodeURIComponent(url), headers, body: await bodyOf(request) });
      if (said === 'hang') return;
      if (said === 'hang up') {
        request.socket.destroy();
        return;
      }
      response.writeHead(said.status, { 'content-type': 'application/json' });
      response.end(said.body === undefined ? '' : JSON.stringify(said.body));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
