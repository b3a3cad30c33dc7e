/**
 * How `/api/v1` differs from `/api` on the wire.
 *
 * Its clients exist already: objects in snake_case (the schemas of its routes are written so; nothing is renamed on the way, because
 * maps of users' own keys must not be), errors as `{ code, message }` with codes of its own, plain text where no handler has run
 * (429, 503), an empty 415 and 405, and addresses with or without a slash at the end. Which fields are wrong stands in the sentence,
 * and for forms in a header: the body has no room for it.
 */
import { type AppError, type ErrorCode, errorCatalogue } from '@moorage/core/errors';
import type { Route } from './route.ts';

export interface Presented {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Where its word differs from ours. */
const codes: Readonly<Partial<Record<ErrorCode, string>>> = {
  unauthenticated: 'unauthorized',
  already_exists: 'conflict',
  internal: 'internal_error',
};

/** The word of an error: what it says of itself as `details.reason`, else that of its kind. */
export function v1CodeOf(error: AppError): string {
  const { reason } = error.details ?? {};
  return typeof reason === 'string' ? reason : (codes[error.code] ?? error.code);
}

/** A time in whole seconds, where clients know it so. */
export function wholeSeconds(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** When to come back, for what may work later. */
export function retryAfterOf(error: AppError): Record<string, string> {
  const seconds = error.retryAfterSeconds ?? (errorCatalogue[error.code].retryable ? 1 : undefined);
  return seconds === undefined ? {} : { 'retry-after': String(Math.max(1, Math.ceil(seconds))) };
}

/** Servers and proxies take only so much of a header. */
const mostIssueCharacters = 4_000;

/** What is wrong field by field, as far as it fits: JSON, percent-encoded. */
function invalidFieldsOf({ details }: AppError): Record<string, string> {
  const told = (details?.issues ?? []).map(({ path, message }) => ({ path, message }));
  const encode = (count: number): string => encodeURIComponent(JSON.stringify(told.slice(0, count)).toWellFormed());
  let count = Math.min(told.length, 20);
  while (count > 0 && encode(count).length > mostIssueCharacters) count -= 1;
  return count === 0 ? {} : { 'x-invalid-fields': encode(count) };
}

/** Status, headers and body of an error for clients of `/api/v1`. */
export function presentV1Error(error: AppError): Presented {
  const common = { 'cache-control': 'no-store', ...retryAfterOf(error) };
  const code = v1CodeOf(error);
  if (code === 'unsupported_media_type') return { status: 415, headers: common, body: '' };
  if (error.code === 'rate_limited' || error.code === 'unavailable') {
    const headers = { ...common, 'content-type': 'text/plain; charset=utf-8' };
    return { status: error.status, headers, body: `${error.message}\n` };
  }
  const challenge = error.code === 'unauthenticated' ? { 'www-authenticate': 'Bearer realm="moorage"' } : {};
  const headers = { ...common, ...challenge, ...invalidFieldsOf(error), 'content-type': 'application/json; charset=utf-8' };
  return { status: error.status, headers, body: JSON.stringify({ code, message: error.message }) };
}

/** `/api/v1/clusters/` is `/api/v1/clusters`. */
export function withoutTrailingSlash(url: string): string {
  if (!url.startsWith('/api/v1/')) return url;
  const [path = '', ...query] = url.split('?');
  return [path.length > '/api/v1/'.length && path.endsWith('/') ? path.slice(0, -1) : path, ...query].join('?');
}

type Place = Pick<Route, 'surface' | 'method' | 'path'>;

/** Which methods an address of `/api/v1` has; none where there is no such address. */
export function createMethodsAt(routes: readonly Place[]): (path: string) => string[] {
  const places = routes
    .filter(({ surface }) => surface === 'v1')
    .map(({ method, path }) => {
      const parts = path.split(/\{[^}]+\}/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
      return { methods: method === 'GET' ? ['GET', 'HEAD'] : [method], pattern: new RegExp(`^${parts.join('[^/]+')}$`) };
    });
  return (path) => {
    const there = places.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods);
    return [...new Set(there)].toSorted();
  };
}
