/**
 * Pages of other origins that may call the API with the credentials of their users.
 *
 * Origins are compared whole and answered one by one, never with `*`; whoever is not listed gets no header at all, and his
 * browser keeps the answer from him. What a listed page may send and read is what clients of `/api/v1` know.
 */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { surfaceOf } from './errors.ts';
import { headerOf, pathOf } from './request-state.ts';

const methods = 'GET, POST, PUT, PATCH, DELETE, OPTIONS';
const requestHeaders = [
  'Content-Type',
  'Authorization',
  'X-Org-ID',
  'X-Team-ID',
  'X-API-KEY',
  'X-ORG-KEY',
  'X-ORG-SECRET',
  'Idempotency-Key',
  'If-Match',
];
const preflightSeconds = 600;

function allow(reply: FastifyReply, origin: string): void {
  reply.header('access-control-allow-origin', origin);
  reply.header('access-control-allow-credentials', 'true');
  reply.header('access-control-expose-headers', 'Link');
  // The answer may be read by that origin, whatever the usual policy of this server is.
  reply.header('cross-origin-resource-policy', 'cross-origin');
}

/** Answers preflights and marks answers, for the surfaces of the API. */
export function allowOrigins(server: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  const listed = new Set(origins);
  server.addHook('onRequest', async (request, reply) => {
    if (surfaceOf(pathOf(request)) === 'web') return;
    reply.header('vary', 'Origin');
    const origin = headerOf(request, 'origin');
    if (origin === undefined || !listed.has(origin)) return;
    allow(reply, origin);
    if (request.method !== 'OPTIONS' || headerOf(request, 'access-control-request-method') === undefined) return;
    reply.header('access-control-allow-methods', methods);
    reply.header('access-control-allow-headers', requestHeaders.join(', '));
    reply.header('access-control-max-age', String(preflightSeconds));
    await reply.code(204).send();
  });
}
