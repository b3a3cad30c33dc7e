/** Whether a port can be had, asked before much is done for what will listen there. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { type Listener, listenFailure } from './listen-failure.ts';

/** Throws what listening there would throw now; port 0 is any, and there is one. */
export async function requireFree(listener: Listener): Promise<void> {
  if (listener.port === 0) return;
  const { host, port } = listener;
  const server = createServer();
  try {
    server.listen({ host, port });
    await once(server, 'listening');
  } catch (error) {
    throw listenFailure(error, listener);
  }
  server.close();
  await once(server, 'close');
}
