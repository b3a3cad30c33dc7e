/** What browsers are told never to do with our pages and answers. */
import fastifyHelmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import { surfaceOf } from './errors.ts';
import { pathOf } from './request-state.ts';
import type { HttpConfig } from './server-deps.ts';

/** Nothing of an answer of the API is a page; should a browser ever show one as such, it can do nothing. */
const answerPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** What no page of ours uses. */
const permissions = ['accelerometer', 'camera', 'display-capture', 'geolocation', 'gyroscope', 'hid', 'magnetometer']
  .concat(['microphone', 'midi', 'payment', 'publickey-credentials-get', 'screen-wake-lock', 'serial', 'usb'])
  .concat(['xr-spatial-tracking'])
  .map((feature) => `${feature}=()`)
  .join(', ');

/**
 * Scripts come from here only and never from the page's text. Styles may be inline because the terminal and the editor of the
 * console write theirs at run time, the terminal also as attributes, for which no nonce exists.
 */
const pagePolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "script-src-attr 'none'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: https:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "frame-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "form-action 'self'",
].join(';');

/**
 * Policies are texts of ours: the library would build its one anew from its parts for every request. `Referrer-Policy` is
 * same-origin, not none: with none, browsers send `Origin: null` for forms, and the check against foreign sites could not know us.
 */
function helmetOptions(config: Pick<HttpConfig, 'baseUrl'>): FastifyHelmetOptions {
  return {
    contentSecurityPolicy: false,
    hsts: config.baseUrl.startsWith('https:') ? { maxAge: 63_072_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'same-origin' },
    frameguard: { action: 'deny' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: false,
    xPoweredBy: false,
  };
}

/** Adds them to every answer; a route may set its own in their place. */
export async function sendSecurityHeaders(server: FastifyInstance, config: Pick<HttpConfig, 'baseUrl'>): Promise<void> {
  await server.register(fastifyHelmet, helmetOptions(config));
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('permissions-policy', permissions);
    reply.header('content-security-policy', surfaceOf(pathOf(request)) === 'web' ? pagePolicy : answerPolicy);
    done();
  });
}
