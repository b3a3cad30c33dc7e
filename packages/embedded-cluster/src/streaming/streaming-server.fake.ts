/** An HTTP server on a free port in front of the handler, as the API server is in production. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { silentLog } from '@moorage/core/log';
import type { PodStreams } from '../pod-streams.ts';
import { createPodSubresourceHandler, type PodSubresource, type SubresourceTarget } from './pod-subresources.ts';

const subresources: readonly PodSubresource[] = ['log', 'exec', 'attach', 'portforward'];

function targetOf(req: IncomingMessage): SubresourceTarget {
  const url = new URL(req.url ?? '/', 'http://localhost');
  const [, , , , namespace = '', , pod = '', subresource = 'log'] = url.pathname.split('/');
  return { namespace, pod, subresource: subresources.find((each) => each === subresource) ?? 'log', query: url.searchParams };
}

export interface StreamingServer {
  readonly port: number;
  close(): Promise<void>;
}

export async function startStreamingServer(streams: PodStreams): Promise<StreamingServer> {
  const handler = createPodSubresourceHandler({ streams, log: silentLog });
  const server = createServer((req, res) => void handler.handleRequest(req, res, targetOf(req)));
  server.on('upgrade', (req, socket, head) => handler.handleUpgrade(req, socket, head, targetOf(req)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
