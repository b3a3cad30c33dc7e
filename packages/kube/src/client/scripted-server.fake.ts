/** A scripted HTTP server for the client's tests: misbehaves exactly as told. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { createKubeClient, type KubeClient } from './client.ts';
import type { Connection } from './connection.ts';

export interface ScriptedServer {
  readonly client: KubeClient;
  /** `METHOD path` of every request so far. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** Starts it on a free port with a client that talks to it. */
export async function startScriptedServer(
  listener: RequestListener,
  connection: Partial<Connection> = {},
): Promise<ScriptedServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const client = createKubeClient({
    connection: { server: `http://127.0.0.1:${port}`, ...connection },
    clock: systemClock,
    ids: createIds(systemClock),
  });
  return {
    client,
    requests,
    async close() {
      client.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export function answer(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
