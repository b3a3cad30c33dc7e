/**
 * The server that stands for a container which names no command.
 *
 * Its image is not unpacked on the embedded cluster, so there is nothing to run. The placeholder says so on every answer and
 * lets the rest (service, ingress, probes, roll-out) work as it would.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { escapeHtml } from './escape.ts';
import { namespaceOf, type Container, type Pod } from './pod-spec.ts';
import { boundPort } from './port-floor.ts';

export interface Placeholder {
  readonly address: string;
  close(): Promise<void>;
}

const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:4rem auto;padding:0 1rem;color:#222;background:#fff}code{background:#eee;padding:.1em .3em}';

/** The page; every value of the pod is escaped. */
export function placeholderPage(pod: Pod, container: Container): string {
  const image = escapeHtml(container.image ?? '');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Placeholder for ${image}</title><style>${style}</style>
<h1>Placeholder</h1>
<p>This is a placeholder for the image <code>${image}</code> on the embedded cluster. It is not the program in that image.</p>
<p>The embedded cluster does not unpack images. It runs a container that names a <code>command</code> as a process of this machine, without isolation; container <code>${escapeHtml(container.name)}</code> of pod <code>${escapeHtml(`${namespaceOf(pod)}/${pod.metadata.name}`)}</code> names none.</p>
<p>Add a <code>command</code>, or deploy to a real cluster.</p></html>
`;
}

function answer(request: IncomingMessage, response: ServerResponse, pod: Pod, container: Container): void {
  const wantsJson = (request.headers.accept ?? '').includes('application/json');
  const body = wantsJson
    ? JSON.stringify({
        placeholder: true,
        image: container.image ?? '',
        namespace: namespaceOf(pod),
        pod: pod.metadata.name,
        container: container.name,
        message: 'This container names no command; the embedded cluster does not unpack images.',
      })
    : placeholderPage(pod, container);
  response.writeHead(200, {
    'content-type': wantsJson ? 'application/json' : 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'x-moorage-placeholder': 'true',
    'cache-control': 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** Starts the placeholder at the container's first port; without a port there is nothing to listen on. */
export async function startPlaceholder(
  pod: Pod,
  container: Container,
  at: { readonly ip: string; readonly portFloor: number },
): Promise<Placeholder> {
  const port = container.ports?.[0]?.containerPort;
  if (port === undefined) return { address: '', close: async () => {} };
  const server = createServer((request, response) => answer(request, response, pod, container));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(boundPort(port, at.portFloor), at.ip, resolve);
  });
  const address: AddressInfo | string | null = server.address();
  return {
    address: typeof address === 'object' && address !== null ? `${address.address}:${address.port}` : '',
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}
