/**
 * The console, and the page that describes the API.
 *
 * Files below `/assets/` carry a hash in their names and may be kept for ever; everything else is asked for again. Any other
 * address that is not the API's gives `index.html`, because the console has its own router. A file that exists as `.br` or
 * `.gz` beside itself is sent like that.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { AppError } from '@moorage/core/errors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { surfaceOf } from './errors.ts';
import { pathOf, wantsHtml } from './request-state.ts';
import type { HttpServerDeps } from './server-deps.ts';
import { createMethodsAt } from './v1-surface.ts';

const nowhere = (): AppError => new AppError('not_found', 'There is nothing at this address.');

async function serveConsole(server: FastifyInstance, staticDir: string): Promise<void> {
  if (!existsSync(join(staticDir, 'index.html'))) {
    throw new AppError('unavailable', `The console is not built: ${staticDir} has no index.html.`, {
      details: { nextStep: 'Build the console, or set REACT_UI=false to serve the API alone.' },
    });
  }
  await server.register(fastifyStatic, {
    root: staticDir,
    wildcard: false,
    index: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders(reply, path) {
      const isHashed = path.includes('/assets/');
      void reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}

function isPageRequest(request: FastifyRequest): boolean {
  const path = pathOf(request);
  const isGet = request.method === 'GET' || request.method === 'HEAD';
  return isGet && surfaceOf(path) === 'web' && !path.startsWith('/assets/') && wantsHtml(request);
}

/** What is served where no route matches. */
export async function serveStatic(server: FastifyInstance, deps: HttpServerDeps): Promise<void> {
  const { staticDir } = deps;
  const methodsAt = createMethodsAt(deps.routes.map(({ route }) => route));
  const page = async (_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => reply.sendFile('index.html');
  if (staticDir !== undefined) {
    await serveConsole(server, staticDir);
    server.get('/', page);
  }
  server.setNotFoundHandler(async (request, reply) => {
    const methods = methodsAt(pathOf(request));
    // Clients of the infrastructure plane know these answers: one is empty, the other plain text.
    if (methods.length > 0)
      return reply
        .code(405)
        .headers({ allow: methods.join(', '), 'cache-control': 'no-store' })
        .send();
    if (surfaceOf(pathOf(request)) === 'v1') {
      const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
      return reply.code(404).headers(headers).send('404 page not found\n');
    }
    if (staticDir === undefined || !isPageRequest(request)) throw nowhere();
    return page(request, reply.code(200));
  });
}

const docsFiles = [
  { path: '/docs', file: 'page.html', type: 'text/html; charset=utf-8' },
  { path: '/swagger/index.html', file: 'page.html', type: 'text/html; charset=utf-8' },
  { path: '/docs/reference.js', file: 'reference.js', type: 'text/javascript; charset=utf-8' },
  { path: '/docs/reference.css', file: 'reference.css', type: 'text/css; charset=utf-8' },
] as const;

/** The OpenAPI document and the page that renders it; made when first asked for. */
export function serveDocs(server: FastifyInstance, deps: HttpServerDeps): void {
  let document: string | undefined;
  server.get('/openapi.json', (_request, reply) => {
    document ??= JSON.stringify(deps.openapi());
    return reply.header('cache-control', 'no-cache').type('application/json; charset=utf-8').send(document);
  });
  for (const { path, file, type } of docsFiles) {
    const content = readFileSync(join(import.meta.dirname, 'docs', file));
    server.get(path, (_request, reply) => reply.header('cache-control', 'no-cache').type(type).send(content));
  }
}
