/**
 * Who may talk to the server at all.
 *
 * Behind this API processes run without isolation, so it answers only this machine's user: it listens on loopback alone,
 * takes requests only under a loopback name (a web page that rebinds its own name to 127.0.0.1 arrives with a foreign
 * Host), refuses what a browser sends across sites, and wants the administrator's token on everything but health checks.
 */
import { timingSafeEqual, createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIPv4 } from 'node:net';
import type { AppError } from '@moorage/core/errors';
import { refuse } from '../refusal.ts';

/** True for names and addresses that can only mean this machine. */
export function isLoopbackName(host: string): boolean {
  const name = host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || (isIPv4(name) && name.startsWith('127.'));
}

function hostName(header: string): string {
  return header.startsWith('[') ? header.slice(0, header.indexOf(']') + 1) : (header.split(':')[0] ?? '');
}

function isLoopbackOrigin(origin: string): boolean {
  try {
    return isLoopbackName(new URL(origin).hostname);
  } catch {
    return false;
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

function hasToken(header: string | undefined, token: string): boolean {
  const given = /^Bearer\s+(\S+)$/i.exec(header ?? '')?.[1];
  return given !== undefined && timingSafeEqual(digest(given), digest(token));
}

const open = new Set(['/healthz', '/livez', '/readyz', '/version']);

export type Guard = (request: IncomingMessage, path: string) => AppError | undefined;

/** The refusal of a request, if it is to be refused. */
export function createGuard(token: string): Guard {
  return ({ headers }, path) => {
    if (!isLoopbackName(hostName(headers.host ?? ''))) {
      return refuse('Forbidden', 'The embedded cluster answers only under a loopback name such as localhost or 127.0.0.1.');
    }
    const site = headers['sec-fetch-site'];
    const isForeign = headers.origin !== undefined && !isLoopbackOrigin(headers.origin);
    if (isForeign || (site !== undefined && site !== 'same-origin' && site !== 'none')) {
      return refuse('Forbidden', 'The embedded cluster refuses requests from web pages of other sites.');
    }
    if (open.has(path) || hasToken(headers.authorization, token)) return undefined;
    return refuse('Unauthorized', 'Unauthorized');
  };
}
