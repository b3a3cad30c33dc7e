/** `/health` says that the process lives, `/readyz` that it can do its work; only names of what fails are public. */
import { messageOf } from '@moorage/core/errors';
import type { FastifyInstance } from 'fastify';
import type { Check, HttpServerDeps } from './server-deps.ts';

const deadlineMs = 2_000;

async function failureOf(check: Check, deps: HttpServerDeps): Promise<string | undefined> {
  const late = Promise.withResolvers<never>();
  const cancel = deps.clock.after(deadlineMs, () => late.reject(new Error(`no answer within ${deadlineMs} ms`)));
  try {
    await Promise.race([check.check(), late.promise]);
    return undefined;
  } catch (error) {
    deps.log.warn('readiness check failed', { check: check.name, reason: messageOf(error) });
    return check.name;
  } finally {
    cancel();
  }
}

export function serveHealth(server: FastifyInstance, deps: HttpServerDeps, isDraining: () => boolean): void {
  server.get('/health', (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    const failures = await Promise.all(deps.readiness.map((check) => failureOf(check, deps)));
    const failing = [...(isDraining() ? ['draining'] : []), ...failures.filter((name) => name !== undefined)];
    reply.header('cache-control', 'no-store').code(failing.length === 0 ? 200 : 503);
    return failing.length === 0 ? { status: 'ok' } : { status: 'unavailable', failing };
  });
}
