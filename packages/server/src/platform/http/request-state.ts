/** What the server remembers about a request while it runs, and how it reads the parts that it needs. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../authz/actor.ts';
import type { AuthzResource } from '../authz/engine.ts';
import type { CookieOut, RequestIo } from './bind.ts';
import type { Route } from './route.ts';
import { hostNameOf, type Site } from './site.ts';
import type { Credentials } from './server-deps.ts';

export interface RequestState {
  readonly beganAtMs: number;
  actor: Actor | undefined;
  /** Whose host it came to; absent for the platform's own. */
  site?: Site;
  /** What he asked for last and may not do. */
  forbidden: { readonly action: string; readonly resource: AuthzResource } | undefined;
  /** The status that a stream ended with, as it bypasses the framework's reply. */
  isStream: boolean;
  /** The body as it came, where the route keeps it. */
  rawBody?: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    state: RequestState;
  }
  interface FastifyContextConfig {
    route?: Route;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

export function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

export function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/';
}

export function originOf(request: FastifyRequest): string {
  return `${request.protocol}://${request.host}`;
}

/** A browser that navigates says so; everything else is a program. */
export function wantsHtml(request: FastifyRequest): boolean {
  return (headerOf(request, 'accept') ?? '').includes('text/html');
}

const keyHeaders = ['authorization', 'x-api-key', 'x-app-key', 'x-org-key'];

/** Whether a session, a token or a key is shown, be it any good or not. */
export function showsCredential(
  request: FastifyRequest,
  cookies: { readonly sessionCookie: string; readonly tokenCookie: string },
): boolean {
  if (keyHeaders.some((name) => request.headers[name] !== undefined)) return true;
  return [cookies.sessionCookie, cookies.tokenCookie].some((name) => request.cookies[name] !== undefined);
}

/** What a request shows of who sends it. */
export function credentialsOf(request: FastifyRequest): Omit<Credentials, 'setCookie'> {
  const { id: requestId, headers, cookies, ip, host } = request;
  return { requestId, headers, cookies, ip, host, userAgent: headerOf(request, 'user-agent') ?? '' };
}

/** Browsers refuse a cookie for a domain that its host is not in: there it becomes the host's own. */
function cookieDomain(reply: FastifyReply, domain: string | undefined): { domain?: string } {
  const span = domain?.toLowerCase().replace(/^\./, '');
  const host = hostNameOf(reply.request.host);
  return domain !== undefined && (host === span || host.endsWith(`.${span}`)) ? { domain } : {};
}

export function addCookie(reply: FastifyReply, cookie: CookieOut): void {
  reply.setCookie(cookie.name, cookie.value, {
    httpOnly: true,
    path: cookie.path ?? '/',
    sameSite: cookie.sameSite ?? 'lax',
    secure: cookie.secure ?? false,
    ...(cookie.maxAgeSeconds === undefined ? {} : { maxAge: cookie.maxAgeSeconds }),
    ...cookieDomain(reply, cookie.domain),
  });
}

function parseIfMatch(header: string | undefined): readonly string[] | undefined {
  return header?.split(',').map((tag) => tag.trim().replace(/^W\//, '').replaceAll('"', ''));
}

/** What a handler rarely needs beside its input. */
export function ioOf(request: FastifyRequest, reply: FastifyReply): RequestIo {
  return {
    headers: request.headers,
    cookies: request.cookies,
    origin: originOf(request),
    url: request.url,
    rawBody: request.state.rawBody,
    ifMatch: parseIfMatch(headerOf(request, 'if-match')),
    setCookie: (cookie) => addCookie(reply, cookie),
    setHeader: (name, value) => void reply.header(name, value),
  };
}
