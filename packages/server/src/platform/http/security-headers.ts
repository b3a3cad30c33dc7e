/** What browsers are told never to do with our pages. */
import type { FastifyHelmetOptions } from '@fastify/helmet';
import type { HttpConfig } from './server-deps.ts';

const self = ["'self'"];
const none = ["'none'"];

/**
 * Scripts come from here only and never from the page's text. Styles may be inline because the terminal and the editor of the
 * console write theirs at run time. `Referrer-Policy` is same-origin, not none: with none, browsers send `Origin: null` for
 * forms, and the check against foreign sites could not know us.
 */
export function securityHeaders(config: Pick<HttpConfig, 'baseUrl'>): FastifyHelmetOptions {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: self,
        scriptSrc: self,
        styleSrc: [...self, "'unsafe-inline'"],
        imgSrc: [...self, 'data:', 'https:'],
        fontSrc: [...self, 'data:'],
        connectSrc: self,
        workerSrc: [...self, 'blob:'],
        objectSrc: none,
        baseUri: none,
        frameAncestors: none,
        formAction: self,
      },
    },
    hsts: config.baseUrl.startsWith('https:') ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'same-origin' },
    frameguard: { action: 'deny' },
    crossOriginEmbedderPolicy: false,
    xPoweredBy: false,
  };
}
