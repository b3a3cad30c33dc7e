/** Who is told of refusals: what a 401 for a bad credential and a 403 say about themselves. */
import type { AppError } from '@moorage/core/errors';
import type { FastifyRequest } from 'fastify';
import { anonymous } from '../authz/actor.ts';
import { isRecord, showsCredential } from './request-state.ts';
import type { HttpServerDeps, Refusal } from './server-deps.ts';

const harmless = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Reading with a session that has ended happens to everybody; a bad key, or a change with a bad session, does not. */
function isBadCredential(deps: HttpServerDeps, request: FastifyRequest): boolean {
  if (!showsCredential(request, deps.config)) return false;
  return !harmless.has(request.method) || request.cookies[deps.config.sessionCookie] === undefined;
}

function kindOf(deps: HttpServerDeps, request: FastifyRequest, error: AppError): Refusal['kind'] | undefined {
  if (error.code === 'forbidden') return 'forbidden';
  return error.code === 'unauthenticated' && isBadCredential(deps, request) ? 'bad-credential' : undefined;
}

function subjectOf({ params, query }: FastifyRequest): string | undefined {
  const first = isRecord(params) ? Object.values(params)[0] : undefined;
  const named = isRecord(query) ? (query['name'] ?? query['id']) : undefined;
  const subject = first ?? named;
  return typeof subject === 'string' ? subject.slice(0, 200) : undefined;
}

/** Reports the error of a request where it is a refusal; addresses that no route has are not worth it. */
export function tellRefusal(deps: HttpServerDeps, request: FastifyRequest, error: AppError): void {
  const { route } = request.routeOptions.config;
  const kind = deps.onRefused === undefined || route === undefined ? undefined : kindOf(deps, request, error);
  if (kind === undefined || route === undefined) return;
  const { actor = anonymous, forbidden } = request.state;
  deps.onRefused?.({
    kind,
    actor,
    ip: request.ip,
    requestId: request.id,
    route: route.id,
    method: request.method,
    action: forbidden?.action,
    resource: forbidden?.resource,
    subject: subjectOf(request),
  });
}
