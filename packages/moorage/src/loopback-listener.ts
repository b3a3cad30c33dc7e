/**
 * Where a browser on this machine brings the answer of the console (RFC 8252): a random port of the loopback, for one request
 * that knows the state. Everything else gets a 404, so a page that probes ports learns nothing and ends nothing.
 */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { BrowserAnswer, LoopbackListener } from '@moorage/cli/io';
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'referrer-policy': 'no-referrer',
  connection: 'close',
};

function page(title: string, text: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem;color-scheme:light dark}</style></head>
<body><main><h1>${title}</h1><p>${text}</p></main></body></html>
`;
}

function answerOf(query: URLSearchParams): BrowserAnswer | undefined {
  const code = query.get('code');
  if (code !== null && code !== '') return { kind: 'code', code };
  return query.has('error') ? { kind: 'refused' } : undefined;
}

function reply(response: ServerResponse, answer: BrowserAnswer | undefined): void {
  if (answer === undefined) response.writeHead(404, headers).end(page('Nothing here', 'There is nothing at this address.'));
  else if (answer.kind === 'refused') response.writeHead(200, headers).end(page('Refused', 'The command line got nothing.'));
  else response.writeHead(200, headers).end(page('Done', 'Go back to your terminal. You may close this page.'));
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Starts to listen; the answer comes at most once. */
export async function startLoopbackListener(): Promise<LoopbackListener> {
  const state = createIds(systemClock).token();
  const { promise, resolve } = Promise.withResolvers<BrowserAnswer>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const isOurs = request.method === 'GET' && url.pathname === '/callback' && url.searchParams.get('state') === state;
    const answer = isOurs ? answerOf(url.searchParams) : undefined;
    reply(response, answer);
    if (answer !== undefined) resolve(answer);
  });
  const port = await listen(server);
  return {
    redirectUri: `http://127.0.0.1:${port}/callback?state=${state}`,
    answer: promise,
    close() {
      server.close();
      server.closeIdleConnections();
    },
  };
}
